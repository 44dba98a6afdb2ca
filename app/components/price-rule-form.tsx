import {
  BlockStack,
  Box,
  Button,
  ChoiceList,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { Form, useFetcher, useNavigation } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { MoneyText } from './money-text.tsx';

export type PriceRule = {
  readonly kind: 'list' | 'markup';
  /** Of wholesale, where the kind is markup: 4,000 = 40 %. */
  readonly basisPoints: number;
  readonly rounding: string;
};

type PriceRuleFormProps = {
  readonly connection: {
    readonly distributorId: string;
    readonly connectionId: string;
    readonly retailRule: PriceRule;
  };
};

type Example = {
  readonly title: string;
  readonly currency: string;
  readonly wholesaleMinor: number;
  readonly retailMinor: number | null;
};

const ROUNDINGS = [
  { value: 'none', label: 'As it comes' },
  { value: '00', label: 'Up to .00' },
  { value: '95', label: 'Up to .95' },
  { value: '99', label: 'Up to .99' },
];
const WAIT_MS = 250;
const MOST_PERCENT = 10_000;

/** How retail prices are made, with examples reckoned by the server the way the shop's prices will be. */
export function PriceRuleForm({ connection }: PriceRuleFormProps) {
  const { distributorId, connectionId, retailRule } = connection;
  const [kind, setKind] = useState(retailRule.kind);
  const [markup, setMarkup] = useState(String((retailRule.basisPoints || 6_000) / 100));
  const [rounding, setRounding] = useState(retailRule.rounding);
  const busy = useNavigation().state === 'submitting';
  const percent = Number(markup);
  const isWrong =
    kind === 'markup' && (markup.trim() === '' || !(percent >= 0 && percent <= MOST_PERCENT));
  const examples = useExamples({ distributorId, connectionId, kind, markup, rounding }, isWrong);
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="price-rule" />
      <input type="hidden" name="distributorId" value={distributorId} />
      <input type="hidden" name="connectionId" value={connectionId} />
      <input type="hidden" name="kind" value={kind} />
      {kind === 'list' ? <input type="hidden" name="markup" value="0" /> : null}
      <Box background="bg-surface-secondary" borderRadius="200" padding="400">
        <BlockStack gap="400">
          <ChoiceList
            title="The price in your shop"
            choices={[
              { value: 'list', label: 'The distributor’s list price' },
              { value: 'markup', label: 'What you pay, plus a markup' },
            ]}
            selected={[kind]}
            onChange={([chosen]: string[]) => setKind(chosen === 'markup' ? 'markup' : 'list')}
          />
          <FormLayout>
            <FormLayout.Group condensed>
              {kind === 'markup' ? (
                <TextField
                  label="Markup"
                  name="markup"
                  type="number"
                  suffix="%"
                  min={0}
                  max={MOST_PERCENT}
                  step={1}
                  autoComplete="off"
                  value={markup}
                  onChange={setMarkup}
                  {...(isWrong ? { error: `A number from 0 to ${MOST_PERCENT}` } : {})}
                />
              ) : null}
              <Select
                label="Price ending"
                name="rounding"
                options={ROUNDINGS}
                value={rounding}
                onChange={setRounding}
              />
            </FormLayout.Group>
          </FormLayout>
          <Examples examples={examples} />
          <Text as="p" variant="bodySm" tone="subdued">
            Never less than what you pay. Currencies without cents have no ending.
          </Text>
          <InlineStack>
            <Button submit variant="primary" loading={busy} disabled={isWrong}>
              Save prices
            </Button>
          </InlineStack>
        </BlockStack>
      </Box>
    </Form>
  );
}

/** Asked of the server a moment after the last change; the last answer stands meanwhile. */
function useExamples(rule: Readonly<Record<string, string>>, isWrong: boolean) {
  const { load, data } = useFetcher<{ examples: readonly Example[] }>();
  const query = new URLSearchParams(rule).toString();
  useEffect(() => {
    if (isWrong) return;
    const timer = setTimeout(() => load(`/app/price-example?${query}`), WAIT_MS);
    return () => clearTimeout(timer);
  }, [load, query, isWrong]);
  return data?.examples;
}

function Examples({ examples }: { readonly examples: readonly Example[] | undefined }) {
  if (!examples) return null;
  if (examples.length === 0) {
    return <Text as="p">Nothing of the range has a price yet, so there is no example.</Text>;
  }
  return (
    <BlockStack gap="100" as="ul">
      {examples.map(({ title, currency, wholesaleMinor, retailMinor }) => (
        <li key={title} aria-live="polite">
          {title}: you pay <MoneyText amount={{ minor: wholesaleMinor, currency }} />, your shop
          asks{' '}
          <Text as="span" fontWeight="semibold">
            {retailMinor === null ? (
              'nothing yet (no list price)'
            ) : (
              <MoneyText amount={{ minor: retailMinor, currency }} />
            )}
          </Text>
        </li>
      ))}
    </BlockStack>
  );
}
