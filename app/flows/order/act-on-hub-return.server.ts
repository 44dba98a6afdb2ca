import type { Actor } from '../../modules/activity/activity.ts';
import type { ReturnKey } from '../../modules/returns/return.ts';
import type { Money } from '../../platform/money.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { applyRemedy } from './apply-remedy.server.ts';
import { recordSupplierCredit } from './credit-return.server.ts';
import { cancelReturn, decideReturn } from './decide-return.server.ts';
import { inspectReturn, waiveReturn } from './inspect-return.server.ts';
import type { InspectReturn } from './inspect-return.server.ts';
import { labelReturn } from './label-return.server.ts';
import type { LabelReturn } from './label-return.server.ts';
import { receiveReturn } from './receive-return.server.ts';
import type { ReceiveReturn } from './receive-return.server.ts';

type OfReturn = keyof ReturnKey | 'actor';

/** What a person of the hub can do with a return, with all that each needs. */
export type HubReturnAct =
  | { readonly intent: 'authorise' | 'reject'; readonly why: string }
  | { readonly intent: 'cancel' | 'waive' | 'no-supplier-credit' }
  | ({ readonly intent: 'receive' } & Omit<ReceiveReturn, OfReturn>)
  | ({ readonly intent: 'inspect' } & Omit<InspectReturn, OfReturn>)
  | ({ readonly intent: 'label' } & Omit<LabelReturn, OfReturn>)
  | { readonly intent: 'supplier-credit'; readonly amount: Money }
  | {
      readonly intent: 'remedy';
      readonly exceptionId: string;
      readonly remedy: string;
      readonly entered?: string | undefined;
    };

/** Does one of them. */
export function actOnHubReturn(
  context: FlowContext,
  by: ReturnKey & { readonly actor: Actor; readonly userId: string },
  act: HubReturnAct,
): Promise<Result<undefined, { readonly kind: string }>> {
  const { userId, ...key } = by;
  switch (act.intent) {
    case 'authorise':
      return decideReturn(context, { ...key, decision: 'authorised', why: act.why });
    case 'reject':
      return decideReturn(context, { ...key, decision: 'rejected', why: act.why });
    case 'cancel':
      return cancelReturn(context, key);
    case 'waive':
      return waiveReturn(context, key);
    case 'receive':
      return receiveReturn(context, { ...key, lines: act.lines });
    case 'inspect':
      return inspectReturn(context, { ...key, units: act.units, creditAll: act.creditAll });
    case 'label':
      return labelReturn(context, { ...act, ...key });
    case 'supplier-credit':
      return recordSupplierCredit(context, { ...key, amount: act.amount });
    case 'no-supplier-credit':
      return recordSupplierCredit(context, { ...key, amount: undefined });
    case 'remedy': {
      const { distributorId } = key;
      const { exceptionId, remedy, entered } = act;
      return applyRemedy(context, { distributorId, userId, exceptionId, remedy, entered });
    }
  }
}
