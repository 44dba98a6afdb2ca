import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { PlainTable } from './plain-table.tsx';

type Reserved = {
  readonly id: string;
  readonly quantity: number;
  readonly state: string;
  readonly commitment: string;
  readonly location: string;
  readonly orderId: string | null;
  readonly order: string | null;
  readonly store: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
};

/** What is promised of an article and not yet inside a supplier's own figure. */
export function StockReservationsCard(props: { readonly reservations: readonly Reserved[] }) {
  const { reservations } = props;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Reserved
        </Text>
        {reservations.length === 0 ? (
          <Text as="p">Nothing of it is promised to an order now.</Text>
        ) : (
          <PlainTable
            label="Reservations"
            rows={reservations}
            rowKey={({ id }) => id}
            columns={[
              {
                title: 'For',
                cell: ({ orderId, order, store }) =>
                  orderId ? (
                    <Link url={`/hub/orders/${orderId}`} removeUnderline>
                      {[order, store].filter(Boolean).join(', ')}
                    </Link>
                  ) : (
                    `A sale seen in ${store ?? 'a store'}; its order is on its way`
                  ),
              },
              {
                title: 'Units',
                end: true,
                cell: ({ quantity }) => <NumberText value={quantity} />,
              },
              { title: 'At', cell: ({ location }) => location },
              {
                title: 'State',
                cell: ({ state, commitment, expiresAt }) => (
                  <InlineStack gap="100">
                    <Badge tone={commitment === 'firm' ? 'success' : 'attention'}>
                      {commitment === 'firm' ? 'Firm' : 'Tentative'}
                    </Badge>
                    {state === 'deducted' ? <Badge>Taken off by the supplier</Badge> : null}
                    {expiresAt ? (
                      <Text as="span" tone="subdued" variant="bodySm">
                        given back <RelativeTime at={expiresAt} />
                      </Text>
                    ) : null}
                  </InlineStack>
                ),
              },
              { title: 'Since', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}
