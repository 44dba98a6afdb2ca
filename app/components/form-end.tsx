import { Box, InlineStack } from '@shopify/polaris';
import type { ReactNode } from 'react';

/** The foot of a form outside a card: its button, off the edge of a narrow screen, where cards reach it. */
export function FormEnd({ children }: { readonly children: ReactNode }) {
  return (
    <Box paddingInline={{ xs: '400', sm: '0' }}>
      <InlineStack align="end">{children}</InlineStack>
    </Box>
  );
}
