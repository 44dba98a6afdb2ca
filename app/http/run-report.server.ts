import { createReadableStreamFromReadable } from '@remix-run/node';
import { Readable } from 'node:stream';
import { csvLines } from '../platform/csv-export.ts';
import { exportRunLines, RUN_CSV_HEADER } from '../views/read-reconciliations.server.ts';
import type { DoorContext } from './door-context.ts';

/** All lines of a reconciliation as a CSV file, streamed. The caller has checked that the reader may see the run. */
export function runReport(
  { db }: Pick<DoorContext, 'db'>,
  key: { readonly distributorId: string; readonly runId: string; readonly day: string },
): Response {
  const lines = Readable.from(csvLines(RUN_CSV_HEADER, exportRunLines(db, key)));
  return new Response(createReadableStreamFromReadable(lines), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="reconciliation-${key.day}.csv"`,
      'Cache-Control': 'no-store',
    },
  });
}
