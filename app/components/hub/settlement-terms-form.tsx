import {
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  InlineStack,
  Text,
} from '@shopify/polaris';
import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { PERIOD_NAMES } from '../money-words.ts';

/** Terms as the fields show them: amounts in the hub's currency, shares in percent. */
export type TermsFields = {
  readonly period: string;
  readonly dueDays: string;
  readonly taxName: string;
  readonly taxPercent: string;
  readonly shipping: string;
  readonly parcel: string;
  readonly orderFee: string;
  readonly feePercent: string;
  readonly selfBilling: boolean;
  readonly tolerancePercent: string;
  readonly tolerance: string;
};

type TermsFormProps = {
  readonly kind: 'connection' | 'supplier';
  readonly currency: string;
  readonly fields: TermsFields;
};

const PERIOD_CHOICES = Object.entries(PERIOD_NAMES).map(([value, label]) => ({
  value,
  label: label.charAt(0).toUpperCase() + label.slice(1),
}));
const SHIPPING_CHOICES = [
  { value: 'at-cost', label: 'What the supplier charges' },
  { value: 'per-parcel', label: 'A fixed price for each parcel' },
  { value: 'none', label: 'Nothing: it is in the wholesale price' },
];

export function SettlementTermsForm({ kind, currency, fields }: TermsFormProps) {
  const busy = useNavigation().formData?.get('intent') === 'terms';
  const [shipping, setShipping] = useState(fields.shipping);
  return (
    <Card>
      <Form method="post">
        <input type="hidden" name="intent" value="terms" />
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            Terms
          </Text>
          <Text as="p" tone="subdued">
            They count for what is shipped from now on.
          </Text>
          <FormLayout>
            <ChoiceInput
              name="period"
              label="Billed"
              options={PERIOD_CHOICES}
              initial={fields.period}
            />
            <TextInput
              name="dueDays"
              label="Days to pay"
              type="number"
              min={0}
              max={365}
              initial={fields.dueDays}
            />
            <FormLayout.Group condensed>
              <TextInput
                name="taxName"
                label="Tax is called"
                initial={fields.taxName}
                maxLength={40}
              />
              <TextInput
                name="taxPercent"
                label="Tax rate"
                suffix="%"
                inputMode="decimal"
                initial={fields.taxPercent}
              />
            </FormLayout.Group>
            {kind === 'connection' ? (
              <FormLayout>
                <ChoiceInput
                  name="shipping"
                  label="Shipping charged"
                  options={SHIPPING_CHOICES}
                  initial={fields.shipping}
                  onChoice={setShipping}
                />
                {shipping === 'per-parcel' ? (
                  <TextInput
                    name="parcel"
                    label="For each parcel"
                    suffix={currency}
                    inputMode="decimal"
                    initial={fields.parcel}
                  />
                ) : null}
                <FormLayout.Group condensed>
                  <TextInput
                    name="orderFee"
                    label="Fee for each order"
                    suffix={currency}
                    inputMode="decimal"
                    initial={fields.orderFee}
                  />
                  <TextInput
                    name="feePercent"
                    label="Fee on wholesale"
                    suffix="%"
                    inputMode="decimal"
                    initial={fields.feePercent}
                  />
                </FormLayout.Group>
              </FormLayout>
            ) : (
              <SupplierFields currency={currency} fields={fields} />
            )}
          </FormLayout>
          <InlineStack align="end">
            <Button submit loading={busy}>
              Save terms
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}

function SupplierFields({ currency, fields }: Pick<TermsFormProps, 'currency' | 'fields'>) {
  const [selfBilling, setSelfBilling] = useState(fields.selfBilling);
  return (
    <FormLayout>
      <FormLayout.Group
        condensed
        title="A line of its invoice may be above what was agreed by"
        helpText="The lesser one holds where both are set."
      >
        <TextInput
          name="tolerancePercent"
          label="Share"
          suffix="%"
          inputMode="decimal"
          initial={fields.tolerancePercent}
        />
        <TextInput
          name="tolerance"
          label="Amount"
          suffix={currency}
          inputMode="decimal"
          initial={fields.tolerance}
        />
      </FormLayout.Group>
      <Checkbox
        name="selfBilling"
        label="We write its invoices (self-billing)"
        helpText="It sends none; what it has shipped is on ours."
        checked={selfBilling}
        onChange={setSelfBilling}
        value="on"
      />
    </FormLayout>
  );
}
