import { recordAct } from '../../modules/activity/record-act.server.ts';
import {
  readSettlementTerms,
  saveSettlementTerms,
} from '../../modules/settlement/parties.repository.server.ts';
import type { PartyKey } from '../../modules/settlement/parties.repository.server.ts';
import type { SettlementTerms } from '../../modules/settlement/settlement-terms.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/** Saves what was agreed with a party about money; what is booked already stays as it is. */
export async function changeSettlementTerms(
  context: Pick<FlowContext, 'db' | 'clock'>,
  { terms, by, ...key }: PartyKey & { readonly terms: SettlementTerms; readonly by: string },
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const before = await readSettlementTerms(tx, key);
    await saveSettlementTerms(step, key, terms);
    await recordAct(step, {
      distributorId: key.distributorId,
      actor: { kind: 'user', id: by },
      act: 'settlement-terms-changed',
      subject: { kind: key.party.kind, id: key.party.id },
      detail: { before, after: terms },
    });
  });
}
