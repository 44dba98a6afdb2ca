import { BlockStack, Button, Card, Checkbox, FormLayout, InlineStack, Select, Text } from '@shopify/polaris'; // prettier-ignore
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';
import { NO_LIMIT, newOwnRules } from './routing-values.ts';
import type { OwnRulesValues, RulesValues } from './routing-values.ts';
import './routing.css';

type Supplier = {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
  readonly dailyCapacity: number | null;
  readonly territories: readonly string[];
  readonly minimumOrderMinor: number | null;
};
type RoutingRulesFieldsProps = {
  readonly values: RulesValues;
  readonly suppliers: readonly Supplier[];
  readonly connections: readonly { readonly id: string; readonly store: string }[];
  /** Of the hub, in which amounts are typed. */
  readonly currency: string;
};

/** Everything that decides who ships what, in the order in which one thinks about it. */
export function RoutingRulesFields(props: RoutingRulesFieldsProps) {
  const { values, suppliers, connections, currency } = props;
  return (
    <BlockStack gap="400">
      <ParcelFields values={values} currency={currency} />
      <TimeFields values={values} currency={currency} />
      <SupplierFields values={values} currency={currency} />
      <LimitFields values={values} suppliers={suppliers} currency={currency} />
      <OwnFields initial={values.own} connections={connections} currency={currency} />
    </BlockStack>
  );
}

function Section(props: { title: string; about: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {props.title}
          </Text>
          <Text as="p" tone="subdued">
            {props.about}
          </Text>
        </BlockStack>
        {props.children}
      </BlockStack>
    </Card>
  );
}

type Part = { readonly values: RulesValues; readonly currency: string };

function ParcelFields({ values, currency }: Part) {
  const [neverSplit, setNeverSplit] = useState(values.neverSplit);
  return (
    <Section
      title="Parcels"
      about="A plan with more parcels must save at least this much elsewhere to be chosen."
    >
      <FormLayout>
        <FormLayout.Group>
          <TextInput
            name="split"
            label="A further parcel counts"
            suffix={currency}
            initial={values.split}
            helpText="What a second knock at the shopper’s door is worth avoiding."
          />
          <TextInput
            name="oneParcel"
            label="Where the retailer wishes for one parcel"
            suffix={currency}
            placeholder="Four times as much"
            initial={values.oneParcel}
          />
        </FormLayout.Group>
        <Checkbox
          label="Never split an order"
          helpText="What one place cannot ship waits, even where another has it."
          checked={neverSplit}
          onChange={setNeverSplit}
        />
        {neverSplit ? <input type="hidden" name="neverSplit" value="yes" /> : null}
      </FormLayout>
    </Section>
  );
}

function TimeFields({ values, currency }: Part) {
  return (
    <Section
      title="Time"
      about="How much a day after the promise weighs, and what is promised. Days are expected from each supplier’s cut-off, holidays and lead times."
    >
      <FormLayout>
        <TextInput
          name="lateness"
          label="A day late counts, for each parcel"
          suffix={currency}
          initial={values.lateness}
        />
        <FormLayout.Group>
          <TextInput
            name="promiseDays"
            label="Promise delivery within"
            type="number"
            min={0}
            max={60}
            suffix="days"
            placeholder="What the plan reaches"
            initial={values.promiseDays}
            helpText="Left empty, the first plan of an order makes its promise."
          />
          <TextInput
            name="promiseSure"
            label="Then promise a day that is kept"
            type="number"
            min={50}
            max={99.9}
            step={0.1}
            suffix="% of times"
            placeholder="90"
            initial={values.promiseSure}
          />
        </FormLayout.Group>
      </FormLayout>
    </Section>
  );
}

function SupplierFields({ values, currency }: Part) {
  return (
    <Section
      title="Which suppliers are preferred"
      about="Added to each shipment of a supplier when plans are compared; nobody is charged for it."
    >
      <FormLayout>
        <FormLayout.Group condensed>
          <TextInput name="primary" label="Primary" suffix={currency} initial={values.primary} />
          <TextInput
            name="secondary"
            label="Secondary"
            suffix={currency}
            initial={values.secondary}
          />
          <TextInput name="backup" label="Backup" suffix={currency} initial={values.backup} />
        </FormLayout.Group>
        <FormLayout.Group>
          <TextInput
            name="risk"
            label="A shipment that goes wrong costs"
            suffix={currency}
            initial={values.risk}
            helpText="Counted by how often the supplier’s shipments do."
          />
          <TextInput
            name="marginFloor"
            label="Least margin"
            type="number"
            step={0.01}
            max={100}
            suffix="% of wholesale"
            initial={values.marginFloor}
            helpText="No line goes to a supplier that leaves you less."
          />
        </FormLayout.Group>
      </FormLayout>
    </Section>
  );
}

type LimitProps = Part & { readonly suppliers: readonly Supplier[] };

