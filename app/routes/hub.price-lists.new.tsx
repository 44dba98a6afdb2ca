import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Layout, Page } from '@shopify/polaris';
import { useRef } from 'react';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { PriceListForm, priceListFault } from '../http/price-list-form.ts';
import { PriceListFields } from '../components/hub/price-list-fields.tsx';
import { PricePreview } from '../components/hub/price-preview.tsx';
import { createPriceList } from '../flows/supply/save-price-list.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json({ currency: await readHubCurrency(door.db, distributorId) });
}

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const form = PriceListForm.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success)
    return json<ActionAnswer>({ ok: false, message: priceListFault(form.error) }, 400);
  const id = await createPriceList(door, { distributorId, terms: form.data, actor });
  return redirect(`/hub/price-lists/${id}`);
}

export default function NewPriceList() {
  const { currency } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const form = useRef<HTMLFormElement>(null);
  return (
    <Page title="Make price list" backAction={{ content: 'Price lists', url: '/hub/price-lists' }}>
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          <Layout.Section variant="oneHalf">
            <Form method="post" ref={form}>
              <BlockStack gap="400">
                <Card>
                  <PriceListFields values={{ ...NEW, currency }} />
                </Card>
                <InlineStack align="end">
                  <Button submit variant="primary" loading={busy}>
                    Make price list
                  </Button>
                </InlineStack>
              </BlockStack>
            </Form>
          </Layout.Section>
          <Layout.Section variant="oneHalf">
            <PricePreview form={form} />
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

const NEW = {
  name: '',
  kind: 'percent-off',
  percentOffBasisPoints: 3_000,
  costPlusBasisPoints: 2_500,
  costPlusMinor: 0,
  volumeTiers: [],
  marginFloorBasisPoints: 0,
  floorAct: 'hold',
};

export function ErrorBoundary() {
  return <FaultPage />;
}
