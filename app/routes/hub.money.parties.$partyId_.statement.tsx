import { createReadableStreamFromReadable } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Readable } from 'node:stream';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { statementLines } from '../http/statement-file.server.ts';
import { readToday } from '../views/read-hub-money.server.ts';
import { readMoneyParty } from '../views/read-money-party.server.ts';

/** A party's whole statement in one currency as a CSV file, the newest movement first. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params: search } = await visitHub(door, request);
  const partyId = idOf(params['partyId']);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const party = foundOr404(await readMoneyParty(door.db, { distributorId, partyId, today }));
  const currency = search.get('currency') ?? party.currency;
  const lines = Readable.from(statementLines(door.db, { distributorId, party, currency }));
  return new Response(createReadableStreamFromReadable(lines), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="statement.csv"',
      'Cache-Control': 'no-store',
    },
  });
}