function LimitFields({ values, suppliers, currency }: LimitProps) {
  if (suppliers.length === 0) return null;
  return (
    <Section
      title="Limits of single suppliers"
      about="Within what the supplier’s own terms allow. Left empty, those alone hold; they stand in each field."
    >
      <BlockStack gap="400">
        {suppliers.map((supplier) => {
          const { id, name, tier, dailyCapacity, territories, minimumOrderMinor } = supplier;
          const limit = values.limits[id] ?? NO_LIMIT;
          const minimum =
            minimumOrderMinor === null
              ? 'None'
              : formatDecimal(money(minimumOrderMinor, currencyCode(currency)));
          return (
            <div className="limit-grid" key={id}>
              <div className="limit-name">
                <input type="hidden" name="limit" value={id} />
                <Text as="p" fontWeight="medium">
                  {name}
                </Text>
                <Text as="p" tone="subdued" variant="bodySm">
                  {tier}
                </Text>
              </div>
              <TextInput
                name={`limit.${id}.territories`}
                label="Ships to"
                placeholder={territories.length > 0 ? territories.join(', ') : 'Everywhere'}
                initial={limit.territories}
              />
              <TextInput
                name={`limit.${id}.dailyUnits`}
                label="Units a day"
                type="number"
                min={1}
                placeholder={dailyCapacity === null ? 'No limit' : String(dailyCapacity)}
                initial={limit.dailyUnits}
              />
              <TextInput
                name={`limit.${id}.minimumOrder`}
                label={`No order under (${currency})`}
                placeholder={minimum}
                initial={limit.minimumOrder}
              />
            </div>
          );
        })}
      </BlockStack>
    </Section>
  );
}

function OwnFields(props: {
  readonly initial: readonly OwnRulesValues[];
  readonly connections: RoutingRulesFieldsProps['connections'];
  readonly currency: string;
}) {
  const { initial, connections, currency } = props;
  const [shown, setShown] = useState(initial);
  const storeOf = new Map(connections.map(({ id, store }) => [id, store]));
  const others = connections.filter(({ id }) => !shown.some((own) => own.connectionId === id));
  const add = (id: string) => setShown((before) => [...before, newOwnRules(id)]);
  const remove = (id: string) =>
    setShown((before) => before.filter(({ connectionId }) => connectionId !== id));
  if (connections.length === 0 && shown.length === 0) return null;
  return (
    <Section
      title="Other rules for single retailers"
      about="What is left empty is as above. A retailer’s own wishes (one parcel, a carrier) are theirs to set and hold beside these."
    >
      {shown.map((own) => (
        <OwnRules
          key={own.connectionId}
          own={own}
          store={storeOf.get(own.connectionId) ?? 'A former retailer'}
          currency={currency}
          onRemove={() => remove(own.connectionId)}
        />
      ))}
      {others.length > 0 ? (
        <Select
          label="Add rules for"
          value=""
          onChange={add}
          options={[
            { value: '', label: 'Choose a retailer' },
            ...others.map(({ id, store }) => ({ value: id, label: store })),
          ]}
        />
      ) : null}
    </Section>
  );
}

const SPLITS = [
  { value: '', label: 'As above' },
  { value: 'yes', label: 'Never' },
  { value: 'no', label: 'Where it pays' },
];

function OwnRules(props: {
  readonly own: OwnRulesValues;
  readonly store: string;
  readonly currency: string;
  readonly onRemove: () => void;
}) {
  const { own, store, currency, onRemove } = props;
  const name = (field: string) => `own.${own.connectionId}.${field}`;
  const asAbove = { placeholder: 'As above' };
  return (
    <BlockStack gap="300">
      <input type="hidden" name="own" value={own.connectionId} />
      <InlineStack align="space-between" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {store}
        </Text>
        <Button variant="plain" onClick={onRemove} accessibilityLabel={`Remove rules for ${store}`}>
          Remove
        </Button>
      </InlineStack>
      <FormLayout>
        <FormLayout.Group condensed>
          <TextInput name={name('split')} label="A further parcel" suffix={currency} initial={own.split} {...asAbove} />
          <TextInput name={name('lateness')} label="A day late" suffix={currency} initial={own.lateness} {...asAbove} />
          <TextInput name={name('risk')} label="Gone wrong" suffix={currency} initial={own.risk} {...asAbove} />
        </FormLayout.Group>
        <FormLayout.Group condensed>
          <TextInput name={name('marginFloor')} label="Least margin" suffix="%" initial={own.marginFloor} {...asAbove} />
          <TextInput name={name('promiseDays')} label="Promise within" suffix="days" initial={own.promiseDays} {...asAbove} />
          <ChoiceInput name={name('neverSplit')} label="Split its orders" options={SPLITS} initial={own.neverSplit} />
        </FormLayout.Group>
      </FormLayout>
    </BlockStack>
  ); // prettier-ignore
}
