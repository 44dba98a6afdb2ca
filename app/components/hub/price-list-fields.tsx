import { FormLayout, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';

type PriceListValues = {
  readonly name: string;
  readonly kind: string;
  readonly percentOffBasisPoints: number;
  readonly costPlusBasisPoints: number;
  readonly costPlusMinor: number;
  readonly volumeTiers: readonly {
    readonly minQuantity: number;
    readonly basisPointsOff: number;
  }[];
  readonly currency: string;
  readonly marginFloorBasisPoints: number;
  readonly floorAct: string;
};

type PriceListFieldsProps = {
  readonly values: PriceListValues;
  /** Fixed prices are amounts of it, so it stays once there are some. */
  readonly currencyIsFixed?: boolean;
};

const KINDS = [
  { value: 'percent-off', label: 'So much off the list price' },
  { value: 'cost-plus', label: 'So much over the least cost' },
  { value: 'fixed', label: 'Only fixed prices' },
];
const KIND_HELP: Readonly<Record<string, string>> = {
  'percent-off': 'A fixed price of a variant goes before the percentage.',
  'cost-plus': 'Follows the cheapest active supplier; a fixed price of a variant goes before it.',
  fixed: 'A variant without an entry has no price, so no store shows it.',
};
const FLOOR_ACTS = [
  { value: 'hold', label: 'Withhold the offer' },
  { value: 'alert', label: 'Sell, and tell me' },
];

export function PriceListFields({ values, currencyIsFixed = false }: PriceListFieldsProps) {
  const [kind, setKind] = useState(values.kind);
  const [tiers, setTiers] = useState(tiersText(values.volumeTiers));
  const { costPlusMinor } = values;
  const plus =
    costPlusMinor === 0 ? '' : formatDecimal(money(costPlusMinor, currencyCode(values.currency)));
  return (
    <FormLayout>
      <TextInput name="name" label="Name" initial={values.name} maxLength={120} requiredIndicator />
      <ChoiceInput
        name="kind"
        label="Prices are"
        options={KINDS}
        initial={values.kind}
        onChoice={setKind}
        helpText={KIND_HELP[kind]}
      />
      <div hidden={kind !== 'percent-off'}>
        <PercentInput
          name="percentOff"
          label="Off the list price"
          value={values.percentOffBasisPoints}
          max={100}
        />
      </div>
      <div hidden={kind !== 'cost-plus'}>
        <FormLayout.Group condensed>
          <PercentInput
            name="costPlus"
            label="Over cost"
            value={values.costPlusBasisPoints}
            max={10_000}
          />
          <TextInput
            name="costPlusAmount"
            label="And an amount"
            initial={plus}
            placeholder="0.00"
            suffix={values.currency}
          />
        </FormLayout.Group>
      </div>
      <TextInput
        name="currency"
        label="Currency"
        maxLength={3}
        initial={values.currency}
        readOnly={currencyIsFixed}
        helpText={
          currencyIsFixed
            ? 'The fixed prices are in it.'
            : 'What retailers owe. Shops that sell in another one get converted prices.'
        }
      />
      <FormLayout.Group condensed>
        <PercentInput
          name="marginFloor"
          label="Margin floor"
          value={values.marginFloorBasisPoints}
          max={99.99}
          helpText="Of the price, over the least cost."
        />
        <ChoiceInput
          name="floorAct"
          label="Under the floor"
          options={FLOOR_ACTS}
          initial={values.floorAct}
        />
      </FormLayout.Group>
      <TextField
        name="tiers"
        label="Less for more units"
        multiline={3}
        autoComplete="off"
        value={tiers}
        onChange={setTiers}
        placeholder={'10: 5\n50: 8'}
        helpText="One line for each tier: units of one order line, then percent off."
      />
    </FormLayout>
  );
}

function PercentInput(props: {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly helpText?: string;
}) {
  const { value, ...field } = props;
  return (
    <TextInput
      {...field}
      type="number"
      min={0}
      step={0.01}
      suffix="%"
      initial={String(value / 100)}
    />
  );
}

/** One line for each tier, as the form is typed. */
function tiersText(
  tiers: readonly { readonly minQuantity: number; readonly basisPointsOff: number }[],
): string {
  return tiers.map(({ minQuantity, basisPointsOff }) => `${minQuantity}: ${basisPointsOff / 100}`).join('\n'); // prettier-ignore
}
