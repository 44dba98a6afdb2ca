import { Banner, BlockStack, InlineStack, Text } from '@shopify/polaris';
import { RelativeTime } from '../relative-time.tsx';
import { ConfirmButton } from './confirm-button.tsx';

type Hold = {
  readonly id: string;
  readonly kind: string;
  readonly reason: string;
  readonly openedAt: string;
  readonly resolvedAt: string | null;
};

/** Why an order is not sent, and the way to let it go; its stock stays reserved meanwhile. */
export function HoldsCard({ holds }: { readonly holds: readonly Hold[] }) {
  const open = holds.filter(({ resolvedAt }) => !resolvedAt);
  if (open.length === 0) return null;
  return (
    <Banner tone="warning" title="This order is on hold. Its stock stays reserved.">
      <BlockStack gap="300">
        {open.map(({ id, kind, reason, openedAt }) => (
          <InlineStack key={id} align="space-between" blockAlign="center" gap="300">
            <Text as="p">
              {reason} <RelativeTime at={openedAt} />
            </Text>
            <ConfirmButton
              label="Release"
              fields={{ intent: 'release-hold', kind }}
              accessibilityLabel={`Release the hold: ${reason}`}
              warning="The order passes this check for good and goes on at once, unless another hold stands."
            />
          </InlineStack>
        ))}
      </BlockStack>
    </Banner>
  );
}
