import { Badge, BlockStack, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { NumberText } from './number-text.tsx';
import { PagedTable } from './paged-table.tsx';
import { RelativeTime } from './relative-time.tsx';
import { StatusBadge } from './status-badge.tsx';
import type { ShownRun } from '../views/read-reconciliations.server.ts';
import type { Loaded } from './loaded.ts';

type RunTableProps = {
  readonly rows: readonly Loaded<ShownRun>[];
  readonly next: string | undefined;
  /** Where one run stands, for example /hub/reconciliation. */
  readonly path: string;
  /** Who stands on the other side, for this reader. */
  readonly other: { readonly title: string; readonly of: (run: Loaded<ShownRun>) => string };
  readonly empty: ReactNode;
};

/** Comparisons, the newest first: with whom, how far, and how much differs. */
export function RunTable({ rows, next, path, other, empty }: RunTableProps) {
  return (
    <PagedTable
      rows={rows}
      next={next}
      rowKey={({ id }) => id}
      noun={{ singular: 'comparison', plural: 'comparisons' }}
      columns={[
        {
          title: 'Day',
          cell: (run) => (
            <BlockStack gap="050">
              <Link url={`${path}/${run.id}`} dataPrimaryLink removeUnderline monochrome>
                {run.day}
              </Link>
              <Text as="span" tone="subdued" variant="bodySm">
                {run.trigger === 'nightly' ? 'by night' : 'by hand'} ·{' '}
                <RelativeTime at={run.createdAt} />
              </Text>
            </BlockStack>
          ),
        },
        { title: other.title, cell: other.of },
        {
          title: 'State',
          cell: ({ status }) => <StatusBadge of="reconciliation" status={status} />,
        },
        { title: 'Orders', align: 'end', cell: ({ orders }) => <NumberText value={orders} /> },
        { title: 'Lines', align: 'end', cell: ({ lines }) => <NumberText value={lines} /> },
        {
          title: 'Differences',
          align: 'end',
          cell: ({ differing, status }) =>
            differing > 0 ? (
              <Badge tone="critical">{`${differing}`}</Badge>
            ) : status === 'finished' ? (
              <Badge tone="success">none</Badge>
            ) : (
              <NumberText value={0} />
            ),
        },
      ]}
      empty={empty}
    />
  );
}
