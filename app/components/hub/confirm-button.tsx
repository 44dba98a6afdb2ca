import { BlockStack, Button, Modal, Text } from '@shopify/polaris';
import type { ButtonProps } from '@shopify/polaris';
import { useNavigation, useSubmit } from '@remix-run/react';
import { useState } from 'react';
import type { ReactNode } from 'react';

type ConfirmButtonProps = {
  readonly label: string;
  /** Sent to the page's own action. */
  readonly fields: Readonly<Record<string, string>>;
  /** What it will do; without one it is done at once. */
  readonly warning?: ReactNode;
  readonly title?: string;
  readonly destructive?: boolean;
  readonly variant?: ButtonProps['variant'];
  readonly size?: ButtonProps['size'];
  readonly accessibilityLabel?: string;
};

/** A button that posts a few fields; asks first where the act cannot be taken back. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, fields, warning, title, destructive = false, variant, size } = props;
  const [asking, setAsking] = useState(false);
  const submit = useSubmit();
  const { state, formData } = useNavigation();
  const busy =
    state !== 'idle' &&
    formData !== undefined &&
    Object.entries(fields).every(([name, value]) => formData.get(name) === value);
  const send = () => {
    setAsking(false);
    submit(fields, { method: 'post', preventScrollReset: true });
  };
  return (
    <>
      <Button
        loading={busy}
        onClick={warning ? () => setAsking(true) : send}
        {...(variant ? { variant } : {})}
        {...(size ? { size } : {})}
        {...(destructive ? { tone: 'critical' as const } : {})}
        {...(props.accessibilityLabel ? { accessibilityLabel: props.accessibilityLabel } : {})}
      >
        {label}
      </Button>
      {warning ? (
        <Modal
          open={asking}
          onClose={() => setAsking(false)}
          title={title ?? label}
          primaryAction={{ content: label, onAction: send, destructive }}
          secondaryActions={[{ content: 'Not now', onAction: () => setAsking(false) }]}
        >
          <Modal.Section>
            <BlockStack gap="200">
              {typeof warning === 'string' ? <Text as="p">{warning}</Text> : warning}
            </BlockStack>
          </Modal.Section>
        </Modal>
      ) : null}
    </>
  );
}
