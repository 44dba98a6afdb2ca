import { BlockStack, Button, Card, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { Form, useNavigation } from '@remix-run/react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';

type PaymentFormProps = {
  /** Of a retailer: it has paid. Of a supplier: it was paid. */
  readonly kind: 'connection' | 'supplier';
  readonly paymentId: string;
  readonly currencies: readonly string[];
  readonly today: string;
  /** Filled in beforehand: what is open. */
  readonly amount: string;
  readonly items: readonly { readonly id: string; readonly number: string }[];
  readonly itemId?: string;
};

/** Records a payment by hand; sent twice it counts once. */
export function PaymentForm(props: PaymentFormProps) {
  const { kind, paymentId, currencies, today, amount, items, itemId } = props;
  const busy = useNavigation().formData?.get('intent') === 'pay';
  const choices = [
    { value: '', label: 'What is due first' },
    ...items.map(({ id, number }) => ({ value: id, label: number })),
  ];
  return (
    <Card>
      <Form method="post" key={paymentId}>
        <input type="hidden" name="intent" value="pay" />
        <input type="hidden" name="paymentId" value={paymentId} />
        {itemId ? <input type="hidden" name="itemId" value={itemId} /> : null}
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {kind === 'connection' ? 'Record a payment received' : 'Record a payment made'}
          </Text>
          <FormLayout>
            <FormLayout.Group condensed>
              <TextInput
                name="amount"
                label="Amount"
                inputMode="decimal"
                initial={amount}
                requiredIndicator
              />
              <ChoiceInput
                name="currency"
                label="Currency"
                options={[...currencies]}
                initial={currencies[0]}
              />
            </FormLayout.Group>
            <FormLayout.Group condensed>
              <TextInput name="paidOn" label="On" type="date" initial={today} requiredIndicator />
              <TextInput
                name="reference"
                label="Reference"
                maxLength={200}
                placeholder="Bank statement 17"
              />
            </FormLayout.Group>
            {itemId ? null : <ChoiceInput name="itemId" label="Closes" options={choices} />}
          </FormLayout>
          <InlineStack align="end">
            <Button submit loading={busy}>
              Record payment
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}
