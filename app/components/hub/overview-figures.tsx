import { BlockStack, Box, Text } from '@shopify/polaris';
import { NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { FigureRow, FigureTile } from './figure-tile.tsx';

type Orders = {
  readonly byStatus: readonly {
    readonly status: string;
    readonly count: number;
    readonly today: number;
  }[];
  readonly held: number;
};

/** Orders as they stand: what came today, and where all open ones are. */
export function OrderFigures({ orders }: { readonly orders: Orders }) {
  const of = (...statuses: readonly string[]) =>
    orders.byStatus
      .filter(({ status }) => statuses.includes(status))
      .reduce((sum, { count }) => sum + count, 0);
  const today = orders.byStatus.reduce((sum, row) => sum + row.today, 0);
  const doneToday = orders.byStatus
    .filter(({ status }) => status === 'completed')
    .reduce((sum, row) => sum + row.today, 0);
  return (
    <BlockStack gap="200">
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <Text as="h2" variant="headingMd">
          Orders
        </Text>
      </Box>
      <FigureRow>
        <FigureTile
          label="Today"
          figure={<NumberText value={today} />}
          note={
            <>
              <NumberText value={doneToday} /> of them completed
            </>
          }
          to="/hub/orders"
        />
        <FigureTile
          label="Awaiting release"
          figure={<NumberText value={of('awaiting-release')} />}
          note="Reserved, not yet sent"
          to="/hub/orders?status=awaiting-release"
        />
        <FigureTile
          label="On hold"
          figure={<NumberText value={orders.held} />}
          note="A check wants a person"
          to="/hub/orders?view=held"
          tone={orders.held > 0 ? 'caution' : undefined}
        />
        <FigureTile
          label="Stock missing"
          figure={<NumberText value={of('short')} />}
          note="Units without a place"
          to="/hub/orders?view=short"
          tone={of('short') > 0 ? 'critical' : undefined}
        />
        <FigureTile
          label="At suppliers"
          figure={<NumberText value={of('released')} />}
          note="Sent, not shipped"
          to="/hub/orders?status=released"
        />
        <FigureTile
          label="On the way"
          figure={<NumberText value={of('part-shipped', 'shipped')} />}
          note="In part or whole"
          to="/hub/orders?view=moving"
        />
      </FigureRow>
    </BlockStack>
  );
}

type ExceptionCount = {
  readonly severity: string;
  readonly count: number;
  readonly oldest: string;
};

const SEVERITIES = [
  { severity: 'critical', label: 'Urgent', tone: 'critical' },
  { severity: 'warning', label: 'Need a decision', tone: 'caution' },
  { severity: 'info', label: 'For your information', tone: undefined },
] as const;

/** What waits for somebody, and since when. */
export function ExceptionFigures(props: {
  readonly exceptions: readonly ExceptionCount[];
  readonly requests: number;
}) {
  return (
    <BlockStack gap="200">
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <Text as="h2" variant="headingMd">
          Waiting for you
        </Text>
      </Box>
      <FigureRow>
        {SEVERITIES.map(({ severity, label, tone }) => {
          const found = props.exceptions.find((row) => row.severity === severity);
          return (
            <FigureTile
              key={severity}
              label={label}
              figure={<NumberText value={found?.count ?? 0} />}
              note={
                found ? (
                  <>
                    Oldest <RelativeTime at={found.oldest} />
                  </>
                ) : (
                  'Nothing open'
                )
              }
              to={`/hub/exceptions?severity=${severity}`}
              tone={found ? tone : undefined}
            />
          );
        })}
        <FigureTile
          label="Retailers to decide"
          figure={<NumberText value={props.requests} />}
          note={props.requests > 0 ? 'They ask to be connected' : 'No request open'}
          to="/hub/retailers"
          tone={props.requests > 0 ? 'caution' : undefined}
        />
      </FigureRow>
    </BlockStack>
  );
}
