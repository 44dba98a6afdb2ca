import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Button, Card, Link, Page, Text } from '@shopify/polaris';
import { MoneyIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { NumberText, PercentText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { visitHub } from '../http/hub-visit.server.ts';
import { readHubPriceLists } from '../views/read-hub-price-lists.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json({ rows: await readHubPriceLists(door.db, distributorId) });
}

export default function PriceLists() {
  const { rows } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Price lists"
      subtitle="What retailers pay you."
      primaryAction={{ content: 'Make price list', url: '/hub/price-lists/new' }}
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
              cell: ({ kind, percentOffBasisPoints }) =>
                kind === 'fixed' ? (
                  'Only fixed'
                ) : (
                  <>
                    <PercentText basisPoints={percentOffBasisPoints} /> off list
                  </>
                ),
            },
            { title: 'Currency', cell: ({ currency }) => currency },
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
              Retailers pay what their list says: so much off your list price, or fixed prices by
              SKU. Without one they see no prices.
            </EmptyList>
          }
        />
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
