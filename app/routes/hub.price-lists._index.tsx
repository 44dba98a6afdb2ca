import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Badge, Button, Card, Link, Page, Text } from '@shopify/polaris';
import { MoneyIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { NumberText, PercentText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { visitHub } from '../http/hub-visit.server.ts';
import { readHubPriceLists } from '../views/read-hub-price-lists.server.ts';
import type { HubPriceList } from '../views/read-hub-price-lists.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json({ rows: await readHubPriceLists(door.db, distributorId, door.clock.now()) });
}

export default function PriceLists() {
  const { rows } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Price lists"
      subtitle="What retailers pay you."
      primaryAction={{ content: 'Make price list', url: '/hub/price-lists/new' }}
      secondaryActions={[
        { content: 'Exchange rates', url: '/hub/price-lists/rates' },
        { content: 'Competitors', url: '/hub/price-lists/competitors' },
        { content: 'Minimum prices', url: '/hub/price-lists/minimums' },
      ]}
      fullWidth
    >
      <Card padding="0">
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'price list', plural: 'price lists' }}
          next={undefined}
          columns={[
            {
              title: 'Name',
              cell: ({ id, name }) => (
                <Link url={`/hub/price-lists/${id}`} dataPrimaryLink removeUnderline>
                  <Text as="span" fontWeight="semibold">
                    {name}
                  </Text>
                </Link>
              ),
            },
            {
              title: 'Prices',
              cell: (list) => <PriceRule list={list} />,
            },
            { title: 'Currency', cell: ({ currency }) => currency },
            {
              title: 'Promotions',
              cell: ({ running }) =>
                running === 0 ? (
                  '—'
                ) : (
                  <Badge tone="success">{running === 1 ? '1 runs' : `${running} run`}</Badge>
                ),
            },
            {
              title: 'Margin floor',
              align: 'end',
              cell: ({ marginFloorBasisPoints }) => (
                <PercentText basisPoints={marginFloorBasisPoints} />
              ),
            },
            {
              title: 'Fixed prices',
              align: 'end',
              cell: ({ entries }) => <NumberText value={entries} />,
            },
            {
              title: 'Retailers',
              align: 'end',
              cell: ({ retailers }) => <NumberText value={retailers} />,
            },
          ]}
          empty={
            <EmptyList
              icon={MoneyIcon}
              heading="No price list yet"
              action={
                <Button variant="primary" url="/hub/price-lists/new">
                  Make price list
                </Button>
              }
            >
              Retailers pay what their list says: so much off your list price, so much over the
              cost, or fixed prices by SKU. Without one they see no prices.
            </EmptyList>
          }
        />
      </Card>
    </Page>
  );
}

function PriceRule({
  list: { kind, percentOffBasisPoints, costPlusBasisPoints, costPlusMinor, currency, volumeTiers },
}: {
  readonly list: Pick<
    HubPriceList,
    | 'kind'
    | 'percentOffBasisPoints'
    | 'costPlusBasisPoints'
    | 'costPlusMinor'
    | 'currency'
    | 'volumeTiers'
  >;
}) {
  const tiers = volumeTiers.length > 0 ? ', less for more units' : '';
  if (kind === 'fixed') return <>Only fixed{tiers}</>;
  if (kind === 'cost-plus')
    return (
      <>
        Cost + <PercentText basisPoints={costPlusBasisPoints} />
        {costPlusMinor > 0 ? (
          <>
            {' '}
            + <MoneyText amount={{ minor: costPlusMinor, currency }} />
          </>
        ) : null}
        {tiers}
      </>
    );
  return (
    <>
      <PercentText basisPoints={percentOffBasisPoints} /> off list{tiers}
    </>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
