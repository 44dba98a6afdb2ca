import { BlockStack, Card, FormLayout, Text } from '@shopify/polaris';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { DispatchCard } from './dispatch-card.tsx';
import { ShippingCard } from './shipping-card.tsx';
import { NEW_SHIPPING } from './shipping-values.ts';
import type { ShippingValues } from './shipping-values.ts';
import { CONNECTORS, DEDUCTS_AT, TIERS } from './supplier-words.ts';

export type SupplierValues = ShippingValues & {
  readonly name: string;
  readonly connector: string;
  readonly address: string;
  readonly hasCredentials: boolean;
  readonly tier: string;
  readonly deductsAt: string;
  readonly feedIntervalMinutes: number;
  readonly staleAfterMinutes: number;
  readonly goneAfterMinutes: number;
  readonly acknowledgeWithinMinutes: number;
  /** Left out: not asked, as for a new supplier, which begins without any. */
  readonly costTolerancePercent?: number;
  /** The same. */
  readonly dailyCapacity?: string | undefined;
};

export const NEW_SUPPLIER: SupplierValues = {
  ...NEW_SHIPPING,
  name: '',
  connector: 'api',
  address: '',
  hasCredentials: false,
  tier: 'primary',
  deductsAt: 'acknowledgement',
  feedIntervalMinutes: 15,
  staleAfterMinutes: 360,
  goneAfterMinutes: 1_440,
  acknowledgeWithinMinutes: 240,
};

type SupplierFieldsProps = {
  readonly values: SupplierValues;
  /** Of the hub, in which shipping terms are kept. */
  readonly currency: string;
};

/** Link, stock and shipping: what is decided about every supplier. */
export function SupplierFields({ values, currency }: SupplierFieldsProps) {
  return (
    <>
      <LinkCard values={values} />
      <StockCard values={values} />
      <DispatchCard values={values.dispatch} dailyCapacity={values.dailyCapacity} />
      <ShippingCard values={values} currency={currency} />
    </>
  );
}

function LinkCard({ values }: { readonly values: SupplierValues }) {
  const [connector, setConnector] = useState(values.connector);
  const isLinked = connector !== 'none';
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Link
        </Text>
        <FormLayout>
          <ChoiceInput
            name="connector"
            label="How its stock and orders travel"
            initial={values.connector}
            onChoice={setConnector}
            options={Object.entries(CONNECTORS).map(([value, label]) => ({ value, label }))}
          />
          <div hidden={!isLinked}>
            <FormLayout>
              <TextInput
                name="address"
                label="Address"
                type="url"
                placeholder="https://"
                initial={values.address}
                helpText="Where its API, or the folder of its files, is reached."
              />
              <FormLayout.Group>
                <TextInput
                  name="apiKey"
                  label="API key"
                  type="password"
                  autoComplete="new-password"
                  placeholder={values.hasCredentials ? 'Kept; type to replace' : ''}
                  helpText="Kept encrypted and never shown again."
                />
                <TextInput
                  name="eventSecret"
                  label="Secret of its events"
                  type="password"
                  autoComplete="new-password"
                  helpText="By which it signs what it tells us (whsec_…). Leave empty if it tells nothing."
                />
              </FormLayout.Group>
            </FormLayout>
          </div>
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function StockCard({ values }: { readonly values: SupplierValues }) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Stock and orders
        </Text>
        <FormLayout>
          <FormLayout.Group>
            <ChoiceInput name="tier" label="Tier" options={TIERS} initial={values.tier} />
            <ChoiceInput
              name="deductsAt"
              label="Its figure drops"
              options={DEDUCTS_AT}
              initial={values.deductsAt}
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <Minutes
              name="feedIntervalMinutes"
              label="Fetch figures every"
              value={values.feedIntervalMinutes}
              step={0.01}
            />
            <Minutes
              name="acknowledgeWithinMinutes"
              label="It answers orders within"
              value={values.acknowledgeWithinMinutes}
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <Minutes
              name="staleAfterMinutes"
              label="Unconfirmed figures count for half after"
              value={values.staleAfterMinutes}
            />
            <Minutes
              name="goneAfterMinutes"
              label="And for nothing after"
              value={values.goneAfterMinutes}
            />
          </FormLayout.Group>
          {values.costTolerancePercent === undefined ? null : (
            <TextInput
              name="costTolerancePercent"
              label="Costs it may answer above those asked for"
              type="number"
              min={0}
              step={0.01}
              suffix="%"
              initial={String(values.costTolerancePercent)}
              helpText="Costs within this are taken over; a greater rise waits for you."
            />
          )}
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function Minutes(props: {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly step?: number;
}) {
  return (
    <TextInput
      name={props.name}
      label={props.label}
      type="number"
      min={props.step ?? 1}
      step={props.step ?? 1}
      suffix="minutes"
      initial={String(Math.round(props.value * 100) / 100)}
    />
  );
}
