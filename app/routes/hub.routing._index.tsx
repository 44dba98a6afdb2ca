import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { LiveRulesCard } from '../components/hub/live-rules-card.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { RuleVersionsCard } from '../components/hub/rule-versions-card.tsx';
import { CountText } from '../components/number-text.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { restoreRules } from '../flows/order/make-rules-live.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';
import { readRouting } from '../views/read-routing.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const [currency, { live, versions, previews }] = await Promise.all([
    readHubCurrency(door.db, distributorId),
    readRouting(door.db, distributorId),
  ]);
  return json({ currency, rules: live.rules, version: live.version, versions, previews });
}

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const form = await request.formData();
  const version = z.coerce.number().int().min(1).safeParse(form.get('restore'));
  if (!version.success) return json<ActionAnswer>({ ok: false, message: 'Choose a version.' }, 400);
  const done = await restoreRules(door, { distributorId, version: version.data, actor });
  if (!done.ok) return json<ActionAnswer>({ ok: false, message: refusalText(done.error) }, 409);
  const message = `The rules are as in version ${version.data} again, from the next order on.`;
  return json<ActionAnswer>({ ok: true, message });
}

const REFRESH_MS = 2_000;

export default function Routing() {
  const { currency, rules, version, versions, previews } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  usePolling(
    previews.some(({ status }) => status === 'running'),
    REFRESH_MS,
  );
  return (
    <Page
      title="Routing"
      subtitle="Who ships what: the rules by which every order finds its suppliers"
      titleMetadata={<Badge tone="success">{`Version ${version} is live`}</Badge>}
      primaryAction={{ content: 'Change the rules', url: '/hub/routing/edit' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <LiveRulesCard rules={rules} currency={currency} />
              <RuleVersionsCard versions={versions} currency={currency} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  Drafts tried on past orders
                </Text>
                {previews.length === 0 ? (
                  <Text as="p" tone="subdued">
                    None yet. Change a rule and see what your last orders would have cost under it,
                    before it goes live.
                  </Text>
                ) : null}
                {previews.map((preview) => (
                  <InlineStack key={preview.id} align="space-between" gap="200" wrap={false}>
                    <BlockStack>
                      <Link to={`/hub/routing/previews/${preview.id}`}>
                        <RelativeTime at={preview.startedAt} />
                        {preview.by ? ` by ${preview.by}` : ''}
                      </Link>
                      <Text as="span" tone="subdued" variant="bodySm">
                        <CountText count={preview.done} one="order" many="orders" />, against
                        version {preview.baseVersion}
                      </Text>
                    </BlockStack>
                    {preview.madeVersion ? (
                      <Badge tone="success">{`Became version ${preview.madeVersion}`}</Badge>
                    ) : (
                      <StatusBadge of="routing-preview" status={preview.status} />
                    )}
                  </InlineStack>
                ))}
              </BlockStack>
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
