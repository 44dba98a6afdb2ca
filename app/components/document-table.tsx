import { Badge, InlineStack, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { DayText } from './day-text.tsx';
import type { ShownDocument } from '../views/read-settlement-documents.server.ts';
import type { Loaded } from './loaded.ts';
import { DOCUMENT_NAMES } from './money-words.ts';
import { MoneyText } from './money-text.tsx';
import { PagedTable } from './paged-table.tsx';

type DocumentTableProps = {
  readonly rows: readonly Loaded<ShownDocument>[];
  readonly next: string | undefined;
  readonly empty: ReactNode;
  readonly pathOf: (id: string) => string;
  /** Whose name stands beside each: the other side's. */
  readonly party: {
    readonly title: string;
    readonly nameOf: (row: Loaded<ShownDocument>) => string;
  };
};

/** Invoices, credit notes and statements, with what is still open of each. */
export function DocumentTable({ rows, next, empty, pathOf, party }: DocumentTableProps) {
  return (
    <PagedTable
      rows={rows}
      rowKey={({ id }) => id}
      noun={{ singular: 'document', plural: 'documents' }}
      next={next}
      empty={empty}
      columns={[
        {
          title: 'Number',
          cell: ({ id, number, kind }) => (
            <InlineStack gap="200" wrap={false}>
              <Link url={pathOf(id)} dataPrimaryLink removeUnderline>
                <Text as="span" fontWeight="semibold">
                  {number}
                </Text>
              </Link>
              <Text as="span" tone="subdued">
                {DOCUMENT_NAMES[kind] ?? kind}
              </Text>
            </InlineStack>
          ),
        },
        { title: party.title, cell: (row) => party.nameOf(row) },
        { title: 'Issued', cell: ({ issuedOn }) => <DayText day={issuedOn} /> },
        {
          title: 'Due',
          narrow: false,
          cell: ({ dueOn, kind }) =>
            kind === 'statement' || kind === 'credit-note' ? '—' : <DayText day={dueOn} />,
        },
        { title: 'State', cell: (row) => <DocumentBadge document={row} /> },
        {
          title: 'Total',
          align: 'end',
          cell: ({ totalMinor, currency }) => (
            <MoneyText amount={{ minor: totalMinor, currency }} />
          ),
        },
        {
          title: 'Open',
          align: 'end',
          narrow: false,
          cell: ({ openMinor, currency }) => (
            <MoneyText
              amount={openMinor === null || openMinor === 0 ? null : { minor: openMinor, currency }}
            />
          ),
        },
      ]}
    />
  );
}

type BadgeProps = {
  readonly document: Pick<Loaded<ShownDocument>, 'kind' | 'openMinor' | 'totalMinor' | 'overdue'>;
};

/** Where a document stands: nothing to pay, open, overdue, paid. */
export function DocumentBadge({ document: { kind, openMinor, totalMinor, overdue } }: BadgeProps) {
  if (kind === 'statement' || openMinor === null) return <Badge>For information</Badge>;
  if (openMinor === 0)
    return (
      <Badge tone="success" progress="complete">
        {kind === 'credit-note' ? 'Used' : 'Paid'}
      </Badge>
    );
  if (overdue) return <Badge tone="critical">Overdue</Badge>;
  if (kind === 'credit-note') return <Badge tone="info">To be used</Badge>;
  return openMinor < totalMinor ? (
    <Badge tone="attention" progress="partiallyComplete">
      Partly paid
    </Badge>
  ) : (
    <Badge tone="attention" progress="incomplete">
      Open
    </Badge>
  );
}
