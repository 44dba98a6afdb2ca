import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import {
  Form,
  useActionData,
  useLoaderData,
  useNavigation,
  useSearchParams,
} from '@remix-run/react';
import { Badge, BlockStack, Button, Card, InlineStack, Layout, Link, Page, Select, Text } from '@shopify/polaris'; // prettier-ignore
import { ChartVerticalIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import '../components/hub/hub.css';
import { refusalText } from '../components/hub/refusals.ts';
import { TableReport } from '../components/hub/table-report.tsx';
import type { ShownReport } from '../components/hub/table-report.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { acceptRecommendation, importCompetitorPrices } from '../flows/supply/competitor-prices.server.ts'; // prettier-ignore
import { idOf, visitHub } from '../http/hub-visit.server.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { NotATable } from '../platform/csv/read-table.ts';
import { pageRequest } from '../platform/page.ts';
import type { Page as PageOf } from '../platform/page.ts';
import { readComparedPrices } from '../views/read-competitor-prices.server.ts';
import type { ComparedPrice } from '../views/read-competitor-prices.server.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';
import { readHubPriceLists } from '../views/read-hub-price-lists.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const now = door.clock.now();
  const lists = await readHubPriceLists(door.db, distributorId, now);
  const list = lists.find(({ id }) => id === params.get('list')) ?? lists[0];
  const choices = lists.map(({ id, name }) => ({ value: id, label: name }));
  const page: PageOf<ComparedPrice> = list
    ? await readComparedPrices(door.db, { distributorId, priceListId: list.id }, pageRequest(params), now) // prettier-ignore
    : { rows: [], next: undefined };
  return json({ choices, list: list ? { id: list.id } : null, ...page });
}

const Accepted = z.object({
  variantId: z.uuid(),
  wholesaleMinor: z.coerce.number().int().min(1),
  reason: z.string().max(500),
});
type Answer = ActionAnswer & { readonly report?: ShownReport };

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const no = (message: string, status = 400) => json<Answer>({ ok: false, message }, status);
  if (request.headers.get('content-type')?.startsWith('multipart/')) {
    const currency = await readHubCurrency(door.db, distributorId);
    const report = await readUpload(request, ({ body, name }) => {
      const input = { distributorId, currency, body, name: name.slice(0, 255), actor };
      return importCompetitorPrices(door, input).catch((fault: unknown) => {
        if (fault instanceof NotATable) return fault;
        throw fault;
      });
    });
    if (!report) return no('Choose a CSV file first.');
    if (report instanceof NotATable) return no(report.message);
    const { rows, saved, refused } = report;
    const message = `${rows} rows read: ${saved} saved, ${refused} refused.`;
    return json<Answer>({ ok: saved > 0 || refused === 0, message, report });
  }
  const given = Object.fromEntries(await request.formData());
  const form = Accepted.safeParse(given);
  if (!form.success) return no('Reload the page: the recommendation has changed meanwhile.');
  const priceListId = idOf<'PriceList'>(z.string().catch('').parse(given['priceListId']));
  const done = await acceptRecommendation(door, { distributorId, priceListId, ...form.data, actor }); // prettier-ignore
  if (!done.ok) return no(refusalText(done.error), 409);
  return json<Answer>({ ok: true, message: 'Taken over as a fixed price. Stores on the list follow within seconds.' }); // prettier-ignore
}

