import { createReadableStreamFromReadable } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Readable } from 'node:stream';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { csvLines } from '../platform/csv-export.ts';
import { exportImportRemarks, readHubImport } from '../views/read-hub-imports.server.ts';

const HEADER = ['line', 'outcome', 'reason', 'handle', 'sku', 'message'];

/** The whole report of an import as a CSV file. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const key = { distributorId, importId: idOf<'CatalogImport'>(params['importId']) };
  foundOr404(await readHubImport(door.db, key));
  const lines = Readable.from(csvLines(HEADER, exportImportRemarks(door.db, key)));
  return new Response(createReadableStreamFromReadable(lines), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="import-${key.importId}.csv"`,
      'Cache-Control': 'no-store',
    },
  });
}
