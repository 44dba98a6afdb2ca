/** Exceptions of webhooks: a system outside that takes no events. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { EndpointKey } from '../../modules/notifications/webhook.ts';

export function endpointKey({ endpointId }: EndpointKey): string {
  return `webhook-disabled:${endpointId}`;
}

export function endpointDisabledException(
  key: EndpointKey,
  name: string,
  { failure, since }: { readonly failure: string; readonly since: Date },
): NewException {
  return {
    distributorId: key.distributorId,
    kind: 'webhook-disabled',
    severity: 'warning',
    owner: 'distributor',
    subject: { kind: 'webhook-endpoint', id: key.endpointId },
    dedupeKey: endpointKey(key),
    happened: `The webhook endpoint “${name}” has taken nothing since ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC and was switched off. ${failure}`,
    meaning: 'That system no longer hears of events. What happens is kept for 30 days and sent when it is on again.',
    nextStep: 'Repair the receiver, then switch the endpoint on under Webhooks.',
    remedies: [],
  };
} // prettier-ignore
