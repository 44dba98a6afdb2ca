import { Button, InlineStack, TextField } from '@shopify/polaris';
import { useSubmit } from '@remix-run/react';
import { useState } from 'react';

/** Asks since when; what is typed is the reader's own time and goes as a moment. */
export function ReplayForm() {
  const [since, setSince] = useState('');
  const submit = useSubmit();
  const send = () =>
    submit(
      { intent: 'replay', since: new Date(since).toISOString() },
      { method: 'post', preventScrollReset: true },
    );
  return (
    <InlineStack gap="300" blockAlign="end">
      <TextField label="Since" type="datetime-local" value={since} onChange={setSince} autoComplete="off" />
      <Button disabled={since === ''} onClick={send}>
        Send all again
      </Button>
    </InlineStack>
  );
} // prettier-ignore
