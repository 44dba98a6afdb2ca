import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { Banner, BlockStack, Button, Card, InlineStack, Layout, Page, ProgressBar, Text } from '@shopify/polaris'; // prettier-ignore
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { TextInput } from '../components/form-fields.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { ChangedOrdersCard, PreviewTotalsCard } from '../components/hub/preview-results.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { RuleChanges } from '../components/hub/rule-changes.tsx';
import { CountText, NumberText } from '../components/number-text.tsx';
import { usePolling } from '../components/polling.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { makeDraftLive } from '../flows/order/make-rules-live.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { stopPreview } from '../modules/routing/routing-previews.repository.server.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';
import { readRoutingPreview } from '../views/read-routing.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const key = { distributorId, previewId: idOf<'RoutingPreview'>(params['previewId']) };
  const [currency, shown] = await Promise.all([
    readHubCurrency(door.db, distributorId),
    readRoutingPreview(door.db, key),
  ]);
  return json({ currency, ...foundOr404(shown) });
}

const MOST_NOTE = 500;

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const key = { distributorId, previewId: idOf<'RoutingPreview'>(params['previewId']) };
  const form = await request.formData();
  if (form.get('intent') === 'stop') {
    const stopped = await stopPreview({ tx: door.db }, key);
    const message = stopped ? 'It stops after the present piece.' : 'It has ended already.';
    return json<ActionAnswer>({ ok: stopped, message }, stopped ? 200 : 409);
  }
  const given = form.get('note');
  const note = typeof given === 'string' ? given.trim().slice(0, MOST_NOTE) : '';
  const done = await makeDraftLive(door, { ...key, note, actor });
  if (done.ok) {
    const message = `Version ${done.value} is live: orders follow it from now on.`;
    return json<ActionAnswer>({ ok: true, message });
  }
  if (done.error.kind === 'unknown-preview') foundOr404(undefined);
  return json<ActionAnswer>({ ok: false, message: refusalText(done.error) }, 409);
}

const POLL_MS = 1_000;

export default function RoutingPreview() {
  const shown = useLoaderData<typeof loader>();
  const { preview, currency, before, after, changed, orders } = shown;
  const answer = useActionData<typeof action>();
  usePolling(preview.status === 'running', POLL_MS);
  return (
    <Page
      title="Preview of new rules"
      subtitle={`Compared with version ${shown.baseVersion}`}
      titleMetadata={<StatusBadge of="routing-preview" status={preview.status} />}
      backAction={{ content: 'Routing', url: '/hub/routing' }}
      secondaryActions={[
        { content: 'Go on editing', url: `/hub/routing/edit?preview=${preview.id}` },
      ]}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {preview.status === 'running' ? <RunningCard preview={preview} /> : null}
        {preview.total === 0 ? (
          <Banner tone="info">
            There are no past orders to compare yet. The draft can be made live all the same.
          </Banner>
        ) : null}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              {after.orders > 0 ? (
                <>
                  <PreviewTotalsCard {...{ before, after, currency }} />
                  <ChangedOrdersCard {...{ orders, changed }} replayed={after.orders} />
                  <Footnote before={before.exact} after={after.exact} orders={after.orders} />
                </>
              ) : null}
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    What the draft changes
                  </Text>
                  <RuleChanges
                    changes={shown.changes}
                    currency={currency}
                    none="Nothing: it is the same as what it was drafted from."
                  />
                </BlockStack>
              </Card>
              <LiveCard
                madeVersion={preview.madeVersion}
                isOutdated={shown.isOutdated}
                editUrl={`/hub/routing/edit?preview=${preview.id}`}
              />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

type Running = { readonly total: number; readonly done: number; readonly stopRequested: boolean };

function RunningCard({ preview: { total, done, stopRequested } }: { readonly preview: Running }) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="p" id="preview-progress">
            <NumberText value={done} /> of <CountText count={total} one="order" many="orders" />{' '}
            planned again
          </Text>
          {stopRequested ? null : <ConfirmButton label="Stop" fields={{ intent: 'stop' }} />}
        </InlineStack>
        <ProgressBar
          progress={total === 0 ? 0 : (100 * done) / total}
          size="small"
          ariaLabelledBy="preview-progress"
        />
        <Text as="p" tone="subdued">
          The figures below grow with it. You can leave this page; it goes on.
        </Text>
      </BlockStack>
    </Card>
  );
}

function Footnote(props: {
  readonly before: number;
  readonly after: number;
  readonly orders: number;
}) {
  const unsure = props.orders * 2 - props.before - props.after;
  return (
    <Text as="p" tone="subdued" variant="bodySm">
      Each order as its first plan found it: the stock, costs and times of that moment. Amounts that
      only steer routing are left out; what stands here is paid or earned.{' '}
      {unsure === 0 ? (
        'Every plan is proven to be the best under its rules.'
      ) : (
        <>
          <CountText count={unsure} one="plan" many="plans" /> could not be proven the best in time.
        </>
      )}
    </Text>
  );
}

function LiveCard(props: {
  readonly madeVersion: number | null;
  readonly isOutdated: boolean;
  readonly editUrl: string;
}) {
  const { madeVersion, isOutdated, editUrl } = props;
  const busy = useNavigation().state === 'submitting';
  if (madeVersion !== null)
    return (
      <Banner tone="success" action={{ content: 'See versions', url: '/hub/routing' }}>
        This draft became version {madeVersion}.
      </Banner>
    );
  if (isOutdated)
    return (
      <Banner tone="warning" action={{ content: 'Preview it again', url: editUrl }}>
        Other rules went live since this draft was made. Preview it again, so that you compare with
        what holds now.
      </Banner>
    );
  return (
    <Card>
      <Form method="post">
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            Make it live
          </Text>
          <input type="hidden" name="intent" value="live" />
          <TextInput
            name="note"
            label="Why"
            maxLength={MOST_NOTE}
            placeholder="Fewer split parcels"
            helpText="For those who look at the versions later."
          />
          <Button submit variant="primary" loading={busy} fullWidth>
            Make live
          </Button>
          <Text as="p" tone="subdued" variant="bodySm">
            Orders that are routed from then on follow it. You can go back at any time.
          </Text>
        </BlockStack>
      </Form>
    </Card>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
