import { InlineStack, Text } from '@shopify/polaris';
import { MoneyText } from '../money-text.tsx';
import './hub.css';
import type { CostParts } from '../../modules/routing/cost-parts.ts';

const PARTS = [
  { part: 'goods', label: 'Goods' },
  { part: 'parcels', label: 'Parcels' },
  { part: 'handling', label: 'Handling' },
  { part: 'split', label: 'Splitting' },
  { part: 'lateness', label: 'Expected lateness' },
  { part: 'risk', label: 'Risk' },
  { part: 'tier', label: 'Tier' },
] as const;

/** What a plan's expected cost is made of. The legend says in figures what the bar shows. */
export function CostBar(props: { readonly costs: CostParts; readonly currency: string }) {
  const { costs, currency } = props;
  const shown = PARTS.filter(({ part }) => costs[part] > 0);
  const total = shown.reduce((sum, { part }) => sum + costs[part], 0);
  return (
    <>
      <div className="cost-bar" aria-hidden="true">
        {shown.map(({ part }) => (
          <span
            key={part}
            className={`cost-${part}`}
            style={{ inlineSize: `${(costs[part] / total) * 100}%` }}
          />
        ))}
      </div>
      <InlineStack gap="400">
        {shown.map(({ part, label }) => (
          <Text as="span" variant="bodySm" key={part}>
            <span className={`cost-dot cost-${part}`} aria-hidden="true" />
            {label} <MoneyText amount={{ minor: costs[part], currency }} />
          </Text>
        ))}
      </InlineStack>
    </>
  );
}
