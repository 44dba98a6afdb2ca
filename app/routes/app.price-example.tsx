import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { RetailRule } from '../modules/connections/connection.ts';
import { readPriceExamples } from '../views/read-price-examples.server.ts';

const Asked = z.object({
  distributorId: z.uuid(),
  connectionId: z.uuid(),
  kind: RetailRule.shape.kind,
  markup: z.coerce.number().min(0).max(10_000),
  rounding: RetailRule.shape.rounding,
});

/** What the shop would ask under a rule that somebody is still trying out. */
export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const asked = Asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!asked.success) return { examples: [] };
  const { kind, markup, rounding, ...key } = asked.data;
  const rule = { kind, basisPoints: kind === 'markup' ? Math.round(markup * 100) : 0, rounding };
  return {
    examples: await readPriceExamples(door.db, { ...key, storeId }, rule, door.clock.now()),
  };
}
