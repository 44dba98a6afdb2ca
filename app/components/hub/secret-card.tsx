import { Banner, BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';

/** A secret that is shown this once. */
export function SecretCard({ secret }: { readonly secret: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(secret).then(() => setIsCopied(true));
  return (
    <Banner tone="warning" title="Keep this secret now: it is not shown again">
      <BlockStack gap="300">
        <Text as="p">
          Your receiver checks signatures with it, as Standard Webhooks says; there are libraries
          for every language.
        </Text>
        <Box background="bg-surface" borderRadius="200" padding="300" borderWidth="025" borderColor="border">
          <InlineStack align="space-between" blockAlign="center" gap="300">
            <Text as="span" variant="bodyMd" breakWord>
              <code>{secret}</code>
            </Text>
            <Button onClick={copy}>{isCopied ? 'Copied' : 'Copy'}</Button>
          </InlineStack>
        </Box>
      </BlockStack>
    </Banner>
  );
} // prettier-ignore
