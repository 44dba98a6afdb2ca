import type { Actor } from '../../modules/activity/activity.ts';
import type { ReturnKey } from '../../modules/returns/return.ts';
import type { NewReturnFile } from '../../modules/returns/returns.repository.server.ts';
import { err } from '../../platform/result.ts';
import type { ReturnContext, ReturnDone } from './act-on-return.server.ts';
import { cancelReturn } from './decide-return.server.ts';
import { addReturnPhoto, sendReturn } from './label-return.server.ts';
import { refundNow } from './refund-return.server.ts';

/** What a retailer can do with a return of its shop. */
export type RetailerReturnAct = { readonly file?: NewReturnFile | undefined } & (
  | { readonly intent: 'photo' | 'refund' | 'cancel' }
  | {
      readonly intent: 'sent';
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly trackingUrl: string;
    }
);

/** Does one of them. */
export function actOnRetailerReturn(
  context: ReturnContext,
  by: ReturnKey & { readonly actor: Actor },
  act: RetailerReturnAct,
): ReturnDone {
  if (act.intent === 'sent') return sendReturn(context, { ...act, ...by });
  if (act.intent === 'refund') return refundNow(context, by);
  if (act.intent === 'cancel') return cancelReturn(context, by);
  return act.file
    ? addReturnPhoto(context, { ...by, file: act.file })
    : Promise.resolve(err({ kind: 'return-not-now' }));
}
