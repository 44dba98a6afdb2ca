import { Badge, BlockStack, InlineStack, Link, Text } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import type { ReactNode } from 'react';
import { differenceWords } from './difference-words.ts';
import { EmptyList } from './empty-list.tsx';
import { NumberText } from './number-text.tsx';
import { PagedTable } from './paged-table.tsx';
import type { ShownLine } from '../views/read-reconciliations.server.ts';
import type { Loaded } from './loaded.ts';

type Line = Loaded<ShownLine>;
type RunLinesProps = {
  readonly rows: readonly Line[];
  readonly next: string | undefined;
  /** Where orders stand, for example /hub/orders. */
  readonly orders: string;
  readonly isNarrowed: boolean;
  readonly isRunning: boolean;
};

/** Lines of a comparison, each with where it stands on the three sides. */
export function RunLines({ rows, next, orders, isNarrowed, isRunning }: RunLinesProps) {
  return (
    <PagedTable
      rows={rows}
      next={next}
      rowKey={({ outsideOrderId, outsideLineId }) => `${outsideOrderId}:${outsideLineId}`}
      noun={{ singular: 'line', plural: 'lines' }}
      columns={[
        { title: 'Order and article', cell: (line) => <LineTitle line={line} orders={orders} /> },
        { title: 'In the store', cell: ({ sides }) => <StoreCell store={sides.store} /> },
        { title: 'In the hub', cell: ({ sides }) => <HubCell hub={sides.hub} /> },
        { title: 'At suppliers', cell: ({ sides }) => <SupplierCell supplier={sides.supplier} /> },
        { title: 'Result', cell: (line) => <Outcome line={line} /> },
      ]}
      empty={
        <EmptyList
          icon={CheckCircleIcon}
          heading={isNarrowed ? 'Nothing matches' : 'No lines to compare'}
        >
          {isNarrowed
            ? 'Look at all lines, or search for another order.'
            : isRunning
              ? 'The first lines appear as soon as they are compared.'
              : 'No order was open or changed in this window, or its lines are not kept any more.'}
        </EmptyList>
      }
    />
  );
}

function LineTitle({ line, orders }: { readonly line: Line; readonly orders: string }) {
  const { orderId, orderName, title, sku } = line;
  return (
    <div className="product-title">
      <BlockStack gap="050">
        {orderId ? (
          <Link url={`${orders}/${orderId}`} dataPrimaryLink removeUnderline monochrome>
            {orderName}
          </Link>
        ) : (
          <Text as="span" fontWeight="semibold">
            {orderName}
          </Text>
        )}
        <Text as="span" tone="subdued" breakWord>
          {title}
          {sku ? ` · ${sku}` : ''}
        </Text>
      </BlockStack>
    </div>
  );
}

/** Figures of one side, the first one in weight. */
function Side({ figures }: { readonly figures: readonly (readonly [number, string])[] }) {
  const [first, ...others] = figures.filter(([units], index) => index === 0 || units > 0);
  if (!first) return null;
  return (
    <BlockStack gap="050">
      <Text as="span">
        <NumberText value={first[0]} /> {first[1]}
      </Text>
      {others.map(([units, words]) => (
        <Text key={words} as="span" tone="subdued" variant="bodySm">
          <NumberText value={units} /> {words}
        </Text>
      ))}
    </BlockStack>
  );
}

function Absent({ children }: { readonly children: ReactNode }) {
  return (
    <Text as="span" tone="subdued">
      {children}
    </Text>
  );
}

function StoreCell({ store }: { readonly store: Line['sides']['store'] }) {
  if (!store) return <Absent>not there</Absent>;
  const { wanted, fulfilled, byOthers, ordered } = store;
  return (
    <Side
      figures={[
        [wanted, store.isCancelled ? 'wanted, cancelled' : 'wanted'],
        [fulfilled, 'fulfilled'],
        [byOthers, 'by others'],
        [Math.max(0, ordered - wanted - byOthers), 'taken off'],
      ]}
    />
  );
}

const WAITS: Readonly<Record<string, string>> = {
  payment: 'wait for payment',
  delay: 'wait for release',
  hold: 'are held',
  stock: 'wait for stock',
};

function HubCell({ hub }: { readonly hub: Line['sides']['hub'] }) {
  if (!hub) return <Absent>not there</Absent>;
  return (
    <Side
      figures={[
        [hub.known, 'wanted'],
        [hub.atSuppliers, 'with suppliers'],
        [hub.toForward, WAITS[hub.waits ?? ''] ?? 'not sent'],
        [hub.shipped, 'shipped'],
        [hub.returned, 'returned'],
      ]}
    />
  );
}

function SupplierCell({ supplier }: { readonly supplier: Line['sides']['supplier'] }) {
  if (!supplier) return <Absent>nobody asked yet</Absent>;
  const { source, holds, shipped, cancelled, unknown } = supplier;
  const says = { asked: 'confirmed', told: 'by its messages', silent: 'not reachable' }[source];
  return (
    <Side
      figures={[
        [holds, `ordered, ${says}`],
        [shipped, 'shipped'],
        [cancelled, 'cancelled'],
        [unknown, 'never arrived'],
      ]}
    />
  );
}

function Outcome({ line }: { readonly line: Line }) {
  if (line.underWay) return <Badge tone="info">Under way</Badge>;
  if (line.differences.length === 0) return <Badge tone="success">Agrees</Badge>;
  return (
    <InlineStack gap="100">
      {line.differences.map((kind) => (
        <Badge key={kind} tone="critical">
          {differenceWords(kind)}
        </Badge>
      ))}
    </InlineStack>
  );
}
