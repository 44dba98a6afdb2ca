import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { visitHub } from '../http/hub-visit.server.ts';
import { findProductChoices } from '../views/read-hub-connection.server.ts';

/** Products to choose by hand, by a text in title, vendor or SKU. */
export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, search } = await visitHub(door, request);
  return json({ products: await findProductChoices(door.db, distributorId, search) });
}
