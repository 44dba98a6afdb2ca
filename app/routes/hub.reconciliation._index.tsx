import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { DataTableIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ChoiceInput } from '../components/form-fields.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { ListFilters } from '../components/list-filters.tsx';
import { usePolling } from '../components/polling.ts';
import { isOver } from '../components/run-summary.tsx';
import { RunTable } from '../components/run-table.tsx';
import { startReconciliation } from '../flows/order/reconcile-connection.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import type { ConnectionId } from '../modules/connections/connection.ts';
import { pageRequest } from '../platform/page.ts';
import { readComparable, readRuns } from '../views/read-reconciliations.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const connectionId = params.get('connection') ?? undefined;
  const filter = { connectionId, differing: params.get('view') === 'differing' };
  const [runs, connections] = await Promise.all([
    readRuns(door.db, { distributorId }, filter, pageRequest(params, 30)),
    readComparable(door.db, distributorId),
  ]);
  return json({ ...runs, connections });
}

const Wish = z.object({ connectionId: z.uuid() });

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const form = Wish.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success)
    return json<ActionAnswer>({ ok: false, message: 'Choose a retailer first.' }, 400);
  const connectionId = form.data.connectionId as ConnectionId;
  const started = await startReconciliation(door, { distributorId, connectionId, requestedBy: userId }); // prettier-ignore
  if (!started.ok) return json<ActionAnswer>({ ok: false, message: refusalText(started.error) }, 409); // prettier-ignore
  return redirect(`/hub/reconciliation/${started.value}`);
}

const POLL_MS = 2_000;

export default function Reconciliations() {
  const { rows, next, connections } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  usePolling(
    rows.some((run) => !isOver(run)),
    POLL_MS,
  );
  return (
    <Page
      title="Reconciliation"
      subtitle="Each night every order line is compared: in the store, here, and at its suppliers. What differs becomes an exception, and closes by itself once all agree."
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {connections.length > 0 ? <CompareNow connections={connections} /> : null}
        <Card padding="0">
          <ListFilters
            views={[
              { value: '', label: 'All' },
              { value: 'differing', label: 'With differences' },
            ]}
            filters={[
              {
                key: 'connection',
                label: 'Retailer',
                choices: connections.map(({ id, store }) => ({ value: id, label: store })),
              },
            ]}
          />
          <RunTable
            rows={rows}
            next={next}
            path="/hub/reconciliation"
            other={{ title: 'Retailer', of: ({ store }) => store }}
            empty={
              <EmptyList icon={DataTableIcon} heading="Nothing was compared yet">
                {connections.length > 0
                  ? 'The first comparison runs tonight between two and six, by your time zone. Choose a retailer above to compare now.'
                  : 'As soon as a retailer is approved, its orders are compared each night.'}
              </EmptyList>
            }
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

function CompareNow(props: {
  readonly connections: readonly { readonly id: string; readonly store: string }[];
}) {
  const busy = useNavigation().state === 'submitting';
  const { connections } = props;
  return (
    <Card>
      <Form method="post">
        <InlineStack gap="300" blockAlign="end">
          <div style={{ minInlineSize: '16rem', flex: '0 1 24rem' }}>
            <ChoiceInput
              name="connectionId"
              label="Compare now"
              options={connections.map(({ id, store }) => ({ value: id, label: store }))}
              initial={connections[0]?.id}
            />
          </div>
          <Button submit variant="primary" loading={busy}>
            Compare
          </Button>
          <Text as="p" tone="subdued">
            Reads its store and asks its suppliers; changes nothing.
          </Text>
        </InlineStack>
      </Form>
    </Card>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
