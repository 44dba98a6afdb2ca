import { Box, Button, InlineStack } from '@shopify/polaris';
import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { TextInput } from '../form-fields.tsx';

type AskingButtonProps = {
  readonly label: string;
  /** What is asked for before it is done, and the name of the field that carries it. */
  readonly asks: string;
  readonly field: string;
  /** On the button that sends it; the label where left out. */
  readonly act?: string;
  /** Sent with it to the page's own action. */
  readonly fields: Readonly<Record<string, string>>;
};

/** A button that unfolds one field, which goes with what it does. */
export function AskingButton({ label, asks, field, act = label, fields }: AskingButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const busy = useNavigation().state === 'submitting';
  if (!isOpen) return <Button onClick={() => setIsOpen(true)}>{label}</Button>;
  return (
    <Box width="100%">
      <Form method="post" onSubmit={() => setIsOpen(false)} preventScrollReset>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <InlineStack gap="200" blockAlign="end">
          <div style={{ flex: '1 1 16rem' }}>
            <TextInput name={field} label={asks} maxLength={500} requiredIndicator autoFocus />
          </div>
          <Button submit variant="primary" loading={busy}>
            {act}
          </Button>
          <Button onClick={() => setIsOpen(false)}>Not now</Button>
        </InlineStack>
      </Form>
    </Box>
  );
}
