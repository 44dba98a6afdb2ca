import { Badge, BlockStack, Card, InlineStack, Text, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { useLocale } from '../locale.ts';
import { formatMoney, MoneyText } from '../money-text.tsx';
import type { ShownMoney } from '../money-text.tsx';
import type { ShownStep } from '../price-chain.tsx';
import { PriceWhy } from '../price-why.tsx';
import { PlainTable } from './plain-table.tsx';

type Example = {
  readonly variantId: string;
  readonly title: string;
  readonly sku: string | null;
  readonly before?: ShownMoney | undefined;
  readonly owed?: ShownMoney | undefined;
  readonly cost?: ShownMoney | undefined;
  readonly isUnderFloor: boolean;
  readonly lacksRate: boolean;
  readonly steps: readonly ShownStep[];
};
type Answer = { readonly fault: string | null; readonly examples: readonly Example[] };

const WAIT_MS = 300;

/** What real products cost by the form as it stands, reckoned by the server while one types. */
export function PricePreview(props: {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly priceListId?: string;
}) {
  const [search, setSearch] = useState('');
  const [units, setUnits] = useState('1');
  const answer = useExamples(props, search, units);
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Preview
          </Text>
          <Text as="span" tone="subdued" variant="bodySm">
            With what you have typed, before you save
          </Text>
        </InlineStack>
        <InlineStack gap="300" wrap={false}>
          <div style={{ flex: 1 }}>
            <TextField
              label="Products"
              labelHidden
              placeholder="Title or SKU"
              autoComplete="off"
              value={search}
              onChange={setSearch}
              clearButton
              onClearButtonClick={() => setSearch('')}
            />
          </div>
          <div style={{ inlineSize: '8rem' }}>
            <TextField
              label="Units"
              labelHidden
              type="number"
              min={1}
              autoComplete="off"
              suffix="units"
              value={units}
              onChange={setUnits}
            />
          </div>
        </InlineStack>
        <Examples answer={answer} />
      </BlockStack>
    </Card>
  );
}

/** Asked of the server a moment after the last change; the last answer stands meanwhile. */
function useExamples(
  { form, priceListId }: Parameters<typeof PricePreview>[0],
  search: string,
  units: string,
): Answer | undefined {
  const { load, data } = useFetcher<Answer>();
  const [typed, setTyped] = useState(0);
  useEffect(() => {
    const found = form.current;
    const note = () => setTyped((count) => count + 1);
    found?.addEventListener('input', note);
    found?.addEventListener('change', note);
    return () => {
      found?.removeEventListener('input', note);
      found?.removeEventListener('change', note);
    };
  }, [form]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const query = new URLSearchParams({ search, units, ...(priceListId ? { priceListId } : {}) });
      if (form.current)
        for (const [name, value] of new FormData(form.current))
          if (typeof value === 'string') query.set(name, value);
      load(`/hub/price-example?${query.toString()}`);
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [load, form, search, units, priceListId, typed]);
  return data;
}

function Examples({ answer }: { readonly answer: Answer | undefined }) {
  const locale = useLocale();
  if (!answer) return <Text as="p">Reckoning…</Text>;
  if (answer.fault)
    return (
      <Text as="p" tone="critical">
        {answer.fault}
      </Text>
    );
  if (answer.examples.length === 0)
    return <Text as="p">Nothing of the catalogue matches. Search for another title or SKU.</Text>;
  return (
    <div aria-live="polite">
      <PlainTable
        label="Prices by what you have typed"
        rows={answer.examples}
        rowKey={({ variantId }) => variantId}
        columns={[
          {
            title: 'Product',
            cell: ({ title, sku }) => (
              <BlockStack>
                <Text as="span">{title}</Text>
                <Text as="span" tone="subdued" variant="bodySm">
                  {sku}
                </Text>
              </BlockStack>
            ),
          },
          { title: 'Cost', end: true, cell: ({ cost }) => <MoneyText amount={cost} /> },
          { title: 'Now', end: true, cell: ({ before }) => <MoneyText amount={before} /> },
          {
            title: 'Then',
            end: true,
            cell: (row) => (
              <BlockStack gap="050" inlineAlign="end">
                <PriceWhy of={`the price of ${row.title}`} steps={row.steps}>
                  {row.owed
                    ? formatMoney(row.owed, locale)
                    : row.lacksRate
                      ? 'No rate'
                      : 'No price'}
                </PriceWhy>
                {row.isUnderFloor ? <Badge tone="critical">Under the floor</Badge> : null}
              </BlockStack>
            ),
          },
        ]}
      />
    </div>
  );
}
