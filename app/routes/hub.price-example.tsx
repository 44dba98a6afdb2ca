import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { PriceListForm, priceListFault } from '../http/price-list-form.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { parseId } from '../platform/ids.ts';
import { readListPriceExamples } from '../views/read-list-price-examples.server.ts';

const Asked = z.object({
  units: z.coerce.number().int().min(1).max(1_000_000).catch(1),
  search: z.string().trim().max(200).catch(''),
});

/** What products would cost by a price list that somebody is still changing. */
export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const given = Object.fromEntries(params);
  const form = PriceListForm.safeParse({ ...given, name: given['name'] ?? 'New list' });
  if (!form.success) return json({ fault: priceListFault(form.error), examples: [] });
  const { units, search } = Asked.parse(given);
  const list = { distributorId, priceListId: parseId<'PriceList'>(params.get('priceListId')) };
  const asked = { terms: form.data, search, quantity: units };
  const examples = await readListPriceExamples(door.db, list, asked, door.clock.now());
  return json({ fault: null, examples });
}
