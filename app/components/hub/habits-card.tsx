import { BlockStack, Card, Text } from '@shopify/polaris';
import { CountText, PercentText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import type { Loaded } from '../loaded.ts';
import type { ShownHabit } from '../../views/read-supplier-habits.server.ts';
import { PlainTable } from './plain-table.tsx';

type Habit = Loaded<ShownHabit>;

/** How punctually a supplier's goods left so far; routing expects the same of the next order. */
export function HabitsCard({ habits }: { readonly habits: readonly Habit[] }) {
  const [first] = habits;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Punctuality
        </Text>
        {first ? (
          <Learned habits={habits} first={first} />
        ) : (
          <Text as="p" tone="subdued">
            Nothing has been learned yet: routing expects what the supplier states. It learns from
            the first purchase orders that ship.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Learned({ habits, first }: { readonly habits: readonly Habit[]; readonly first: Habit }) {
  return (
    <>
      <PlainTable
        label="Punctuality by country"
        rows={habits}
        rowKey={({ zone }) => zone}
        columns={[
          {
            title: 'To',
            cell: ({ zone, observations }) => (
              <BlockStack>
                <Text as="span">{zone === '*' ? 'Elsewhere' : zone}</Text>
                <Text as="span" tone="subdued" variant="bodySm">
                  {zone === '*' ? 'by ' : ''}
                  <CountText count={observations} one="dispatch" many="dispatches" />
                </Text>
              </BlockStack>
            ),
          },
          {
            title: 'Leaves on the day',
            end: true,
            cell: ({ slip }) => <PercentText basisPoints={10_000 * (slip[0] ?? 0)} />,
          },
          {
            title: 'Mean delay',
            end: true,
            cell: ({ slip }) => `${meanOf(slip).toFixed(1)} days`,
          },
        ]}
      />
      <Text as="p" tone="subdued" variant="bodySm">
        Learned <RelativeTime at={first.estimatedAt} />. Few dispatches count little: they are drawn
        towards the supplier’s mean, and that towards all suppliers’.{' '}
        {first.halfLifeDays === null ? (
          'All of the past counts alike, since nothing speaks for a change.'
        ) : (
          <>
            Suppliers’ habits are changing: a dispatch{' '}
            <CountText count={first.halfLifeDays} one="day" many="days" /> ago counts half.
          </>
        )}
      </Text>
    </>
  );
}

function meanOf(slip: readonly number[]): number {
  return slip.reduce((sum, share, days) => sum + share * days, 0);
}
