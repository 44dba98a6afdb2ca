import { BlockStack, Card, Text } from '@shopify/polaris';
import { ConfirmButton } from './confirm-button.tsx';

type Contact = {
  readonly destination?: Readonly<Partial<Record<string, string>>> | undefined;
  readonly email?: string | undefined;
};

type ContactCardProps = {
  readonly state: string;
  /** Shown once it has been asked for; null: erased meanwhile. */
  readonly contact: Contact | null | undefined;
};

const PARTS = [
  'name',
  'company',
  'address1',
  'address2',
  'zip',
  'city',
  'province',
  'country',
  'phone',
];

/** The shopper's address: hidden until somebody asks for it, and that they asked is on record. */
export function ContactCard({ state, contact }: ContactCardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Shopper
        </Text>
        {contact ? <Address contact={contact} /> : <Hidden state={state} />}
      </BlockStack>
    </Card>
  );
}

function Hidden({ state }: { readonly state: string }) {
  if (state !== 'kept')
    return (
      <Text as="p" tone="subdued">
        {state === 'erased'
          ? 'The shopper’s data was erased after its time.'
          : 'The store has given no shopper’s data for this order.'}
      </Text>
    );
  return (
    <BlockStack gap="200" inlineAlign="start">
      <Text as="p" tone="subdued">
        Kept encrypted. Looking at it is put on record.
      </Text>
      <ConfirmButton label="Show contact data" fields={{ intent: 'contact' }} />
    </BlockStack>
  );
}

function Address({ contact }: { readonly contact: Contact }) {
  const { destination, email } = contact;
  const lines = PARTS.flatMap((part) => destination?.[part] ?? []);
  return (
    <BlockStack gap="050">
      {lines.map((line, index) => (
        <Text as="span" key={`${index}-${line}`}>
          {line}
        </Text>
      ))}
      {email ? <Text as="span">{email}</Text> : null}
      {lines.length === 0 && !email ? (
        <Text as="span" tone="subdued">
          Nothing is kept.
        </Text>
      ) : null}
    </BlockStack>
  );
}
