import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Layout, Link, Page, Text } from '@shopify/polaris';
import { MoneyIcon } from '@shopify/polaris-icons';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import { TableReport } from '../components/hub/table-report.tsx';
import type { ShownReport } from '../components/hub/table-report.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { importMinimumPrices } from '../flows/supply/save-price-list.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { NotATable } from '../platform/csv/read-table.ts';
import { pageRequest } from '../platform/page.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';
import { readMinimumPrices } from '../views/read-minimum-prices.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const currency = await readHubCurrency(door.db, distributorId);
  return json({ currency, ...(await readMinimumPrices(door.db, distributorId, pageRequest(params))) }); // prettier-ignore
}

type Answer = ActionAnswer & { readonly report?: ShownReport };

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const currency = await readHubCurrency(door.db, distributorId);
  const report = await readUpload(request, ({ body, name }) => {
    const input = { distributorId, currency, body, name: name.slice(0, 255), actor };
    return importMinimumPrices(door, input).catch((fault: unknown) => {
      if (fault instanceof NotATable) return fault;
      throw fault;
    });
  });
  if (!report) return json<Answer>({ ok: false, message: 'Choose a CSV file first.' }, 400);
  if (report instanceof NotATable) return json<Answer>({ ok: false, message: report.message }, 400);
  const { rows, saved, refused } = report;
  const message = `${rows} rows read: ${saved} saved, ${refused} refused.`;
  return json<Answer>({ ok: saved > 0 || refused === 0, message, report });
}

export default function MinimumPrices() {
  const { currency, rows, next } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  return (
    <Page
      title="Minimum prices"
      subtitle="The least that a shop may ask. Rules of retailers never go under it."
      backAction={{ content: 'Price lists', url: '/hub/price-lists' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {answer?.report ? <TableReport report={answer.report} /> : null}
        <Layout>
          <Layout.Section>
            <Card padding="0">
              <PagedTable
                rows={rows}
                rowKey={({ variantId }) => variantId}
                noun={{ singular: 'minimum price', plural: 'minimum prices' }}
                next={next}
                columns={[
                  {
                    title: 'Product',
                    cell: ({ productId, title, sku }) => (
                      <BlockStack>
                        <Link url={`/hub/catalogue/${productId}`} dataPrimaryLink removeUnderline>
                          {title}
                        </Link>
                        <Text as="span" tone="subdued" variant="bodySm">
                          {sku}
                        </Text>
                      </BlockStack>
                    ),
                  },
                  {
                    title: 'List price',
                    align: 'end',
                    cell: ({ listPriceMinor }) => (
                      <MoneyText
                        amount={
                          listPriceMinor === null ? null : { minor: listPriceMinor, currency }
                        }
                      />
                    ),
                  },
                  {
                    title: 'Minimum',
                    align: 'end',
                    cell: ({ mapMinor }) => <MoneyText amount={{ minor: mapMinor, currency }} />,
                  },
                ]}
                empty={
                  <EmptyList icon={MoneyIcon} heading="No minimum price">
                    Shops may ask what they like, as long as it covers what they pay. Upload a file
                    where a brand sets a minimum advertised price.
                  </EmptyList>
                }
              />
            </Card>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <Card>
              <Form method="post" encType="multipart/form-data">
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    From a file
                  </Text>
                  <FileInput
                    label="Minimum prices (CSV)"
                    help={`Columns: sku and price, in ${currency}. An empty price takes the minimum away; what the file does not name stays.`}
                  />
                  <InlineStack align="end">
                    <Button submit loading={busy}>
                      Upload minimum prices
                    </Button>
                  </InlineStack>
                </BlockStack>
              </Form>
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
