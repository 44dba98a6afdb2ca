import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { readGivenRule } from '../http/given-rule.ts';
import { readPriceExamples } from '../views/read-price-examples.server.ts';

const Asked = z.object({ distributorId: z.uuid(), connectionId: z.uuid(), rule: z.string() });
const EXAMPLES = 6;

/** What the shop would ask under a rule that somebody is still trying out. */
export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const asked = Asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  const rule = readGivenRule(asked.data?.rule);
  if (!asked.success || !rule) return { examples: null };
  const { distributorId, connectionId } = asked.data;
  const key = { distributorId, connectionId, storeId };
  return { examples: await readPriceExamples(door.db, key, rule, door.clock.now(), EXAMPLES) };
}
