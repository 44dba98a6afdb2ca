import './lists.css';
import { BlockStack, InlineStack, Text, Thumbnail } from '@shopify/polaris';
import { ImageIcon } from '@shopify/polaris-icons';
import type { ReactNode } from 'react';

type ProductTitleProps = {
  readonly title: string;
  readonly imageUrl: string | null | undefined;
  readonly children?: ReactNode;
};

/** A product as lists show it: picture, title, and a line below. The title says it all, so the picture is silent. */
export function ProductTitle({ title, imageUrl, children }: ProductTitleProps) {
  return (
    <InlineStack gap="300" blockAlign="center" wrap={false}>
      <Thumbnail source={imageUrl || ImageIcon} alt="" size="small" />
      <div className="product-title">
        <BlockStack gap="050">
          <Text as="span" variant="bodyMd" fontWeight="semibold" breakWord>
            {title}
          </Text>
          {children ? (
            <Text as="span" variant="bodySm" tone="subdued" breakWord>
              {children}
            </Text>
          ) : null}
        </BlockStack>
      </div>
    </InlineStack>
  );
}
