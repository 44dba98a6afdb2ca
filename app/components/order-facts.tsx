import { BlockStack, Button, Card, ChoiceList, InlineStack, Modal, Text } from '@shopify/polaris';
import { useSubmit } from '@remix-run/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { CallOffUnits } from './call-off-units.tsx';
import { MoneyText } from './money-text.tsx';
import { DateTimeText, RelativeTime, useNow } from './relative-time.tsx';
import type { OrderPartDetail } from '../views/read-retailer-order.server.ts';
import type { Loaded } from './loaded.ts';

type OrderFactsPart = Loaded<OrderPartDetail>;

/** What an order comes to, when it moves, and calling it off while that is still simple. */
export function OrderFacts({ part }: { readonly part: OrderFactsPart }) {
  const { lines, currency } = part;
  const wanted = lines.map((line) => ({ ...line, units: line.ordered - line.cancelled }));
  const sold = wanted.reduce((sum, { units, unitPriceMinor }) => sum + units * unitPriceMinor, 0);
  const owed = wanted.reduce((sum, line) => sum + line.units * line.unitWholesaleMinor, 0);
  const wholesaleCurrency = lines[0]?.wholesaleCurrency ?? currency;
  const isOver = part.status === 'cancelled' || part.status === 'completed';
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            Amounts
          </Text>
          <Fact label="Sold for">
            <MoneyText amount={{ minor: sold, currency }} />
          </Fact>
          <Fact label={`You owe ${part.distributor}`}>
            <MoneyText amount={{ minor: owed, currency: wholesaleCurrency }} />
          </Fact>
          {currency === wholesaleCurrency ? (
            <Fact label="Left for you, before shipping">
              <MoneyText amount={{ minor: sold - owed, currency }} />
            </Fact>
          ) : null}
        </BlockStack>
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            Dates
          </Text>
          <Fact label="Placed">
            <DateTimeText at={part.placedAt} />
          </Fact>
          <Fact label="Paid">
            <DateTimeText at={part.paidAt} none="not yet" />
          </Fact>
          <Fact label="Released">
            {part.releasedAt ? <DateTimeText at={part.releasedAt} /> : <Release part={part} />}
          </Fact>
        </BlockStack>
        {part.isTest ? <Text as="p">This is a test order.</Text> : null}
        {part.cancellation ? <Text as="p">{CANCELLATION[part.cancellation]}</Text> : null}
        {isOver ? null : (
          <InlineStack gap="200">
            <CancelOrder part={part} />
            <CallOffUnits
              fields={{ orderId: part.orderId }}
              lines={lines.map(({ id, title, ordered, cancelled, shipped }) => ({
                id,
                title,
                quantity: ordered,
                removed: cancelled,
                shipped,
              }))}
            />
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

const CANCELLATION: Readonly<Record<string, string>> = {
  requested: 'You asked not to ship it any more; we are asking the suppliers.',
  accepted: 'It was called off.',
  refused: 'It was too late to call it off: it is shipped.',
};

function Release({ part }: { readonly part: OrderFactsPart }) {
  const now = useNow();
  if (!part.releaseAt || part.status === 'cancelled') return <>not yet</>;
  if (Date.parse(part.releaseAt) <= now) return <>as soon as nothing holds it</>;
  return (
    <>
      planned <RelativeTime at={part.releaseAt} />
    </>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <InlineStack align="space-between" gap="200">
      <Text as="span" tone="subdued">
        {label}
      </Text>
      <Text as="span">{children}</Text>
    </InlineStack>
  );
}

const IN_STORE = [
  {
    value: 'refund',
    label: 'Cancel the order in my shop and refund the shopper',
  },
  {
    value: 'cancel',
    label: 'Cancel the order in my shop; I refund the shopper myself',
  },
  {
    value: 'reject',
    label: 'Keep the order in my shop; this distributor does not ship it',
  },
];

function CancelOrder({ part }: { readonly part: OrderFactsPart }) {
  const [isAsking, setIsAsking] = useState(false);
  const [inStore, setInStore] = useState('refund');
  const submit = useSubmit();
  const ways = part.beforeForwarding
    ? IN_STORE
    : IN_STORE.filter(({ value }) => value !== 'reject');
  if (part.cancellation === 'requested') return null;
  const cancel = () => {
    submit({ intent: 'cancel', orderId: part.orderId, inStore }, { method: 'post' });
    setIsAsking(false);
  };
  return (
    <>
      <InlineStack>
        <Button tone="critical" onClick={() => setIsAsking(true)}>
          Cancel order
        </Button>
      </InlineStack>
      <Modal
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Cancel what ${part.distributor} ships?`}
        primaryAction={{ content: 'Cancel order', destructive: true, onAction: cancel }}
        secondaryActions={[{ content: 'Keep it', onAction: () => setIsAsking(false) }]}
      >
        <Modal.Section>
          <BlockStack gap="300">
            <Text as="p">
              {part.beforeForwarding
                ? 'No supplier has it yet, so it stops at once and its stock is free again.'
                : 'A supplier has it already and is asked to stop. Its answer stands in the timeline; if it agrees, your shop is told:'}
            </Text>
            <ChoiceList
              title="And in your shop?"
              choices={ways}
              selected={[inStore]}
              onChange={([chosen]: string[]) => setInStore(chosen ?? 'refund')}
            />
          </BlockStack>
        </Modal.Section>
      </Modal>
    </>
  );
}
