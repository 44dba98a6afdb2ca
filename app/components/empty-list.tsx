import { BlockStack, Box, Icon, InlineStack, Text } from '@shopify/polaris';
import type { IconSource } from '@shopify/polaris';
import type { ReactNode } from 'react';

type EmptyListProps = {
  readonly icon: IconSource;
  readonly heading: string;
  /** What it means, and what to do first. */
  readonly children: ReactNode;
  readonly action?: ReactNode;
};

/** What stands in place of an empty list. */
export function EmptyList({ icon, heading, children, action }: EmptyListProps) {
  return (
    <Box paddingBlock="1000" paddingInline="400">
      <BlockStack gap="300" inlineAlign="center">
        <Box background="bg-surface-secondary" borderRadius="full" padding="300">
          <Icon source={icon} tone="subdued" />
        </Box>
        <BlockStack gap="100" inlineAlign="center">
          <Text as="h2" variant="headingMd" alignment="center">
            {heading}
          </Text>
          <Box maxWidth="28rem">
            <Text as="p" tone="subdued" alignment="center">
              {children}
            </Text>
          </Box>
        </BlockStack>
        {action ? <InlineStack gap="200">{action}</InlineStack> : null}
      </BlockStack>
    </Box>
  );
}
