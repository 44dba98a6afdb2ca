import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import { MoneyText } from '../money-text.tsx';
import { NumberText } from '../number-text.tsx';
import type { HubOrderLine } from '../../views/read-hub-order.server.ts';
import { PlainTable } from './plain-table.tsx';
import type { PlainColumn } from './plain-table.tsx';
import type { Loaded } from '../loaded.ts';

export type ShownLine = Loaded<HubOrderLine>;

/** The lines with what became of their units; what no line knows has no column. */
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
            ...UNIT_COLUMNS.filter(({ units }) => lines.some((line) => units(line) > 0)).map(
              ({ title, units }): PlainColumn<ShownLine> => ({
                title,
                end: true,
                cell: (line) => <Quiet value={units(line)} />,
              }),
            ),
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

/**
 * Set aside and not yet asked of a supplier. The books keep a reservation until the supplier's own figure leaves
 * the units out, which may be after they have left; that is no news about this order.
 */
function waitingUnits({ quantity, removed, forwarded, cancelled, reserved }: ShownLine): number {
  return Math.max(0, Math.min(reserved, quantity - removed - (forwarded - cancelled)));
}

const UNIT_COLUMNS = [
  { title: 'Taken off', units: ({ removed }: ShownLine) => removed },
  { title: 'Reserved', units: waitingUnits },
  { title: 'At suppliers', units: openUnits },
  { title: 'Shipped', units: ({ shipped }: ShownLine) => shipped },
] as const;

function Quiet({ value }: { readonly value: number }) {
  return value === 0 ? (
    <Text as="span" tone="subdued">
      –
    </Text>
  ) : (
    <NumberText value={value} />
  );
}
