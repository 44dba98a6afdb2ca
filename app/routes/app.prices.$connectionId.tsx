import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { connectionRefusalTold } from '../components/connection-refusals.ts';
import { FaultPage } from '../components/fault-page.tsx';
import { RetailRuleForm } from '../components/retail-rule-form.tsx';
import { changeRetailRule } from '../flows/relation/change-retail-rule.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import type { DoorContext } from '../http/door-context.ts';
import { readGivenRule } from '../http/given-rule.ts';
import { notFound } from '../http/not-found.ts';
import type { DistributorId } from '../modules/accounts/account.ts';
import type { ConnectionId } from '../modules/connections/connection.ts';
import { parseId } from '../platform/ids.ts';
import { readRetailRule } from '../views/read-retail-rule.server.ts';

async function visit(door: DoorContext, request: Request, id: string | undefined) {
  const { storeId } = await authenticateStore(door, request);
  const connectionId = parseId<'Connection'>(id);
  const found = connectionId && (await readRetailRule(door.db, { storeId, connectionId }));
  if (!found) throw notFound();
  return { storeId, found };
}

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { found } = await visit(door, request, params['connectionId']);
  return json(found);
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { storeId, found } = await visit(door, request, params['connectionId']);
  const rule = readGivenRule((await request.formData()).get('rule'));
  if (!rule)
    return json<ActionAnswer>({ ok: false, message: 'Check the numbers and try again.' }, 400);
  const done = await changeRetailRule(door, {
    distributorId: found.distributorId as DistributorId,
    connectionId: found.connectionId as ConnectionId,
    storeId,
    rule,
  });
  return done.ok
    ? json<ActionAnswer>({ ok: true, message: 'Saved. Your shop gets the new prices within the next minutes.' }) // prettier-ignore
    : json<ActionAnswer>({ ok: false, message: connectionRefusalTold(done.error) }, 409);
}

export default function RetailPrices() {
  const found = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title="Retail prices"
      subtitle={`How your shop prices what ${found.distributor} supplies.`}
      backAction={{ content: 'Distributors', url: '/app/distributors' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <RetailRuleForm key={found.connectionId} found={found} />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
