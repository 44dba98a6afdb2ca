import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { StatusBadge } from '../status-badge.tsx';

type User = {
  readonly connectionId: string;
  readonly store: string;
  readonly retailer: string;
  readonly currency: string;
  readonly status: string;
};

/** Who pays by a list, and in which currency its shop sells. */
export function PriceListUsers(props: {
  readonly users: readonly User[];
  readonly listCurrency: string;
}) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Used by
        </Text>
        {props.users.length === 0 ? (
          <Text as="p" tone="subdued">
            No retailer yet. Choose it in the terms of a connection.
          </Text>
        ) : null}
        {props.users.map(({ connectionId, store, retailer, currency, status }) => (
          <InlineStack key={connectionId} align="space-between" blockAlign="center">
            <BlockStack>
              <Link url={`/hub/retailers/${connectionId}`} removeUnderline>
                {store}
              </Link>
              <Text as="span" tone="subdued" variant="bodySm">
                {retailer}
                {currency === props.listCurrency ? '' : ` · sells in ${currency}`}
              </Text>
            </BlockStack>
            {status === 'approved' ? null : <StatusBadge of="connection" status={status} />}
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}
