import { Badge, BlockStack, InlineStack, Link, Text } from '@shopify/polaris';
import type { MatchedInvoiceLine } from '../../views/read-supplier-invoices.server.ts';
import type { Loaded } from '../loaded.ts';
import { MoneyText } from '../money-text.tsx';
import { DIFFERENCE_NAMES } from '../money-words.ts';
import { PlainTable } from './plain-table.tsx';

type MatchTableProps = {
  readonly currency: string;
  readonly lines: readonly Loaded<MatchedInvoiceLine>[];
};

/** A supplier's invoice line by line: what it asks for, beside what was ordered, shipped and agreed. */
export function MatchTable({ currency, lines }: MatchTableProps) {
  const amount = (minor: number | null) => (
    <MoneyText amount={minor === null ? null : { minor, currency }} />
  );
  return (
    <PlainTable
      label="Lines of the invoice, matched"
      rows={lines}
      rowKey={({ number }) => String(number)}
      columns={[
        { title: 'Line', cell: (line) => <What line={line} /> },
        {
          title: 'Ordered',
          end: true,
          cell: ({ ordered }) => ordered ?? '—',
        },
        {
          title: 'Shipped',
          end: true,
          cell: ({ shipped, expectedQuantity, kind }) =>
            kind === 'goods' && shipped !== null ? (
              <BlockStack inlineAlign="end">
                <span>{shipped}</span>
                {expectedQuantity !== null && expectedQuantity < shipped ? (
                  <Text as="span" tone="subdued" variant="bodySm">
                    {expectedQuantity} not invoiced before
                  </Text>
                ) : null}
              </BlockStack>
            ) : (
              '—'
            ),
        },
        {
          title: 'Invoiced',
          end: true,
          cell: ({ kind, quantity }) => (kind === 'goods' ? quantity : '—'),
        },
        { title: 'Agreed', end: true, cell: ({ expectedUnitMinor }) => amount(expectedUnitMinor) },
        { title: 'Asked', end: true, cell: ({ unitMinor }) => amount(unitMinor) },
        {
          title: 'Outcome',
          cell: ({ difference }) =>
            difference ? (
              <Badge tone="warning">{DIFFERENCE_NAMES[difference] ?? difference}</Badge>
            ) : (
              <Badge tone="success">Fits</Badge>
            ),
        },
        {
          title: 'Fits for',
          end: true,
          cell: ({ payableQuantity, payableUnitMinor }) =>
            amount(payableQuantity * payableUnitMinor),
        },
      ]}
    />
  );
}

const KINDS: Readonly<Record<string, string>> = { shipping: 'Shipping', tax: 'Tax' };

function What({ line }: { readonly line: Loaded<MatchedInvoiceLine> }) {
  const { kind, supplierSku, title, purchaseOrder, orderId } = line;
  return (
    <BlockStack>
      <Text as="span" fontWeight="semibold">
        {KINDS[kind] ?? title ?? supplierSku}
      </Text>
      <InlineStack gap="200">
        {purchaseOrder ? (
          <Text as="span" tone="subdued" variant="bodySm">
            {orderId ? (
              <Link url={`/hub/orders/${orderId}`} removeUnderline>
                {purchaseOrder}
              </Link>
            ) : (
              purchaseOrder
            )}
          </Text>
        ) : null}
        {kind === 'goods' && supplierSku && supplierSku !== title ? (
          <Text as="span" tone="subdued" variant="bodySm">
            {supplierSku}
          </Text>
        ) : null}
      </InlineStack>
    </BlockStack>
  );
}
