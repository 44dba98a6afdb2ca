import { createReadableStreamFromReadable } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Readable } from 'node:stream';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { notFound } from '../http/not-found.ts';
import { csvLines } from '../platform/csv-export.ts';
import { parseId } from '../platform/ids.ts';
import { exportImportItems, readProductImport } from '../views/read-product-import.server.ts';

const HEADER = ['product', 'outcome', 'what to do'];

/** Every product of an import as a CSV file. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const importId = parseId(params['importId']);
  const run = importId && (await readProductImport(door.db, { storeId, importId }));
  if (!run) throw notFound();
  const lines = Readable.from(csvLines(HEADER, exportImportItems(door.db, run)));
  return new Response(createReadableStreamFromReadable(lines), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="import-${run.importId}.csv"`,
      'Cache-Control': 'no-store',
    },
  });
}
