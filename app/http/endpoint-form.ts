/** Reads the form that describes a webhook endpoint. */
import { EndpointSettings } from '../modules/notifications/webhook.ts';

export const ENDPOINT_FAULT =
  'Give a name, a web address (https://…) without a password in it, and at least one event.';

export function readEndpointForm(given: FormData): EndpointSettings | undefined {
  const settings = EndpointSettings.safeParse({
    name: given.get('name'),
    url: given.get('url'),
    kinds: given.getAll('kinds'),
    supplierId: given.get('supplierId') || null,
  });
  return settings.data;
}
