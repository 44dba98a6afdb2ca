import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { LagText } from '../lag-text.tsx';
import { MoneyText } from '../money-text.tsx';
import { NumberText } from '../number-text.tsx';
import { DateTimeText, RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { Facts } from './facts.tsx';
import type { HubConnection } from '../../views/read-hub-connection.server.ts';
import type { Loaded } from '../loaded.ts';

type Connection = Loaded<HubConnection>;

const CHANNELS: Readonly<Record<string, string>> = { shopify: 'Shopify' };

/** Who the retailer is and how its store does. */
export function ConnectionSummary({ connection }: { readonly connection: Connection }) {
  const { channel, storeStatus, country, storeCurrency, broken } = connection;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Store
        </Text>
        <Facts
          facts={[
            ['Retailer', connection.retailer],
            ['E-mail', connection.retailerEmail ?? '—'],
            ['Channel', CHANNELS[channel] ?? channel],
            ['Link', <StatusBadge key="link" of="store" status={storeStatus} />],
            ['Sells in', `${country}, ${storeCurrency}`],
            ['Products', <NumberText key="products" value={connection.listedProducts} />],
            ['Live listings', <NumberText key="listings" value={connection.listings} />],
            ...(broken > 0
              ? [['Broken listings', <NumberText key="broken" value={broken} />] as const]
              : []),
            ['Open orders', <NumberText key="orders" value={connection.openOrders} />],
            [
              'Owes in open orders',
              <InlineStack key="owes" gap="200">
                {connection.openWholesale.map((amount) => (
                  <MoneyText key={amount.currency} amount={amount} />
                ))}
              </InlineStack>,
            ],
            ['Wishes for its orders', wishesText(connection.shippingWishes)],
            ['Told within', <LagText key="lag" lag={connection.lag} />],
            ['Last told', <RelativeTime key="told" at={connection.toldAt} />],
            ['Asked', <DateTimeText key="asked" at={connection.requestedAt} />],
          ]}
        />
      </BlockStack>
    </Card>
  );
}

/** The retailer's own wishes, which routing follows. */
function wishesText(wishes: Connection['shippingWishes']): string {
  const { preferOneParcel, neverSplit, carrier, carrierOnly } = wishes;
  const told = [
    ...(neverSplit ? ['never split'] : preferOneParcel ? ['rather one parcel'] : []),
    ...(carrier ? [carrierOnly ? `only ${carrier}` : `rather ${carrier}`] : []),
  ];
  return told.join(', ') || 'None';
}
