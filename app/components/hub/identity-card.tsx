import { Text } from '@shopify/polaris';
import { TableCard, variantName } from './product-cards.tsx';
import { PlainTable } from './plain-table.tsx';

type Variant = {
  readonly id: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly gtin: string | null;
  readonly mpn: string | null;
  readonly lengthMm: number | null;
  readonly widthMm: number | null;
  readonly heightMm: number | null;
  readonly originCountry: string | null;
  readonly hsCode: string | null;
};

/** By what others know each variant, how large it is, and what customs want to hear. */
export function IdentityCard({ variants }: { readonly variants: readonly Variant[] }) {
  return (
    <TableCard
      title="Identifiers, size and customs"
      empty="The product has no variants."
      isEmpty={variants.length === 0}
    >
      <PlainTable
        label="Identifiers, size and customs"
        rows={variants}
        rowKey={({ id }) => id}
        columns={[
          { title: 'Variant', cell: variantName },
          { title: 'GTIN', cell: ({ gtin }) => gtin ?? <Missing /> },
          { title: 'MPN', cell: ({ mpn }) => mpn ?? <Missing /> },
          { title: 'Size', cell: sizeOf },
          { title: 'Made in', cell: ({ originCountry }) => originCountry ?? <Missing /> },
          { title: 'HS code', cell: ({ hsCode }) => hsCode ?? <Missing /> },
        ]}
      />
    </TableCard>
  );
}

function Missing() {
  return (
    <Text as="span" tone="subdued">
      not given
    </Text>
  );
}

function sizeOf({ lengthMm, widthMm, heightMm }: Variant) {
  const sizes = [lengthMm, widthMm, heightMm];
  if (sizes.every((size) => size === null)) return <Missing />;
  return `${sizes.map((size) => (size === null ? '?' : size / 10)).join(' × ')} cm`;
}
