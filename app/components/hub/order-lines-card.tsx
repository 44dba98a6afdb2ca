import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import { MoneyText } from '../money-text.tsx';
import { NumberText } from '../number-text.tsx';
import { PlainTable } from './plain-table.tsx';

export type ShownLine = {
  readonly id: string;
  readonly productId: string;
  readonly title: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly forwarded: number;
  readonly cancelled: number;
  readonly removed: number;
  readonly shipped: number;
  readonly reserved: number;
  readonly unitPriceMinor: number;
  readonly unitWholesaleMinor: number;
  readonly wholesaleCurrency: string;
};

/** The lines with what became of their units. */
export function OrderLinesCard(props: {
  readonly lines: readonly ShownLine[];
  readonly currency: string;
}) {
  const { lines, currency } = props;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Lines
        </Text>
        <PlainTable
          label="Lines of the order"
          rows={lines}
          rowKey={({ id }) => id}
          columns={[
            {
              title: 'Product',
              cell: ({ productId, title, sku }) => (
                <BlockStack>
                  <Link url={`/hub/catalogue/${productId}`} removeUnderline>
                    {title}
                  </Link>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {sku ?? 'No SKU'}
                  </Text>
                </BlockStack>
              ),
            },
            { title: 'Ordered', end: true, cell: (line) => <NumberText value={line.quantity} /> },
            {
              title: 'Taken off',
              end: true,
              cell: (line) => <Quiet value={line.removed} />,
            },
            { title: 'Reserved', end: true, cell: (line) => <Quiet value={line.reserved} /> },
            {
              title: 'At suppliers',
              end: true,
              cell: (line) => <Quiet value={openUnits(line)} />,
            },
            { title: 'Shipped', end: true, cell: (line) => <Quiet value={line.shipped} /> },
            {
              title: 'Wholesale',
              end: true,
              cell: ({ unitWholesaleMinor: minor, wholesaleCurrency }) => (
                <MoneyText amount={{ minor, currency: wholesaleCurrency }} />
              ),
            },
            {
              title: 'Sold at',
              end: true,
              cell: ({ unitPriceMinor: minor }) => <MoneyText amount={{ minor, currency }} />,
            },
          ]}
        />
      </BlockStack>
    </Card>
  );
}

/** Asked of suppliers and not shipped yet. */
function openUnits({ forwarded, cancelled, shipped }: ShownLine): number {
  return Math.max(0, forwarded - cancelled - shipped);
}

function Quiet({ value }: { readonly value: number }) {
  return value === 0 ? (
    <Text as="span" tone="subdued">
      –
    </Text>
  ) : (
    <NumberText value={value} />
  );
}
