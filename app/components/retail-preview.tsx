import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect } from 'react';
import { useLocale } from './locale.ts';
import { formatMoney, MoneyText } from './money-text.tsx';
import type { ShownMoney } from './money-text.tsx';
import { PercentText } from './number-text.tsx';
import type { ShownStep } from './price-chain.tsx';
import { PriceWhy } from './price-why.tsx';

type Example = {
  readonly variantId: string;
  readonly title: string;
  readonly wholesale?: ShownMoney | undefined;
  readonly retail?: ShownMoney | undefined;
  readonly compareAt?: ShownMoney | undefined;
  readonly steps: readonly ShownStep[];
};

type RetailPreviewProps = {
  readonly connection: { readonly distributorId: string; readonly connectionId: string };
  /** As JSON; empty while something is wrong with it. */
  readonly rule: string;
  readonly fees: { readonly basisPoints: number; readonly minor: number };
};

const WAIT_MS = 250;

/** What the shop would ask by the rule as it is typed, reckoned by the server the way the shop's prices will be. */
export function RetailPreview({ connection, rule, fees }: RetailPreviewProps) {
  const { load, data } = useFetcher<{ examples: readonly Example[] | null }>();
  const { distributorId, connectionId } = connection;
  useEffect(() => {
    if (rule === '') return;
    const query = new URLSearchParams({ distributorId, connectionId, rule }).toString();
    const timer = setTimeout(() => load(`/app/price-example?${query}`), WAIT_MS);
    return () => clearTimeout(timer);
  }, [load, distributorId, connectionId, rule]);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Preview
        </Text>
        <Text as="p" tone="subdued" variant="bodySm">
          What your shop would ask. Press a price to see how it is made.
        </Text>
        {data?.examples ? (
          <Examples examples={data.examples} fees={fees} />
        ) : (
          <Text as="p">Reckoning…</Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Examples(props: {
  readonly examples: readonly Example[];
  readonly fees: RetailPreviewProps['fees'];
}) {
  const locale = useLocale();
  if (props.examples.length === 0)
    return <Text as="p">Nothing of the range has a price yet, so there is no example.</Text>;
  return (
    <div aria-live="polite">
      <BlockStack gap="300">
        {props.examples.map((example) => (
          <InlineStack
            key={example.variantId}
            align="space-between"
            blockAlign="start"
            gap="200"
            wrap={false}
          >
            <BlockStack>
              <Text as="span">{example.title}</Text>
              <Text as="span" tone="subdued" variant="bodySm">
                You pay <MoneyText amount={example.wholesale} />, you keep{' '}
                <PercentText basisPoints={keptShare(example, props.fees)} />
              </Text>
            </BlockStack>
            <BlockStack inlineAlign="end">
              <PriceWhy of={`the price of ${example.title}`} steps={example.steps}>
                {example.retail ? formatMoney(example.retail, locale) : 'No price'}
              </PriceWhy>
              {example.compareAt ? (
                <Text as="span" tone="subdued" variant="bodySm" textDecorationLine="line-through">
                  <MoneyText amount={example.compareAt} />
                </Text>
              ) : null}
            </BlockStack>
          </InlineStack>
        ))}
      </BlockStack>
    </div>
  );
}

/** Of what the shop asks, what stays after wholesale and fees. */
function keptShare(
  { wholesale, retail }: Example,
  fees: RetailPreviewProps['fees'],
): number | null {
  if (!wholesale || !retail || retail.minor === 0) return null;
  const kept = retail.minor - wholesale.minor - fees.minor - (retail.minor * fees.basisPoints) / 10_000; // prettier-ignore
  return Math.round((kept * 10_000) / retail.minor);
}
