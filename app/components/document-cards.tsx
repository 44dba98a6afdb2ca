/** The parts of a settlement document's page, for whoever looks at it. */
import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import type { DocumentDetail, DocumentLine } from '../views/read-settlement-documents.server.ts';
import { DayText } from './day-text.tsx';
import { DownloadButton } from './download-button.tsx';
import type { Loaded } from './loaded.ts';
import { MoneyText } from './money-text.tsx';
import { purposeName } from './money-words.ts';
import { PagedTable } from './paged-table.tsx';
import { DateTimeText } from './relative-time.tsx';

type Shown = Loaded<DocumentDetail>;

/** What it comes to, part by part, and what closed it. */
export function DocumentSums({ document }: { readonly document: Shown }) {
  const { currency, sums, totalMinor, openMinor, settledBy, kind } = document;
  const amount = (minor: number) => <MoneyText amount={{ minor, currency }} />;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Amounts
        </Text>
        <BlockStack gap="200">
          {inOrder(sums).map(({ purpose, amountMinor }) => (
            <Row key={purpose} label={purposeName(purpose)} value={amount(amountMinor)} />
          ))}
          <Row label="Total" value={amount(totalMinor)} strong />
          {settledBy.map(({ text, day, amountMinor }, index) => (
            <InlineStack key={index} align="space-between" gap="200" wrap={false}>
              <Text as="span" tone="subdued">
                {text}, <DayText day={day} />
              </Text>
              <span style={{ whiteSpace: 'nowrap' }}>{amount(-amountMinor)}</span>
            </InlineStack>
          ))}
          {openMinor !== null && kind !== 'statement' ? (
            <Row
              label={kind === 'credit-note' ? 'Left to use' : 'Still open'}
              value={amount(openMinor)}
              strong
            />
          ) : null}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}

const ORDER = [
  'sales',
  'goods-cost',
  'shipping-charged',
  'shipping-cost',
  'fees',
  'credits-given',
  'credits-received',
  'tax',
];

/** As an invoice is read: goods first, tax last. */
function inOrder(sums: Shown['sums']): Shown['sums'] {
  return sums.toSorted((a, b) => ORDER.indexOf(a.purpose) - ORDER.indexOf(b.purpose));
}

function Row(props: {
  readonly label: string;
  readonly value: ReactNode;
  readonly strong?: boolean;
}) {
  const weight = props.strong ? ('semibold' as const) : ('regular' as const);
  return (
    <InlineStack align="space-between" gap="200">
      <Text as="span" fontWeight={weight}>
        {props.label}
      </Text>
      <Text as="span" fontWeight={weight} numeric>
        {props.value}
      </Text>
    </InlineStack>
  );
}

/** The files of a document; `path` is where they are answered. */
export function DocumentFiles({
  document: { number },
  path,
}: {
  readonly document: Shown;
  readonly path: string;
}) {
  const formats = [
    { format: 'pdf', label: 'PDF' },
    { format: 'csv', label: 'CSV' },
    { format: 'json', label: 'JSON' },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Download
        </Text>
        <InlineStack gap="200">
          {formats.map(({ format, label }) => (
            <DownloadButton
              key={format}
              label={label}
              url={`${path}?format=${format}`}
              fileName={`${number}.${format}`}
            />
          ))}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

type LinesProps = {
  readonly document: Shown;
  readonly lines: readonly Loaded<DocumentLine>[];
  readonly next: string | undefined;
  readonly orderPath: (orderId: string) => string;
};

export function DocumentLines({
  document: { currency, lineCount },
  lines,
  next,
  orderPath,
}: LinesProps) {
  return (
    <Card padding="0">
      <PagedTable
        rows={lines}
        rowKey={({ number }) => String(number)}
        noun={{ singular: 'line', plural: 'lines' }}
        next={next}
        empty={null}
        columns={[
          {
            title: lineCount === 1 ? '1 line' : `${lineCount} lines`,
            cell: ({ text, orderId, reason }) => (
              <BlockStack>
                <span>{text}</span>
                {reason === text ? null : (
                  <Text as="span" tone="subdued" variant="bodySm">
                    {orderId ? (
                      <Link url={orderPath(orderId)} removeUnderline>
                        {reason}
                      </Link>
                    ) : (
                      reason
                    )}
                  </Text>
                )}
              </BlockStack>
            ),
          },
          { title: 'When', narrow: false, cell: ({ at }) => <DateTimeText at={at} /> },
          { title: 'Units', align: 'end', cell: ({ quantity }) => quantity ?? '' },
          {
            title: 'Amount',
            align: 'end',
            cell: ({ amountMinor }) => <MoneyText amount={{ minor: amountMinor, currency }} />,
          },
        ]}
      />
    </Card>
  );
}
