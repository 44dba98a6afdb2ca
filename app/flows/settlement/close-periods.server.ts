import { recordAct } from '../../modules/activity/record-act.server.ts';
import { closeAccount } from '../../modules/settlement/close-account.server.ts';
import {
  markClosed,
  readPartiesOfClock,
} from '../../modules/settlement/parties.repository.server.ts';
import type { PartyKey } from '../../modules/settlement/parties.repository.server.ts';
import { periodAt } from '../../modules/settlement/period.ts';
import type { Closing, IssuedDocument } from '../../modules/settlement/settlement-document.ts';
import type { Instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { tellInvoiceIssued } from '../messages/tell-of-invoice.server.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;

/** Orders the closing of every account whose period has ended in its distributor's time zone: one job each. */
export async function closeDuePeriods({ db, clock }: Context): Promise<void> {
  const now = clock.now();
  const due = (await readPartiesOfClock(db)).flatMap(
    ({ distributorId, party, timeZone, terms, closedUntil }) => {
      const until = periodAt(terms.period, now, timeZone).start;
      const isClosed = closedUntil !== null && closedUntil >= until;
      const payload = {
        distributorId,
        kind: party.kind,
        partyId: party.id,
        until: until.toISOString(),
      };
      return isClosed ? [] : [{ name: 'close-period' as const, payload }];
    },
  );
  if (due.length > 0) await inTransaction(db, (tx) => enqueue(tx, ...due));
}

/** Closes one account at the end of a period. */
export async function closePeriod(
  context: Context,
  { until, ...key }: PartyKey & { readonly until: Instant },
): Promise<void> {
  await inTransaction(
    context.db,
    async (tx) => {
      const step = { tx, clock: context.clock };
      await tellIssued(step, key, 'clock', await closeAccount(step, key, { until, by: 'clock' }));
      await markClosed(step, key, until);
    },
    { timeout: LONG_MS },
  );
}

/** Closes one account now, because somebody asked. */
export function closeNow(
  context: Context,
  key: PartyKey & Pick<Closing, 'by'>,
): Promise<readonly IssuedDocument[]> {
  const { by, ...party } = key;
  return inTransaction(
    context.db,
    async (tx) => {
      const step = { tx, clock: context.clock };
      // What happened at this very moment belongs to it.
      const until = new Date(context.clock.now().getTime() + 1);
      const issued = await closeAccount(step, party, { until, by });
      await tellIssued(step, party, by, issued);
      return issued;
    },
    { timeout: LONG_MS },
  );
}

/** A month of a big retailer has hundreds of thousands of lines. */
const LONG_MS = 120_000;

async function tellIssued(
  step: Parameters<typeof recordAct>[0],
  { distributorId, party }: PartyKey,
  by: string,
  issued: readonly IssuedDocument[],
): Promise<void> {
  for (const { id, number, kind, currency, totalMinor } of issued) {
    await recordAct(step, {
      distributorId,
      actor: by === 'clock' ? { kind: 'system' } : { kind: 'user', id: by },
      act: 'settlement-document-issued',
      subject: { kind: 'settlement-document', id },
      detail: { number, kind, party, currency, totalMinor },
    });
    if (kind === 'invoice' && party.kind === 'connection') {
      const invoice = { distributorId, connectionId: party.id, id, number, currency, totalMinor };
      await tellInvoiceIssued(step, invoice);
    }
  }
}
