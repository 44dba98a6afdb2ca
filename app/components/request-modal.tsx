import { Modal, TextField } from '@shopify/polaris';
import { useSubmit } from '@remix-run/react';
import { useState } from 'react';

const LONGEST_MESSAGE = 1_000;

/** Asks a distributor for a connection, with a line about oneself. */
export function RequestModal(props: {
  /** Whom to ask; undefined while nobody is asked. */
  readonly distributor: { readonly id: string; readonly name: string } | undefined;
  readonly onClose: () => void;
}) {
  const { distributor, onClose } = props;
  const [message, setMessage] = useState('');
  const submit = useSubmit();
  const ask = () => {
    if (!distributor) return;
    submit({ intent: 'request', distributorId: distributor.id, message }, { method: 'post' });
    setMessage('');
    onClose();
  };
  return (
    <Modal
      open={distributor !== undefined}
      onClose={onClose}
      title={`Request a connection with ${distributor?.name ?? ''}`}
      primaryAction={{ content: 'Send request', onAction: ask }}
      secondaryActions={[{ content: 'Cancel', onAction: onClose }]}
    >
      <Modal.Section>
        <TextField
          label="Message to the distributor"
          value={message}
          onChange={setMessage}
          multiline={4}
          maxLength={LONGEST_MESSAGE}
          showCharacterCount
          autoComplete="off"
          placeholder="Who you are, what you sell and where."
          helpText="It also sees the name, the address and the currency of your shop."
        />
      </Modal.Section>
    </Modal>
  );
}
