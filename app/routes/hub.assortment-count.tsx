import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { visitHub } from '../http/hub-visit.server.ts';
import type { Assortment } from '../modules/connections/connection.ts';
import { countAssortment } from '../views/read-hub-connection.server.ts';

/** How many products the assortment shows that a form is about to save. */
export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const kind = params.get('assortment');
  const assortment: Assortment =
    kind === 'rule'
      ? {
          kind,
          types: params.getAll('types'),
          tags: params.getAll('tags'),
          vendors: params.getAll('vendors'),
        }
      : { kind: 'all' };
  return json(await countAssortment(door.db, distributorId, assortment));
}
