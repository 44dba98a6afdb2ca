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
import type { PurchaseRulesValues } from '../../http/purchase-rules-form.ts';
import { TextInput } from '../form-fields.tsx';

type PurchaseRulesCardProps = {
  readonly values: PurchaseRulesValues;
  /** Of the supplier. */
  readonly currency: string;
};

/** How the supplier is asked for goods: when, together with what, and how long its answers may take. */
export function PurchaseRulesCard({ values, currency }: PurchaseRulesCardProps) {
  const busy = useNavigation().formData?.get('intent') === 'purchase-rules';
  return (
    <Card>
      <Form method="post" preventScrollReset>
        <input type="hidden" name="intent" value="purchase-rules" />
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              Purchase orders
            </Text>
            <Text as="p" tone="subdued">
              Without a rule every purchase order goes at once, and a person decides what happens
              when the supplier is late or silent.
            </Text>
          </BlockStack>
          <TogetherFields values={values} currency={currency} />
          <PatienceFields values={values} />
          <InlineStack align="end">
            <Button submit loading={busy}>
              Save rules
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}

function TogetherFields({ values, currency }: PurchaseRulesCardProps) {
  const [together, setTogether] = useState(values.consolidate);
  return (
    <BlockStack gap="300">
      <input type="hidden" name="consolidate" value={together ? 'yes' : 'no'} />
      <Checkbox
        label="Purchase orders wait for the cut-off and go together"
        helpText="The cut-off is the time under Dispatch. One document for each of its locations; every order keeps its own purchase order and packing slip. Until the cut-off an order can be changed or called off at once."
        checked={together}
        onChange={setTogether}
      />
      <div hidden={!together}>
        <FormLayout>
          <FormLayout.Group>
            <TextInput
              name="minimum"
              label="Only when they reach"
              suffix={currency}
              initial={values.minimum}
              helpText="Below it they wait for the next cut-off."
            />
            <TextInput
              name="latestHours"
              label="But no longer than"
              type="number"
              min={1}
              suffix="hours"
              initial={values.latestHours}
            />
          </FormLayout.Group>
        </FormLayout>
      </div>
    </BlockStack>
  );
}

function PatienceFields({ values }: { readonly values: PurchaseRulesValues }) {
  return (
    <FormLayout>
      <FormLayout.Group>
        <TextInput
          name="backorderDays"
          label="A backorder may take"
          type="number"
          min={0}
          suffix="days"
          placeholder="A person decides"
          initial={values.backorderDays}
          helpText="Longer ones are asked back and come from another supplier, where one has them."
        />
        <TextInput
          name="rerouteAfterMinutes"
          label="After its deadline, silence may last"
          type="number"
          min={5}
          suffix="minutes"
          placeholder="Only remind"
          initial={values.rerouteAfterMinutes}
          helpText="Then the order is asked back; if that is not answered either, its units go elsewhere."
        />
        <TextInput
          name="changeWindowMinutes"
          label="It answers changes within"
          type="number"
          min={5}
          suffix="minutes"
          initial={values.changeWindowMinutes}
          helpText="Silence after this counts as a no."
        />
      </FormLayout.Group>
    </FormLayout>
  );
}
