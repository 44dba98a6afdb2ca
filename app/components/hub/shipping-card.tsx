import {
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineGrid,
  InlineStack,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { TextInput } from '../form-fields.tsx';
import { NEW_RATE_TABLE } from './shipping-values.ts';
import type { RateTable, ShippingValues } from './shipping-values.ts';

type ShippingCardProps = {
  readonly values: ShippingValues;
  /** Of the hub, in which shipping terms are kept. */
  readonly currency: string;
};

/** What a supplier's parcels cost and where they go; routing compares whole orders by it. */
export function ShippingCard({ values, currency }: ShippingCardProps) {
  const [tables, setTables] = useState(values.rates);
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Shipping
          </Text>
          <Text as="p" tone="subdued">
            What a parcel costs you, in {currency}. Routing compares whole orders by it; without
            rates a supplier ships for nothing but its handling fee.
          </Text>
        </BlockStack>
        {tables.map((table, number) => (
          <RateFields key={number} {...{ number, table, currency }} single={tables.length === 1} />
        ))}
        <InlineStack>
          <Button onClick={() => setTables((before) => [...before, NEW_RATE_TABLE])}>
            Add rates for other countries
          </Button>
        </InlineStack>
        <FormLayout>
          <FormLayout.Group>
            <TextInput
              name="handlingFee"
              label="Handling fee for each shipment"
              suffix={currency}
              initial={values.handlingFee}
            />
            <TextInput
              name="heaviestParcel"
              label="Heaviest parcel"
              suffix="kg"
              placeholder="30"
              initial={values.heaviestParcel}
              helpText="Heavier shipments are counted as several parcels."
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <TextInput
              name="minimumOrder"
              label="Takes no order under"
              suffix={currency}
              initial={values.minimumOrder}
            />
            <TextInput
              name="freeShippingOver"
              label="Ships free from"
              suffix={currency}
              initial={values.freeShippingOver}
            />
          </FormLayout.Group>
          <TextInput
            name="territories"
            label="Ships to"
            placeholder="Everywhere"
            initial={values.territories}
            helpText="Countries in two letters, like CH, LI, DE. Orders to others go to other suppliers."
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

const LEAST_ROWS = 3;

function RateFields(props: {
  readonly number: number;
  readonly table: RateTable;
  readonly currency: string;
  readonly single: boolean;
}) {
  const { number, table, currency, single } = props;
  const [rows, setRows] = useState(Math.max(LEAST_ROWS, table.steps.length));
  return (
    <BlockStack gap="300">
      <input type="hidden" name="rateTable" value={number} />
      <TextInput
        name={`countries.${number}`}
        label={single ? 'Rates to these countries' : `Rates ${number + 1}: to these countries`}
        placeholder={number === 0 ? 'All' : 'All others'}
        initial={table.countries}
      />
      <InlineGrid columns={2} gap="200">
        <TextInput
          name={`carrier.${number}`}
          label="Carrier"
          maxLength={60}
          placeholder="Any"
          initial={table.carrier}
        />
        <TextInput
          name={`divisor.${number}`}
          label="Bulky goods: a kilogram is"
          suffix="cm³"
          placeholder="By weight alone"
          initial={table.volumeDivisor}
        />
      </InlineGrid>
      <InlineGrid columns={2} gap="200">
        {Array.from({ length: rows }, (_, index) => (
          <StepFields key={index} step={table.steps[index]} {...{ number, index, currency }} />
        ))}
      </InlineGrid>
      <InlineGrid columns={2} gap="200">
        <TextInput
          name={`extra.${number}`}
          label="Each further kilogram"
          suffix={currency}
          initial={table.perExtraKilogram}
        />
        <div style={{ alignSelf: 'end' }}>
          <Button onClick={() => setRows((before) => before + 1)}>Add a weight</Button>
        </div>
      </InlineGrid>
    </BlockStack>
  );
}

function StepFields(props: {
  readonly number: number;
  readonly index: number;
  readonly step: RateTable['steps'][number] | undefined;
  readonly currency: string;
}) {
  const { number, index, step, currency } = props;
  return (
    <>
      <TextInput
        name={`upTo.${number}`}
        label={index === 0 ? 'Parcel up to' : `Parcel ${index + 1} up to`}
        suffix="kg"
        labelHidden={index > 0}
        initial={step?.upToKilograms}
        placeholder={index === 0 ? '2' : ''}
      />
      <TextInput
        name={`price.${number}`}
        label={index === 0 ? 'Costs' : `Price of parcel ${index + 1}`}
        suffix={currency}
        labelHidden={index > 0}
        initial={step?.price}
        placeholder={index === 0 ? '7.00' : ''}
      />
    </>
  );
}
