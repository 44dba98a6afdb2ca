import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import { MoneyText } from '../money-text.tsx';
import { DateTimeText, RelativeTime } from '../relative-time.tsx';
import { Facts } from './facts.tsx';
import type { ShownLine } from './order-lines-card.tsx';
import type { HubOrderHead } from '../../views/read-hub-order.server.ts';
import type { Loaded } from '../loaded.ts';

export type ShownHead = Loaded<HubOrderHead>;

const CANCELLATIONS: Readonly<Record<string, string>> = {
  requested: 'Asked for by the store',
  accepted: 'Accepted',
  refused: 'Refused: too late',
};

/** Who, where to, when and how much. */
export function OrderSummaryCard(props: {
  readonly head: ShownHead;
  readonly lines: readonly ShownLine[];
}) {
  const { head, lines } = props;
  const total = (of: (line: ShownLine) => number) =>
    lines.reduce((sum, line) => sum + (line.quantity - line.removed) * of(line), 0);
  const { hubCurrency, currency } = head;
  const place = [head.destinationZone, head.destinationCountry].filter(Boolean).join(', ');
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Summary
        </Text>
        <Facts
          facts={[
            [
              'Store',
              <Link key="store" url={`/hub/retailers/${head.connectionId}`} removeUnderline>
                {head.store}
              </Link>,
            ],
            ['Retailer', head.retailer],
            ['Ships to', place],
            ['Placed', <DateTimeText key="placed" at={head.placedAt} />],
            ['Paid', <DateTimeText key="paid" at={head.paidAt} none="Not yet" />],
            ['Release', <Release key="release" head={head} />],
            ...(head.releaseReason ? [['Release rule', head.releaseReason] as const] : []),
            [
              'Promised by',
              <DateTimeText key="promised" at={head.promisedBy} none="Nothing promised yet" />,
            ],
            [
              'Store told',
              <RelativeTime key="accepted" at={head.acceptedInStoreAt} none="Not yet" />,
            ],
            [
              'Wholesale',
              <MoneyText
                key="wholesale"
                amount={{ minor: total((line) => line.unitWholesaleMinor), currency: hubCurrency }}
              />,
            ],
            [
              'Sold for',
              <MoneyText
                key="sold"
                amount={{ minor: total((line) => line.unitPriceMinor), currency }}
              />,
            ],
            ...(head.cancellation
              ? [['Cancellation', CANCELLATIONS[head.cancellation] ?? head.cancellation] as const]
              : []),
          ]}
        />
      </BlockStack>
    </Card>
  );
}

function Release({ head }: { readonly head: ShownHead }) {
  if (head.releasedAt)
    return (
      <>
        Released <RelativeTime at={head.releasedAt} />
      </>
    );
  if (head.cancelledAt || head.status === 'cancelled') return 'Cancelled before release';
  return <RelativeTime at={head.releaseAt} none="Waits for the payment" />;
}
