import { Button, FormLayout, InlineStack, Select, TextField } from '@shopify/polaris';
import { DeleteIcon } from '@shopify/polaris-icons';
import { SCOPE_CHOICES } from './product-scope-words.ts';

/** A formula as it is typed: numbers are text until they are sent. */
export type TypedFormula = {
  readonly kind: string;
  readonly percent: string;
  readonly amount: string;
  readonly rounding: string;
};
export type TypedCase = TypedFormula & { readonly by: string; readonly values: string };

const KINDS = [
  { value: 'list', label: 'The recommended price' },
  { value: 'markup', label: 'What I pay, plus a share' },
  { value: 'amount', label: 'What I pay, plus an amount' },
];
export const ROUNDINGS = [
  { value: 'none', label: 'As it comes' },
  { value: '00', label: 'Up to .00' },
  { value: '95', label: 'Up to .95' },
  { value: '99', label: 'Up to .99' },
  { value: 'near-00', label: 'Nearest .00' },
  { value: 'near-95', label: 'Nearest .95' },
  { value: 'near-99', label: 'Nearest .99' },
  { value: 'near-005', label: 'Nearest 0.05' },
  { value: 'near-5', label: 'Nearest 5' },
  { value: 'near-10', label: 'Nearest 10' },
];

type FormulaProps<Formula extends TypedFormula> = {
  readonly formula: Formula;
  readonly currency: string;
  readonly onChange: (change: Partial<TypedCase>) => void;
  readonly faults: readonly string[];
};

export function FormulaFields<Formula extends TypedFormula>(props: FormulaProps<Formula>) {
  const { formula, currency, onChange, faults } = props;
  const wrong = (field: string) => (faults.includes(field) ? { error: 'A number from 0 on' } : {});
  return (
    <FormLayout.Group condensed>
      <Select
        label="Price"
        options={KINDS}
        value={formula.kind}
        onChange={(kind) => onChange({ kind })}
      />
      {formula.kind === 'markup' ? (
        <TextField
          label="Share"
          type="number"
          suffix="%"
          min={0}
          max={10_000}
          autoComplete="off"
          value={formula.percent}
          onChange={(percent) => onChange({ percent })}
          {...wrong('percent')}
        />
      ) : null}
      {formula.kind === 'amount' ? (
        <TextField
          label="Amount"
          inputMode="decimal"
          suffix={currency}
          autoComplete="off"
          value={formula.amount}
          onChange={(amount) => onChange({ amount })}
          {...wrong('amount')}
        />
      ) : null}
      <Select
        label="Rounded"
        options={ROUNDINGS}
        value={formula.rounding}
        onChange={(rounding) => onChange({ rounding })}
      />
    </FormLayout.Group>
  );
}

type CaseProps = FormulaProps<TypedCase> & {
  readonly place: number;
  readonly words: Readonly<Record<string, readonly string[]>>;
  readonly onRemove: () => void;
};

/** What holds for some products in place of the rule for everything. */
export function CaseFields({ words, onRemove, place, ...formula }: CaseProps) {
  const { by, values } = formula.formula;
  const known = words[by] ?? [];
  const listId = `words-${place}`;
  return (
    <FormLayout>
      <FormLayout.Group condensed>
        <Select
          label={`${place + 1}. For`}
          options={SCOPE_CHOICES.filter(({ value }) => value !== 'all' && value !== 'sku')}
          value={by}
          onChange={(changed) => formula.onChange({ by: changed, values: '' })}
        />
        <TextField
          label="Which"
          autoComplete="off"
          value={values}
          onChange={(changed) => formula.onChange({ values: changed })}
          placeholder={known.slice(0, 2).join(', ') || 'Separated by commas'}
          {...(formula.faults.includes('values') ? { error: 'Name at least one' } : {})}
          connectedRight={
            <Button
              icon={DeleteIcon}
              onClick={onRemove}
              accessibilityLabel={`Remove rule ${place + 1}`}
            />
          }
        />
      </FormLayout.Group>
      <FormulaFields {...formula} />
      {known.length > 0 ? (
        <InlineStack gap="100">
          {known.slice(0, 6).map((word) => (
            <Button
              key={`${listId}-${word}`}
              size="micro"
              onClick={() => formula.onChange({ values: joined(values, word) })}
            >
              {word}
            </Button>
          ))}
        </InlineStack>
      ) : null}
    </FormLayout>
  );
}

function joined(values: string, word: string): string {
  const named = values.split(',').map((value) => value.trim()).filter(Boolean); // prettier-ignore
  return named.includes(word) ? values : [...named, word].join(', ');
}
