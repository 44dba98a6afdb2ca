import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { ConfirmButton } from './confirm-button.tsx';

type Offered = {
  readonly act: string;
  readonly label: string;
  readonly warning: string;
  readonly destructive?: boolean;
};

const RESUME: Offered = {
  act: 'resume',
  label: 'Resume',
  warning: 'Stock and prices follow again; held orders of this store can be released.',
};
const SUSPEND: Offered = {
  act: 'suspend',
  label: 'Suspend',
  warning: 'The store shows none of your stock at once. New orders are held; open ones go on.',
};
const END: Offered = {
  act: 'end',
  label: 'End the connection',
  warning:
    'The store shows none of your stock at once. Open orders go on. The retailer may ask again.',
  destructive: true,
};
const DECLINE: Offered = {
  act: 'decline',
  label: 'Decline',
  warning: 'The retailer sees that you declined, and may ask again.',
  destructive: true,
};

const OFFERED: Readonly<Record<string, readonly Offered[]>> = {
  requested: [DECLINE],
  approved: [SUSPEND, END],
  suspended: [RESUME, END],
};

/** What can be decided about the connection in its present state, beside its terms. */
export function ConnectionActs(props: { readonly status: string; readonly store: string }) {
  const offered = OFFERED[props.status] ?? [];
  if (offered.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Connection
        </Text>
        <InlineStack gap="200">
          {offered.map(({ act, label, warning, destructive = false }) => (
            <ConfirmButton
              key={act}
              label={label}
              title={`${label}: ${props.store}?`}
              fields={{ intent: act }}
              warning={warning}
              destructive={destructive}
            />
          ))}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
