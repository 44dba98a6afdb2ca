import { BlockStack, Button, Card, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import type { GoodsRestriction } from '../../modules/orders/goods-restrictions.ts';
import { ConfirmButton } from './confirm-button.tsx';

const SCOPES = [
  { value: 'tag', label: 'Products with a tag' },
  { value: 'type', label: 'Products of a type' },
  { value: 'vendor', label: 'Products of a vendor' },
  { value: 'category', label: 'Products of a category' },
  { value: 'sku', label: 'Some SKUs' },
  { value: 'all', label: 'All products' },
];

type Restriction = GoodsRestriction & { readonly id: string };

/** Goods that may not go everywhere: what there is, and a form for more. */
export function RestrictionsCard({
  restrictions,
}: {
  readonly restrictions: readonly Restriction[];
}) {
  const busy = useNavigation().state === 'submitting';
  const [by, setBy] = useState('tag');
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Goods that may not go everywhere
          </Text>
          <Text as="p" tone="subdued">
            An order that would break one of these is held for you, with its reason.
          </Text>
        </BlockStack>
        {restrictions.map((restriction) => (
          <InlineStack key={restriction.id} align="space-between" blockAlign="center" gap="300">
            <Text as="p" breakWord>
              {sentenceOf(restriction)}
            </Text>
            <ConfirmButton
              label="Remove"
              size="slim"
              fields={{ intent: 'lift', restrictionId: restriction.id }}
            />
          </InlineStack>
        ))}
        <Form method="post" preventScrollReset key={restrictions.length}>
          <input type="hidden" name="intent" value="restrict" />
          <FormLayout>
            <FormLayout.Group>
              <ChoiceInput
                name="by"
                label="Which goods"
                options={SCOPES}
                initial={by}
                onChoice={setBy}
              />
              {by === 'all' ? null : (
                <TextInput
                  name="values"
                  label="Named"
                  placeholder="lithium, aerosol"
                  helpText="Several, separated by commas."
                />
              )}
            </FormLayout.Group>
            <FormLayout.Group>
              <ChoiceInput
                name="mode"
                label="May"
                options={[
                  { value: 'never-to', label: 'not go to' },
                  { value: 'only-to', label: 'go only to' },
                ]}
              />
              <TextInput
                name="countries"
                label="Countries"
                placeholder="US, CA"
                helpText="In two letters."
              />
              <TextInput
                name="reason"
                label="Why"
                placeholder="lithium batteries by air"
                maxLength={200}
              />
            </FormLayout.Group>
            <Button submit loading={busy}>
              Add
            </Button>
          </FormLayout>
        </Form>
      </BlockStack>
    </Card>
  );
}

const NAMED: Readonly<Record<string, string>> = {
  tag: 'tagged',
  type: 'of the type',
  vendor: 'of',
  category: 'in',
  sku: 'with the SKU',
};

function sentenceOf({ scope, mode, countries, reason }: Restriction): string {
  const named = NAMED[scope.by];
  const goods = named ? `Products ${named} ${scope.values.join(', ')}` : 'All products';
  const where = mode === 'never-to' ? 'do not go to' : 'go only to';
  return `${goods} ${where} ${countries.join(', ')}: ${reason}.`;
}
