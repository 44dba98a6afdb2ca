/** A party's statement as a CSV file. */
import { csvLines } from '../platform/csv-export.ts';
import type { Database } from '../platform/database.server.ts';
import { currencyCode, formatDecimal, money } from '../platform/money.ts';
import { eachMovement } from '../views/read-money-party.server.ts';

const HEADER = ['at', 'for', 'what', 'part', 'document', 'amount', 'balance', 'currency'];

export function statementLines(
  database: Database,
  input: Parameters<typeof eachMovement>[1],
): AsyncGenerator<string> {
  const known = /^[A-Z]{3}$/.test(input.currency);
  const decimal = (minor: number) => formatDecimal(money(minor, currencyCode(input.currency)));
  async function* rows() {
    if (!known) return;
    for await (const {
      at,
      reason,
      text,
      purpose,
      document,
      amountMinor,
      balanceMinor,
    } of eachMovement(database, input)) {
      yield [
        at,
        reason,
        text,
        purpose,
        document,
        decimal(amountMinor),
        decimal(balanceMinor),
        input.currency,
      ];
    }
  }
  return csvLines(HEADER, rows());
}
