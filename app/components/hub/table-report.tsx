import { BlockStack, Card, Text } from '@shopify/polaris';
import { PlainTable } from './plain-table.tsx';

export type ShownReport = {
  readonly rows: number;
  readonly saved: number;
  readonly refused: number;
  readonly problems: readonly {
    readonly line: number;
    readonly sku: string;
    readonly why: string;
  }[];
};

/** Why rows of a file did not count; the first few hundred of them. */
export function TableReport({ report }: { readonly report: ShownReport }) {
  const { problems, refused } = report;
  if (problems.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Rows that did not count
        </Text>
        <PlainTable
          label="Refused rows"
          rows={problems}
          rowKey={({ line }) => String(line)}
          columns={[
            { title: 'Line', cell: ({ line }) => line },
            { title: 'SKU', cell: ({ sku }) => sku || '—' },
            { title: 'Why', cell: ({ why }) => why },
          ]}
        />
        {refused > problems.length ? (
          <Text as="p" tone="subdued">
            The first {problems.length} of {refused}. Repair these and upload again to see the rest.
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  );
}