export default function Competitors() {
  const { choices, list, rows, next } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const [, setParams] = useSearchParams();
  return (
    <Page
      title="Competitors"
      subtitle="What other shops ask, and what that suggests. Nothing changes until you take it over."
      backAction={{ content: 'Price lists', url: '/hub/price-lists' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {answer?.report ? <TableReport report={answer.report} /> : null}
        <Layout>
          <Layout.Section>
            <Card padding="0">
              {choices.length > 1 && list ? (
                <div style={{ padding: 'var(--p-space-300) var(--p-space-400)' }}>
                  <Select
                    label="Compared with the price list"
                    labelInline
                    options={choices}
                    value={list.id}
                    onChange={(id) => setParams({ list: id })}
                  />
                </div>
              ) : null}
              <PagedTable
                rows={rows}
                rowKey={({ variantId }) => variantId}
                noun={{ singular: 'compared price', plural: 'compared prices' }}
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
                    title: 'Cheapest elsewhere',
                    align: 'end',
                    cell: ({ priceMinor, priceCurrency, competitor, observedOn }) => (
                      <BlockStack inlineAlign="end">
                        <MoneyText amount={{ minor: priceMinor, currency: priceCurrency }} />
                        <Text as="span" tone="subdued" variant="bodySm">
                          {competitor}, {observedOn}
                        </Text>
                      </BlockStack>
                    ),
                  },
                  {
                    title: 'Your list price',
                    align: 'end',
                    cell: ({ shelfMinor, home }) => (
                      <MoneyText
                        amount={shelfMinor === null ? null : { minor: shelfMinor, currency: home }}
                      />
                    ),
                  },
                  {
                    title: 'Wholesale',
                    align: 'end',
                    cell: ({ wholesaleMinor, listCurrency }) => (
                      <MoneyText
                        amount={
                          wholesaleMinor === null
                            ? null
                            : { minor: wholesaleMinor, currency: listCurrency }
                        }
                      />
                    ),
                  },
                  {
                    title: 'Suggestion',
                    cell: (row) => <Suggestion row={row} priceListId={list?.id ?? ''} />,
                  },
                ]}
                empty={
                  <EmptyList
                    icon={ChartVerticalIcon}
                    heading="No competitor’s price of the last 30 days"
                  >
                    Upload what other shops ask, or send it by the API. You then see where you are
                    dearer, and what would meet it without going under your margin floor.
                  </EmptyList>
                }
              />
            </Card>
          </Layout.Section>
          <Layout.Section>
            <Card>
              <Form method="post" encType="multipart/form-data">
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    Prices from a file
                  </Text>
                  <FileInput
                    label="Competitors’ prices (CSV)"
                    help="Columns: sku, competitor and price; currency and date where they are not yours and today’s."
                  />
                  <InlineStack align="end">
                    <Button submit loading={busy}>
                      Upload prices
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

type ComparedRow = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

function Suggestion({
  row,
  priceListId,
}: {
  readonly row: ComparedRow;
  readonly priceListId: string;
}) {
  const { recommendation } = row;
  if (!recommendation)
    return (
      <Text as="span" tone="subdued">
        Nothing to do
      </Text>
    );
  const { kind, wholesaleMinor, gapBasisPoints, heldBy } = recommendation;
  const share = `${Math.abs(gapBasisPoints / 100).toFixed(1)} %`;
  const reason = `${row.competitor} is ${share} ${gapBasisPoints < 0 ? 'under' : 'over'} your list price${
    heldBy ? '; the margin floor allows no less' : ''
  }`;
  return (
    <Form method="post" preventScrollReset>
      <input type="hidden" name="priceListId" value={priceListId} />
      <input type="hidden" name="variantId" value={row.variantId} />
      <input type="hidden" name="wholesaleMinor" value={wholesaleMinor} />
      <input type="hidden" name="reason" value={reason} />
      <div className="wrap-cell">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Badge tone={kind === 'lower' ? 'attention' : 'info'}>
              {kind === 'lower' ? 'Lower' : 'Raise'}
            </Badge>
            <Text as="span" fontWeight="semibold">
              <MoneyText amount={{ minor: wholesaleMinor, currency: row.listCurrency }} />
            </Text>
            <Button submit size="slim" accessibilityLabel={`Take over the price of ${row.title}`}>
              Take over
            </Button>
          </InlineStack>
          <Text as="span" variant="bodySm" tone="subdued">
            {reason}
          </Text>
        </BlockStack>
      </div>
    </Form>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
