import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { visitHub } from '../http/hub-visit.server.ts';
import { parseId } from '../platform/ids.ts';
import { readPriceWhy } from '../views/read-price-why.server.ts';

/**
 * Why a variant has its price in one retailer's store, or by a price list. What is not the distributor's is answered,
 * not thrown: a question beside a table must not take the table away.
 */
export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const variantId = parseId<'Variant'>(params.get('variantId'));
  const connectionId = parseId<'Connection'>(params.get('connectionId'));
  const priceListId = parseId<'PriceList'>(params.get('priceListId'));
  const of = connectionId ? { connectionId } : priceListId && { priceListId };
  const key = variantId && of && { distributorId, variantId, ...of };
  const steps = key && (await readPriceWhy(door, key));
  return json({ steps: steps ?? null }, steps ? 200 : 404);
}
