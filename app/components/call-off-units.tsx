import { BlockStack, Button, Modal, Text, TextField } from '@shopify/polaris';
import { useSubmit } from '@remix-run/react';
import { useState } from 'react';

type OpenLine = {
  readonly id: string;
  readonly title: string;
  readonly quantity: number;
  readonly removed: number;
  readonly shipped: number;
};

type CallOffUnitsProps = {
  readonly lines: readonly OpenLine[];
  /** Sent along, where the page has several orders. */
  readonly fields?: Readonly<Record<string, string>>;
};

/** Asks for single units of an order not to be shipped. Nothing is shown where nothing is left to be stopped. */
export function CallOffUnits({ lines, fields = {} }: CallOffUnitsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [units, setUnits] = useState<Readonly<Record<string, string>>>({});
  const submit = useSubmit();
  const open = lines.filter((line) => openUnits(line) > 0);
  if (open.length === 0) return null;
  const wanted = Object.entries(units).filter(([, quantity]) => Number(quantity) > 0);
  const send = () => {
    setIsOpen(false);
    const asked = wanted.map(([orderLineId, quantity]) => ({
      orderLineId,
      quantity: Number(quantity),
    }));
    submit(
      { ...fields, intent: 'call-off-units', lines: JSON.stringify(asked) },
      { method: 'post', preventScrollReset: true },
    );
    setUnits({});
  };
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Call off units</Button>
      <Modal
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title="Which units are not to be shipped?"
        primaryAction={{ content: 'Call off', onAction: send, disabled: wanted.length === 0 }}
        secondaryActions={[{ content: 'Not now', onAction: () => setIsOpen(false) }]}
      >
        <Modal.Section>
          <BlockStack gap="400">
            <Text as="p" tone="subdued">
              What no supplier has been asked for is free at once. Of the rest the supplier is
              asked; its answer stands in the timeline. Take the units off the order in the shop,
              too.
            </Text>
            {open.map((line) => (
              <TextField
                key={line.id}
                label={line.title}
                type="number"
                min={0}
                max={openUnits(line)}
                suffix={`of ${openUnits(line)}`}
                value={units[line.id] ?? ''}
                onChange={(value) => setUnits((before) => ({ ...before, [line.id]: value }))}
                autoComplete="off"
              />
            ))}
          </BlockStack>
        </Modal.Section>
      </Modal>
    </>
  );
}

function openUnits({ quantity, removed, shipped }: OpenLine): number {
  return Math.max(0, quantity - removed - shipped);
}
