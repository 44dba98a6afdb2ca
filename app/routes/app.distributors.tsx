import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Card, Layout, Page } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { ConnectionCard } from '../components/connection-card.tsx';
import { connectionRefusalTold } from '../components/connection-refusals.ts';
import { FaultPage } from '../components/fault-page.tsx';
import { FindDistributor } from '../components/find-distributor.tsx';
import { endConnection } from '../flows/relation/end-connection.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import type { ConnectionId } from '../modules/connections/connection.ts';
import { requestConnection } from '../modules/connections/request-connection.server.ts';
import type { DistributorId } from '../modules/accounts/account.ts';
import { inTransaction } from '../platform/database.server.ts';
import { pageRequest } from '../platform/page.ts';
import type { Result } from '../platform/result.ts';
import {
  findDistributors,
  readRetailerConnections,
} from '../views/read-retailer-distributors.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const search = (params.get('q') ?? '').trim();
  const [connections, found] = await Promise.all([
    readRetailerConnections(door.db, storeId),
    findDistributors(door.db, { storeId, search }, pageRequest(params, 25)),
  ]);
  return { connections, found };
}

const distributorId = z.uuid().transform((id) => id as DistributorId);
const connectionId = z.uuid().transform((id) => id as ConnectionId);

const Act = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('request'),
    distributorId,
    message: z.string().trim().max(1_000),
  }),
  z.object({ intent: z.literal('end'), distributorId, connectionId }),
]);

const DONE = {
  request: 'Your request is on its way. You see the answer here; no need to wait.',
  end: 'Disconnected. The stock of these products goes to zero in your shop within seconds.',
} as const;

export async function action({
  request,
  context: { door },
}: ActionFunctionArgs): Promise<ActionAnswer> {
  const { storeId } = await authenticateStore(door, request);
  const form = Act.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return { ok: false, message: 'Check what you entered and try again.' };
  const done = await perform(form.data);
  return done.ok
    ? { ok: true, message: DONE[form.data.intent] }
    : { ok: false, message: connectionRefusalTold(done.error) };

  function perform(act: z.infer<typeof Act>): Promise<Result<unknown, { kind: string }>> {
    switch (act.intent) {
      case 'request':
        return inTransaction(door.db, (tx) =>
          requestConnection(
            { tx, clock: door.clock },
            { distributorId: act.distributorId, storeId, message: act.message },
          ),
        );
      case 'end':
        return endConnection(door, { ...act, storeId });
    }
  }
}

export default function Distributors() {
  const { connections, found } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page title="Distributors" subtitle="Whose goods your shop sells, and whose it could sell.">
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          {connections.length > 0 ? (
            <Layout.Section>
              <BlockStack gap="400">
                {connections.map((connection) => (
                  <ConnectionCard key={connection.connectionId} connection={connection} />
                ))}
              </BlockStack>
            </Layout.Section>
          ) : null}
          <Layout.Section>
            <Card padding="0">
              <FindDistributor
                found={found.rows}
                next={found.next}
                isFirst={connections.length === 0}
              />
            </Card>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
