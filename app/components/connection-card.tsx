import { BlockStack, Button, Card, InlineStack, Modal, Text } from '@shopify/polaris';
import { useSubmit } from '@remix-run/react';
import { useState } from 'react';
import { LagText } from './lag-text.tsx';
import { CountText } from './number-text.tsx';
import { RequestModal } from './request-modal.tsx';
import { DateTimeText } from './relative-time.tsx';
import { StatusBadge } from './status-badge.tsx';

type ShownConnection = {
  readonly distributorId: string;
  readonly connectionId: string;
  readonly distributor: string;
  readonly status: string;
  readonly requestedAt: string;
  readonly decidedAt: string | null;
  readonly endedAt: string | null;
  readonly productsInShop: number;
  readonly ordersInFlight: number;
  readonly lag: Parameters<typeof LagText>[0]['lag'];
};

const NEXT: Readonly<Record<string, string>> = {
  requested:
    'The distributor has been told and decides. Once it approves, its range opens to you here.',
  approved: 'You see its range, and stock and prices in your shop follow its own.',
  declined: 'The distributor said no. You can ask again with another message.',
  suspended:
    'The distributor has paused the connection: your shop shows none of its stock until it resumes. Orders under way are still shipped.',
  ended: 'The connection is over. Its products stay in your shop without stock. You can ask again.',
};

/** One connection: how it stands and since when, what happens next, and how to leave it. */
export function ConnectionCard({ connection }: { readonly connection: ShownConnection }) {
  const { distributor, status, productsInShop } = connection;
  const trades = status === 'approved';
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {distributor}
            </Text>
            <StatusBadge of="connection" status={status} />
          </InlineStack>
          <Text as="span" variant="bodySm" tone="subdued">
            <Since connection={connection} />
          </Text>
        </InlineStack>
        <Text as="p">{NEXT[status]}</Text>
        {productsInShop > 0 ? (
          <Text as="p" tone="subdued">
            <CountText count={productsInShop} one="product" many="products" /> in your shop.
          </Text>
        ) : null}
        {trades && productsInShop > 0 && connection.lag ? (
          <Text as="p" tone="subdued">
            A change of stock stands in your shop within <LagText lag={connection.lag} />.
          </Text>
        ) : null}
        <InlineStack gap="200">
          {trades ? (
            <>
              <Button url={`/app/browse?connection=${connection.connectionId}`}>
                Browse products
              </Button>
              <Button url={`/app/prices/${connection.connectionId}`}>Retail prices</Button>
              <Button url={`/app/distributors/${connection.connectionId}/following`}>
                Content and new products
              </Button>
            </>
          ) : null}
          {status === 'declined' || status === 'ended' ? (
            <AskAgain connection={connection} />
          ) : (
            <EndConnection connection={connection} />
          )}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function Since({ connection }: { readonly connection: ShownConnection }) {
  const { status, requestedAt, decidedAt, endedAt } = connection;
  const at = status === 'ended' ? endedAt : status === 'requested' ? requestedAt : decidedAt;
  return (
    <>
      since <DateTimeText at={at ?? requestedAt} />
    </>
  );
}

function AskAgain({ connection }: { readonly connection: ShownConnection }) {
  const [isAsking, setIsAsking] = useState(false);
  const { distributorId: id, distributor: name } = connection;
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>Ask again</Button>
      <RequestModal
        distributor={isAsking ? { id, name } : undefined}
        onClose={() => setIsAsking(false)}
      />
    </>
  );
}

/** Ending asks first: what it does cannot be taken back by oneself. */
function EndConnection({ connection }: { readonly connection: ShownConnection }) {
  const { distributor, status, productsInShop, ordersInFlight } = connection;
  const [isAsking, setIsAsking] = useState(false);
  const submit = useSubmit();
  const isRequest = status === 'requested';
  const label = isRequest ? 'Withdraw request' : 'Disconnect';
  const end = () => {
    const { distributorId, connectionId } = connection;
    submit({ intent: 'end', distributorId, connectionId }, { method: 'post' });
    setIsAsking(false);
  };
  return (
    <>
      <Button variant="tertiary" tone="critical" onClick={() => setIsAsking(true)}>
        {label}
      </Button>
      <Modal
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={
          isRequest ? `Withdraw your request to ${distributor}?` : `Disconnect ${distributor}?`
        }
        primaryAction={{ content: label, destructive: true, onAction: end }}
        secondaryActions={[{ content: 'Keep it', onAction: () => setIsAsking(false) }]}
      >
        <Modal.Section>
          {isRequest ? (
            <Text as="p">Nothing has begun yet. You can ask again at any time.</Text>
          ) : (
            <BlockStack gap="200" as="ul">
              <li>
                <CountText count={productsInShop} one="product" many="products" /> in your shop go
                to zero stock within seconds. They stay in your shop; delete them there if you like.
              </li>
              <li>
                <CountText count={ordersInFlight} one="order" many="orders" /> under way: what was
                sent to a supplier is still shipped, and you still owe it.
              </li>
              <li>Orders that come in afterwards are held and not shipped.</li>
              <li>To sell its goods again you ask again, and the distributor approves again.</li>
            </BlockStack>
          )}
        </Modal.Section>
      </Modal>
    </>
  );
}
