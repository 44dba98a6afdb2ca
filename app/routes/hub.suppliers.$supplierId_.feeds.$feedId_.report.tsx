import { createReadableStreamFromReadable } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Readable } from 'node:stream';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { csvLines } from '../platform/csv-export.ts';
import { exportFeedRemarks, readHubFeed } from '../views/read-hub-feeds.server.ts';

const HEADER = ['line', 'outcome', 'reason', 'sku', 'column', 'value', 'message'];

/** The report of a delivery, as it is filtered, as a CSV file. */
export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const supplierId = idOf<'Supplier'>(path['supplierId']);
  const key = { distributorId, supplierId, feedId: idOf<'Feed'>(path['feedId']) };
  foundOr404(await readHubFeed(door.db, key));
  const filter = {
    outcome: chosen(params.get('view'), ['refused', 'warned']),
    code: (params.get('code') ?? '').slice(0, 60),
    search,
  };
  const lines = Readable.from(csvLines(HEADER, exportFeedRemarks(door.db, key, filter)));
  return new Response(createReadableStreamFromReadable(lines), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="delivery-${key.feedId}.csv"`,
      'Cache-Control': 'no-store',
    },
  });
}
