import { BlockStack, InlineStack, Text } from '@shopify/polaris';
import type { PriceStep } from '../modules/pricing/price-step.ts';
import { useLocale } from './locale.ts';
import { formatMoney, MoneyText } from './money-text.tsx';
import './price-chain.css';
import type { Loaded } from './loaded.ts';

const EXCHANGED = { cost: 'Cost', 'list-price': 'List price', wholesale: 'Wholesale', 'minimum-price': 'Minimum price' } as const; // prettier-ignore
const ENDINGS: Readonly<Record<string, string>> = {
  '00': 'up to .00',
  '95': 'up to .95',
  '99': 'up to .99',
  'near-00': 'to the nearest .00',
  'near-95': 'to the nearest .95',
  'near-99': 'to the nearest .99',
  'near-005': 'to the nearest 0.05',
  'near-5': 'to the nearest 5',
  'near-10': 'to the nearest 10',
};

/** The rules that made a price, one under the other, each with what it came to. */
export function PriceChain({ steps }: { readonly steps: readonly ShownStep[] }) {
  const locale = useLocale();
  if (steps.length === 0)
    return (
      <Text as="p" tone="subdued">
        No rule makes a price: there is nothing to start from.
      </Text>
    );
  return (
    <ol className="price-chain">
      {steps.map((step, place) => {
        const { title, detail } = wordsOf(step, locale);
        return (
          <li key={place}>
            <InlineStack align="space-between" gap="400" wrap={false} blockAlign="start">
              <BlockStack>
                <Text as="span">{title}</Text>
                {detail ? (
                  <Text as="span" variant="bodySm" tone="subdued">
                    {detail}
                  </Text>
                ) : null}
              </BlockStack>
              <Text
                as="span"
                numeric
                fontWeight={place === steps.length - 1 ? 'semibold' : 'regular'}
              >
                <MoneyText amount={step.amount} none="none" />
              </Text>
            </InlineStack>
          </li>
        );
      })}
    </ol>
  );
}

/** A step as it comes out of a loader. */
export type ShownStep = Loaded<PriceStep>;

type Words = { readonly title: string; readonly detail?: string };

function wordsOf(step: ShownStep, locale: string): Words {
  const percent = (basisPoints: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000); // prettier-ignore
  switch (step.kind) {
    case 'list-price':
      return { title: 'List price' };
    case 'cost':
      return { title: 'Least cost', detail: step.supplier };
    case 'converted':
      return {
        title: `${EXCHANGED[step.what]} in ${step.amount.currency}`,
        detail: `1 ${step.from.currency} = ${Number(step.rate).toLocaleString(locale, { maximumSignificantDigits: 6 })} ${step.amount.currency}, rate of ${step.day}`,
      };
    case 'fixed-entry':
      return { title: 'Fixed price', detail: `On “${step.list}”` };
    case 'percent-off':
      return { title: `${percent(step.basisPoints)} off`, detail: `By “${step.list}”` };
    case 'cost-plus': {
      const plus = step.plus.minor > 0 ? ` and ${formatMoney(step.plus, locale)}` : '';
      return { title: `Cost plus ${percent(step.basisPoints)}${plus}`, detail: `By “${step.list}”` }; // prettier-ignore
    }
    case 'volume-tier':
      return {
        title: step.basisPoints === undefined ? 'Price for this quantity' : `${percent(step.basisPoints)} off for this quantity`, // prettier-ignore
        detail: `From ${step.minQuantity} units on`,
      };
    case 'promotion':
      return {
        title: `${percent(step.basisPoints)} off: ${step.name}`,
        detail: `Until ${step.endsAt}`,
      };
    case 'margin-floor':
      return {
        title: step.isKept ? 'Keeps the margin floor' : step.act === 'hold' ? 'Under the margin floor: withheld' : 'Under the margin floor', // prettier-ignore
        detail: `${percent(step.basisPoints)} over cost needs at least ${formatMoney(step.least, locale)}`,
      };
    case 'as-list-price':
      return { title: 'The shop asks the list price' };
    case 'markup':
      return { title: `Markup of ${percent(step.basisPoints)}` };
    case 'amount-over':
      return { title: `Plus ${formatMoney(step.plus, locale)}` };
    case 'not-under-cost':
      return { title: 'Raised to what it costs', detail: step.hasFees ? 'Wholesale and your fees' : 'Wholesale' }; // prettier-ignore
    case 'minimum-price':
      return { title: 'Raised to the minimum advertised price' };
    case 'rounded':
      return { title: `Rounded ${ENDINGS[step.rounding] ?? ''}` };
  }
}
