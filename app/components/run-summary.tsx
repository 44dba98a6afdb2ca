import { Banner, BlockStack, Card, InlineStack, Spinner, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { differenceWords } from './difference-words.ts';
import { FigureRow, FigureTile } from './hub/figure-tile.tsx';
import { NumberText } from './number-text.tsx';
import { DateTimeText, RelativeTime } from './relative-time.tsx';
import type { Difference } from '../modules/orders/three-way.ts';
import type { ShownRun } from '../views/read-reconciliations.server.ts';
import type { Loaded } from './loaded.ts';

export function isOver({ status }: { readonly status: string }): boolean {
  return ['finished', 'stopped', 'failed'].includes(status);
}

const PHASES: Readonly<Record<string, string>> = {
  store: 'Reading what has changed in the store',
  hub: 'Looking at the hub’s own orders',
  over: 'Finishing',
};

type RunSummaryProps = {
  readonly run: Loaded<ShownRun>;
  readonly counts: readonly { readonly kind: Difference; readonly lines: number }[];
  /** Where the differences are resolved. */
  readonly exceptions: string;
  readonly stop?: ReactNode;
};

/** What a comparison came to: its figures, what differs, and while it runs how far it is. */
export function RunSummary({ run, counts, exceptions, stop }: RunSummaryProps) {
  const agreeing = run.lines - run.differing - run.underWay;
  return (
    <BlockStack gap="400">
      {isOver(run) ? null : (
        <Banner tone="info" icon={Spinning}>
          <InlineStack gap="300" blockAlign="center" align="space-between">
            <Text as="p">
              {run.status === 'stopping' ? 'Stopping after the order at hand' : PHASES[run.phase]} ·{' '}
              <NumberText value={run.orders} /> orders compared so far. You can leave this page.
            </Text>
            {stop}
          </InlineStack>
        </Banner>
      )}
      {run.status === 'failed' ? (
        <Banner tone="critical" title="The comparison broke off">
          {run.failure}. What was compared until then stands; the next one begins where the last
          full one ended.
        </Banner>
      ) : null}
      {run.status === 'stopped' ? (
        <Banner tone="warning">
          It was stopped; what was compared until then stands. The next one looks at all of it.
        </Banner>
      ) : null}
      <Card>
        <BlockStack gap="400">
          <FigureRow>
            <FigureTile label="Orders compared" figure={<NumberText value={run.orders} />} />
            <FigureTile
              label="Lines that agree"
              figure={<NumberText value={agreeing} />}
              tone={run.lines > 0 && agreeing === run.lines ? 'success' : undefined}
            />
            <FigureTile
              label="Lines that differ"
              figure={<NumberText value={run.differing} />}
              tone={run.differing > 0 ? 'critical' : undefined}
              {...(run.differing > 0 ? { to: exceptions, note: 'See what to do' } : {})}
            />
            <FigureTile
              label="Under way"
              figure={<NumberText value={run.underWay} />}
              note="changed moments before"
            />
          </FigureRow>
          {counts.length > 0 ? (
            <BlockStack gap="100">
              {counts.map(({ kind, lines }) => (
                <InlineStack key={kind} align="space-between">
                  <Text as="span">{differenceWords(kind)}</Text>
                  <Text as="span" numeric>
                    <NumberText value={lines} /> {lines === 1 ? 'line' : 'lines'}
                  </Text>
                </InlineStack>
              ))}
            </BlockStack>
          ) : null}
          <Text as="p" tone="subdued" variant="bodySm">
            Orders that are open, or changed between <DateTimeText at={run.windowFrom} /> and{' '}
            <DateTimeText at={run.windowUntil} />. Begun <RelativeTime at={run.createdAt} />
            {run.trigger === 'nightly' ? ', by night' : ''}
            {run.requestedBy ? `, by ${run.requestedBy}` : ''}.
          </Text>
        </BlockStack>
      </Card>
    </BlockStack>
  );
}

function Spinning() {
  return <Spinner size="small" accessibilityLabel="Comparing" />;
}
