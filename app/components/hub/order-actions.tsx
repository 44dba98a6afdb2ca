import { BlockStack, Button, Card, ChoiceList, InlineStack, Modal, Text } from '@shopify/polaris';
import { useSubmit } from '@remix-run/react';
import { useState } from 'react';
import { AskingButton } from './asking-button.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { CallOffUnits } from '../call-off-units.tsx';
import type { ShownLine } from './order-lines-card.tsx';

type OrderActionsProps = {
  readonly head: {
    readonly name: string;
    readonly status: string;
    readonly rush: boolean;
    readonly cancellation: string | null;
  };
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
          {lines.some(isUnsent) ? (
            <AskingButton
              label="Keep back"
              asks="Why it waits"
              field="reason"
              fields={{ intent: 'hold' }}
            />
          ) : null}
          <ConfirmButton
            label={head.rush ? 'No rush' : 'Rush'}
            fields={{ intent: 'rush', rush: head.rush ? 'no' : 'yes' }}
          />
          {head.cancellation === 'requested' ? null : (
            <CancelOrder name={head.name} isForwarded={isForwarded} />
          )}
          <CallOffUnits lines={lines} />
        </InlineStack>
        <Text as="p" tone="subdued">
          {head.cancellation === 'requested'
            ? 'Its suppliers are being asked to take it back; the store is told when they have answered.'
            : isForwarded
              ? 'A supplier has been asked to ship: calling off is a request with a window for its answer.'
              : 'Rush orders come first where stock is scarce.'}
        </Text>
      </BlockStack>
    </Card>
  );
}

/** Units of the line are wanted, and no supplier has been asked for them. */
function isUnsent({ quantity, removed, forwarded, cancelled }: ShownLine): boolean {
  return quantity - removed > forwarded - cancelled;
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

type CancelOrderProps = { readonly name: string; readonly isForwarded: boolean };

/** What a supplier has asked for must be its to refuse: until it has agreed, the store is told nothing. */
function CancelOrder({ name, isForwarded }: CancelOrderProps) {
  const ways = isForwarded ? WAYS.filter(({ value }) => value !== 'reject') : WAYS;
  const [isOpen, setIsOpen] = useState(false);
  const [way, setWay] = useState(isForwarded ? 'cancel' : 'reject');
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
            title={
              isForwarded
                ? 'Its suppliers are asked to take it back. When all of them have agreed:'
                : 'Its stock is free at once. And in the store?'
            }
            choices={ways}
            selected={[way]}
            onChange={([chosen]) => setWay(chosen ?? way)}
          />
        </Modal.Section>
      </Modal>
    </>
  );
}
