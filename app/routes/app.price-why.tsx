import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { parseId } from '../platform/ids.ts';
import { readOwnPriceWhy } from '../views/read-price-why.server.ts';

/**
 * Why something that the shop lists has its price; another shop's is answered as one that does not exist. Answered, not
 * thrown: a question beside a table must not take the table away.
 */
export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const distributorId = parseId<'Distributor'>(params.get('distributorId'));
  const connectionId = parseId<'Connection'>(params.get('connectionId'));
  const variantId = parseId<'Variant'>(params.get('variantId'));
  const key = distributorId && connectionId && variantId && { storeId, distributorId, connectionId, variantId }; // prettier-ignore
  const steps = key && (await readOwnPriceWhy(door, key));
  return json({ steps: steps ?? null }, steps ? 200 : 404);
}
