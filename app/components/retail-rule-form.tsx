import { Banner, BlockStack, Button, Card, Checkbox, FormLayout, InlineStack, Layout, Select, Text, TextField } from '@shopify/polaris'; // prettier-ignore
import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { RetailPreview } from './retail-preview.tsx';
import { CaseFields, FormulaFields } from './retail-rule-fields.tsx';
import { readTyped, typedOf } from './retail-rule-typing.ts';
import type { ShownRule, TypedRule } from './retail-rule-typing.ts';

type RetailRuleFormProps = {
  readonly found: {
    readonly distributorId: string;
    readonly connectionId: string;
    readonly currency: string;
    readonly rule: ShownRule;
    readonly words: Readonly<Record<string, readonly string[]>>;
  };
};

const COMPARE_AT = [
  { value: 'catalogue', label: 'The catalogue’s old price' },
  { value: 'list', label: 'The recommended price' },
  { value: 'none', label: 'Nothing' },
];
const NEW_CASE = { by: 'type', values: '', kind: 'markup', percent: '60', amount: '', rounding: 'none' }; // prettier-ignore

/** The whole price rule of a shop for one distributor's goods, with what it makes of real products beside it. */
export function RetailRuleForm({ found }: RetailRuleFormProps) {
  const { distributorId, connectionId, currency, words } = found;
  const [typed, setTyped] = useState<TypedRule>(() => typedOf(found.rule, currency));
  const busy = useNavigation().state === 'submitting';
  const { rule, faults } = readTyped(typed, currency);
  const set = (change: Partial<TypedRule>) => setTyped((before) => ({ ...before, ...change }));
  const faultsOf = (part: string) =>
    faults.flatMap((fault) => (fault.startsWith(`${part}.`) ? [fault.slice(part.length + 1)] : []));
  const setCase = (place: number, change: Partial<TypedRule['cases'][number]>) =>
    set({ cases: typed.cases.map((one, at) => (at === place ? { ...one, ...change } : one)) });
  const json = rule ? JSON.stringify(rule) : '';
  return (
    <Layout>
      <Layout.Section>
        <Form method="post">
          <input type="hidden" name="rule" value={json} />
          <BlockStack gap="400">
            <Card>
              <FormLayout>
                <Text as="h2" variant="headingMd">
                  Everything
                </Text>
                <FormulaFields
                  formula={typed}
                  currency={currency}
                  onChange={set}
                  faults={faultsOf('rule')}
                />
              </FormLayout>
            </Card>
            <Card>
              <BlockStack gap="400">
                <InlineStack align="space-between" blockAlign="center">
                  <Text as="h2" variant="headingMd">
                    Other rules for some products
                  </Text>
                  <Button onClick={() => set({ cases: [...typed.cases, NEW_CASE] })}>
                    Add rule
                  </Button>
                </InlineStack>
                {typed.cases.length === 0 ? (
                  <Text as="p" tone="subdued">
                    None. Add one for a category, brand, product type or tag; the first that fits a
                    product counts.
                  </Text>
                ) : null}
                {typed.cases.map((one, place) => (
                  <CaseFields
                    key={place}
                    place={place}
                    formula={one}
                    currency={currency}
                    words={words}
                    onChange={(change) => setCase(place, change)}
                    onRemove={() => set({ cases: typed.cases.filter((_one, at) => at !== place) })}
                    faults={faultsOf(`case${place}`)}
                  />
                ))}
              </BlockStack>
            </Card>
            <Card>
              <FormLayout>
                <Text as="h2" variant="headingMd">
                  Costs and limits
                </Text>
                <FormLayout.Group condensed>
                  <TextField
                    label="Fees of a sale"
                    type="number"
                    suffix="%"
                    min={0}
                    max={50}
                    autoComplete="off"
                    value={typed.feePercent}
                    onChange={(feePercent) => set({ feePercent })}
                    helpText="Payment, channel: of what you ask."
                    {...(faults.includes('feePercent') ? { error: 'From 0 to 50' } : {})}
                  />
                  <TextField
                    label="And fixed"
                    inputMode="decimal"
                    suffix={currency}
                    autoComplete="off"
                    value={typed.feeAmount}
                    onChange={(feeAmount) => set({ feeAmount })}
                    {...(faults.includes('feeAmount') ? { error: 'An amount' } : {})}
                  />
                  <Select
                    label="Struck through beside it"
                    options={COMPARE_AT}
                    value={typed.compareAt}
                    onChange={(compareAt) => set({ compareAt })}
                    helpText="Where it is higher."
                  />
                </FormLayout.Group>
                <Checkbox
                  label="I accept prices under what I pay and my fees"
                  helpText="Otherwise a price that would lie under them is raised to them."
                  checked={typed.underCost}
                  onChange={(underCost) => set({ underCost })}
                />
                {typed.underCost ? (
                  <Banner tone="warning">
                    <p>
                      You may lose money on each sale. Minimum prices of the distributor still hold.
                    </p>
                  </Banner>
                ) : null}
              </FormLayout>
            </Card>
            <InlineStack align="end">
              <Button submit variant="primary" loading={busy} disabled={!rule}>
                Save prices
              </Button>
            </InlineStack>
          </BlockStack>
        </Form>
      </Layout.Section>
      <Layout.Section variant="oneThird">
        <RetailPreview
          connection={{ distributorId, connectionId }}
          rule={json}
          fees={{ basisPoints: rule?.feeBasisPoints ?? 0, minor: rule?.feeMinor ?? 0 }}
        />
      </Layout.Section>
    </Layout>
  );
}
