import { BlockStack, Button, Card, ChoiceList, InlineStack, Modal, Text } from '@shopify/polaris';
import { useSubmit } from '@remix-run/react';
import { useState } from 'react';
import { ConfirmButton } from './confirm-button.tsx';
import type { ShownLine } from './order-lines-card.tsx';

type OrderActionsProps = {
  readonly head: { readonly name: string; readonly status: string };
  readonly lines: readonly ShownLine[];
};

/** What a person can do with the whole order now; nothing is shown that would be refused. */
export function OrderActions({ head, lines }: OrderActionsProps) {
  const isOver = head.status === 'completed' || head.status === 'cancelled';
  const isForwarded = lines.some(({ forwarded, cancelled }) => forwarded > cancelled);
  if (isOver) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Actions
        </Text>
        <InlineStack gap="200">
          {head.status === 'short' ? (
            <ConfirmButton
              label="Send what there is"
              fields={{ intent: 'send-available' }}
              warning="What is reserved goes out now; the rest follows when stock is found."
            />
          ) : null}
          {head.status === 'shipped' ? null : (
            <ConfirmButton label="Route again" fields={{ intent: 'reroute' }} />
          )}
          {isForwarded ? null : <CancelOrder name={head.name} />}
        </InlineStack>
        {isForwarded ? (
          <Text as="p" tone="subdued">
            A supplier has been asked to ship. To call the order off, ask its purchase orders back.
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  );
}

const WAYS = [
  {
    value: 'reject',
    label: 'Tell the store that we do not ship it',
    helpText: 'The order stays in the store; the merchant decides what to do.',
  },
  {
    value: 'cancel',
    label: 'Cancel it in the store too',
    helpText: 'The payment is not refunded.',
  },
  {
    value: 'refund',
    label: 'Cancel it in the store and refund the payment',
    helpText: 'The shopper gets the money back by the way it was paid.',
  },
];

function CancelOrder({ name }: { readonly name: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const [way, setWay] = useState('reject');
  const submit = useSubmit();
  const send = () => {
    setIsOpen(false);
    submit({ intent: 'cancel', inStore: way }, { method: 'post' });
  };
  return (
    <>
      <Button tone="critical" variant="secondary" onClick={() => setIsOpen(true)}>
        Call off
      </Button>
      <Modal
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={`Call off ${name}?`}
        primaryAction={{ content: 'Call off', destructive: true, onAction: send }}
        secondaryActions={[{ content: 'Keep the order', onAction: () => setIsOpen(false) }]}
      >
        <Modal.Section>
          <ChoiceList
            title="Its stock is free at once. And in the store?"
            choices={WAYS}
            selected={[way]}
            onChange={([chosen]) => setWay(chosen ?? 'reject')}
          />
        </Modal.Section>
      </Modal>
    </>
  );
}
