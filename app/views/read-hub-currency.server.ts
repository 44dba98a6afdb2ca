import type { Reader } from './reader.server.ts';

/** The currency of a distributor's catalogue and terms, ISO 4217. */
export async function readHubCurrency(database: Reader, distributorId: string): Promise<string> {
  const [row] = await database.$queryRaw<{ currency: string }[]>`
    select currency from distributor where id = ${distributorId}::uuid`;
  if (!row) throw new Error('A distributor with a seat has no account');
  return row.currency;
}
