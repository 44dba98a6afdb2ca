import { FormLayout } from '@shopify/polaris';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';

type PriceListFieldsProps = {
  readonly values: {
    readonly name: string;
    readonly kind: string;
    readonly percentOffBasisPoints: number;
    readonly currency: string;
    readonly marginFloorBasisPoints: number;
  };
  /** Fixed prices are amounts of it, so it stays once there are some. */
  readonly currencyIsFixed?: boolean;
};

const KINDS = [
  { value: 'percent-off', label: 'So much off the list price' },
  { value: 'fixed', label: 'Only fixed prices' },
];

export function PriceListFields({ values, currencyIsFixed = false }: PriceListFieldsProps) {
  const [kind, setKind] = useState(values.kind);
  return (
    <FormLayout>
      <TextInput name="name" label="Name" initial={values.name} maxLength={120} requiredIndicator />
      <FormLayout.Group>
        <ChoiceInput
          name="kind"
          label="Prices are"
          options={KINDS}
          initial={values.kind}
          onChoice={setKind}
          helpText={
            kind === 'fixed'
              ? 'A variant without an entry has no price, so no store shows it.'
              : 'An entry for a variant goes before the percentage.'
          }
        />
        <div hidden={kind === 'fixed'}>
          <TextInput
            name="percentOff"
            label="Off the list price"
            type="number"
            min={0}
            max={100}
            step={0.01}
            suffix="%"
            initial={String(values.percentOffBasisPoints / 100)}
          />
        </div>
      </FormLayout.Group>
      <FormLayout.Group>
        <TextInput
          name="currency"
          label="Currency"
          maxLength={3}
          initial={values.currency}
          readOnly={currencyIsFixed}
          helpText={
            currencyIsFixed ? 'The fixed prices are in it.' : 'That of the stores that use it.'
          }
        />
        <TextInput
          name="marginFloor"
          label="Keep at least"
          type="number"
          min={0}
          max={100}
          step={0.01}
          suffix="% of the price"
          initial={String(values.marginFloorBasisPoints / 100)}
          helpText="A supplier whose cost leaves less is not chosen without your consent."
        />
      </FormLayout.Group>
    </FormLayout>
  );
}
