import { Badge, BlockStack, Button, Card, Collapsible, InlineStack, Text } from '@shopify/polaris';
import { useId, useState } from 'react';
import { MoneyText } from '../money-text.tsx';
import { CountText, NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { CostBar } from './cost-bar.tsx';
import { PlainTable } from './plain-table.tsx';
import type { ExplainedRoute } from '../../views/explain-route.ts';
import type { Loaded } from '../loaded.ts';

type Route = Loaded<ExplainedRoute>;

type Candidate = Route['candidates'][number];

type RouteCardProps = {
  readonly route: Route | undefined | null;
  readonly lines: readonly { readonly id: string; readonly title: string }[];
  readonly isWaiting: boolean;
};

/** Who ships what and why: the plan with its cost by part, what else was possible, and why it was not chosen. */
export function RouteCard({ route, lines, isWaiting }: RouteCardProps) {
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            Routing
          </Text>
          {route ? (
            <Text as="span" tone="subdued" variant="bodySm">
              Plan {route.revision} · rules {route.rulesVersion} · <RelativeTime at={route.at} />
            </Text>
          ) : null}
        </InlineStack>
        {route ? (
          <Explained route={route} lines={lines} />
        ) : (
          <Text as="p" tone="subdued">
            {isWaiting
              ? 'No plan yet. It is made as soon as the lines of the order are known.'
              : 'No plan was needed.'}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Explained({
  route,
  lines,
}: {
  readonly route: Route;
  readonly lines: RouteCardProps['lines'];
}) {
  const { currency } = route;
  const others = route.alternatives.filter(({ isPlan }) => !isPlan);
  return (
    <BlockStack gap="400">
      <BlockStack gap="200">
        <InlineStack gap="200" blockAlign="baseline">
          <Text as="span" variant="headingLg">
            <MoneyText amount={{ minor: route.totalMinor, currency }} />
          </Text>
          <Text as="span" tone="subdued">
            expected cost of the whole order
          </Text>
          <Badge tone={route.exact ? 'success' : 'attention'}>
            {route.exact ? 'Proven cheapest' : 'Search was cut short'}
          </Badge>
        </InlineStack>
        <CostBar costs={route.costs} currency={currency} />
      </BlockStack>
      <BlockStack gap="050">
        {route.sentences.map((sentence) => (
          <Text as="p" key={sentence}>
            {sentence}
          </Text>
        ))}
      </BlockStack>
      {route.shipments.length > 0 ? (
        <PlainTable
          label="Shipments of the plan"
          rows={route.shipments}
          rowKey={({ key }) => key}
          columns={[
            { title: 'Ships from', cell: ({ place }) => place },
            { title: 'Units', end: true, cell: ({ units }) => <NumberText value={units} /> },
            { title: 'Parcels', end: true, cell: ({ parcels }) => <NumberText value={parcels} /> },
            {
              title: 'Weight',
              end: true,
              cell: ({ weightGrams }) => `${(weightGrams / 1_000).toFixed(1)} kg`,
            },
            {
              title: 'Goods',
              end: true,
              cell: ({ costs }) => <Amount of={costs.goods} {...{ currency }} />,
            },
            {
              title: 'Parcels and handling',
              end: true,
              cell: ({ costs }) => <Amount of={costs.parcels + costs.handling} {...{ currency }} />,
            },
            {
              title: 'Total',
              end: true,
              cell: ({ totalMinor }) => <Amount of={totalMinor} {...{ currency }} />,
            },
          ]}
        />
      ) : null}
      {others.length > 0 ? (
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            Everything from one place instead
          </Text>
          <PlainTable
            label="Alternatives"
            rows={others}
            rowKey={({ key }) => key}
            columns={[
              { title: 'From', cell: ({ place }) => place },
              {
                title: 'Could ship',
                end: true,
                cell: ({ units, shortUnits }) =>
                  shortUnits > 0 ? `${units} of ${units + shortUnits}` : 'all',
              },
              {
                title: 'Would cost',
                end: true,
                cell: ({ totalMinor }) => <Amount of={totalMinor} {...{ currency }} />,
              },
              {
                title: 'Why not',
                cell: ({ shortUnits, extraMinor }) =>
                  shortUnits === 0 && extraMinor === 0 ? (
                    'Costs the same'
                  ) : shortUnits > 0 ? (
                    <CountText
                      count={shortUnits}
                      one="unit would be missing"
                      many="units would be missing"
                    />
                  ) : (
                    <>
                      <Amount of={extraMinor} {...{ currency }} /> more
                    </>
                  ),
              },
            ]}
          />
        </BlockStack>
      ) : null}
      <WhyByLine route={route} lines={lines} />
    </BlockStack>
  );
}

function Amount(props: { readonly of: number; readonly currency: string }) {
  return <MoneyText amount={{ minor: props.of, currency: props.currency }} />;
}

/** Every place that was looked at for every line; folded away, since the plan above mostly says enough. */
function WhyByLine({
  route,
  lines,
}: {
  readonly route: Route;
  readonly lines: RouteCardProps['lines'];
}) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  if (route.candidates.length === 0) return null;
  return (
    <BlockStack gap="300" inlineAlign="start">
      <Button
        variant="plain"
        disclosure={isOpen ? 'up' : 'down'}
        onClick={() => setIsOpen((open) => !open)}
        ariaExpanded={isOpen}
        ariaControls={id}
      >
        {route.candidates.length === 1
          ? 'Why: the one place that was looked at'
          : `Why: all ${route.candidates.length} places that were looked at`}
      </Button>
      <div style={{ inlineSize: '100%' }}>
        <Collapsible id={id} open={isOpen}>
          <BlockStack gap="400">
            {lines.map((line) => (
              <LineCandidates
                key={line.id}
                title={line.title}
                currency={route.currency}
                candidates={route.candidates.filter(({ orderLineId }) => orderLineId === line.id)}
              />
            ))}
          </BlockStack>
        </Collapsible>
      </div>
    </BlockStack>
  );
}

function LineCandidates(props: {
  readonly title: string;
  readonly currency: string;
  readonly candidates: readonly Candidate[];
}) {
  const { title, currency, candidates } = props;
  if (candidates.length === 0)
    return (
      <Text as="p" tone="subdued">
        {title}: no supplier supplies it.
      </Text>
    );
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {title}
      </Text>
      <PlainTable
        label={`Places for ${title}`}
        rows={candidates}
        rowKey={({ key }) => key}
        isChosen={({ isChosen }) => isChosen}
        columns={[
          { title: 'Place', cell: ({ place }) => place },
          {
            title: 'Could give',
            end: true,
            cell: ({ allocatable }) => <NumberText value={allocatable} />,
          },
          {
            title: 'Unit cost',
            end: true,
            cell: ({ unitCostMinor: minor }) => <MoneyText amount={{ minor, currency }} />,
          },
          {
            title: 'This line alone',
            end: true,
            cell: ({ aloneMinor }) => (
              <MoneyText amount={aloneMinor === null ? null : { minor: aloneMinor, currency }} />
            ),
          },
          {
            title: 'Decision',
            cell: ({ isChosen, quantity, why }) =>
              isChosen ? <Badge tone="success">{`Ships ${quantity}`}</Badge> : `It ${why}.`,
          },
        ]}
      />
    </BlockStack>
  );
}
