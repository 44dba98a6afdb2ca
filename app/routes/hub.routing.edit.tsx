import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, Layout, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ChoiceInput } from '../components/form-fields.tsx';
import { RoutingRulesFields } from '../components/hub/routing-rules-fields.tsx';
import { PREVIEWED_ORDERS } from '../components/hub/routing-values.ts';
import { startRulesPreview } from '../flows/order/preview-rules.server.ts';
import { foundOr404, visitHub } from '../http/hub-visit.server.ts';
import { readRules, showRules } from '../http/routing-form.ts';
import { parseId } from '../platform/ids.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';
import { readDraft, readRoutingParties } from '../views/read-routing.server.ts';

const VersionNumber = z.coerce.number().int().min(1).max(1_000_000);

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const previewId = parseId<'RoutingPreview'>(params.get('preview') ?? undefined);
  const version = VersionNumber.safeParse(params.get('version') ?? undefined).data;
  const [currency, parties, draft] = await Promise.all([
    readHubCurrency(door.db, distributorId),
    readRoutingParties(door.db, distributorId),
    readDraft(door.db, distributorId, { previewId, version }),
  ]);
  return json({ currency, ...parties, values: showRules(foundOr404(draft), currency) });
}

const Orders = z.coerce.number().pipe(z.literal(PREVIEWED_ORDERS));

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const form = await request.formData();
  const rules = readRules(form, await readHubCurrency(door.db, distributorId));
  if (typeof rules === 'string') return json<ActionAnswer>({ ok: false, message: rules }, 400);
  const orders = Orders.safeParse(form.get('orders')).data ?? PREVIEWED_ORDERS[0];
  const previewId = await startRulesPreview(door, { distributorId, rules, orders, actor });
  return redirect(`/hub/routing/previews/${previewId}`);
}

export default function EditRouting() {
  const { currency, suppliers, connections, values } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  return (
    <Page
      title="Change the rules"
      subtitle="A draft: orders are routed by it only after you make it live"
      backAction={{ content: 'Routing', url: '/hub/routing' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Form method="post">
          <Layout>
            <Layout.Section>
              <RoutingRulesFields {...{ values, suppliers, connections, currency }} />
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <Card>
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    Try it on past orders
                  </Text>
                  <Text as="p" tone="subdued">
                    Your newest orders are planned again, once by the live rules and once by this
                    draft, with the stock and costs of their day. You see cost, margin, parcels and
                    lateness before and after, and which orders would ship otherwise.
                  </Text>
                  <ChoiceInput
                    name="orders"
                    label="How many orders"
                    initial={String(PREVIEWED_ORDERS[1])}
                    options={PREVIEWED_ORDERS.map((orders) => ({
                      value: String(orders),
                      label: `The last ${orders.toLocaleString('en')}`,
                    }))}
                  />
                  <Button submit variant="primary" loading={busy} fullWidth>
                    Preview
                  </Button>
                  <Text as="p" tone="subdued" variant="bodySm">
                    Nothing changes yet. You can leave while it runs; it is kept under Routing.
                  </Text>
                </BlockStack>
              </Card>
            </Layout.Section>
          </Layout>
        </Form>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
