import { Form, useNavigation } from '@remix-run/react';
import {
  BlockStack,
  Box,
  Button,
  Card,
  Checkbox,
  Divider,
  InlineStack,
  Layout,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { ConfirmButton } from './hub/confirm-button.tsx';
import { NamesField } from './names-field.tsx';
import { CountText } from './number-text.tsx';
import { DateTimeText } from './relative-time.tsx';

type Choices = {
  readonly vendors: readonly string[];
  readonly productTypes: readonly string[];
  readonly tags: readonly string[];
};

type ShownRule = Choices & {
  readonly id: string;
  readonly newerThan: string | null;
  readonly picked: number;
};

/** The standing wishes by which products come into the shop without being picked one by one. */
export function PickRulesCard({
  rules,
  choices,
}: {
  readonly rules: readonly ShownRule[];
  readonly choices: Choices;
}) {
  return (
    <Layout.AnnotatedSection
      title="Added by themselves"
      description="Let new products of a brand, a type or a tag come into your shop without picking them. What you take out does not come back."
    >
      <Card padding="0">
        {rules.map((rule) => (
          <div key={rule.id}>
            <Box padding="400">
              <Rule rule={rule} />
            </Box>
            <Divider />
          </div>
        ))}
        <Box padding="400">
          <NewRule choices={choices} isFirst={rules.length === 0} />
        </Box>
      </Card>
    </Layout.AnnotatedSection>
  );
}

function Rule({ rule }: { readonly rule: ShownRule }) {
  const words = wordsOf(rule);
  return (
    <InlineStack align="space-between" blockAlign="center" gap="300" wrap={false}>
      <BlockStack gap="050">
        <Text as="p" fontWeight="semibold">
          {words}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {rule.newerThan === null ? (
            'All products'
          ) : (
            <>
              New since <DateTimeText at={rule.newerThan} />
            </>
          )}
          {' · '}
          <CountText count={rule.picked} one="product" many="products" /> added
        </Text>
      </BlockStack>
      <ConfirmButton
        label="Remove"
        accessibilityLabel={`Remove the rule ${words}`}
        fields={{ intent: 'remove-rule', ruleId: rule.id }}
      />
    </InlineStack>
  );
}

const oneOf = (names: readonly string[]): string => names.join(' or ');

function wordsOf({ vendors, productTypes, tags }: Choices): string {
  const parts = [
    vendors.length > 0 ? oneOf(vendors) : '',
    productTypes.length > 0 ? `type ${oneOf(productTypes)}` : '',
    tags.length > 0 ? `tagged ${oneOf(tags)}` : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

function NewRule({ choices, isFirst }: { readonly choices: Choices; readonly isFirst: boolean }) {
  const [onlyNew, setOnlyNew] = useState(true);
  const busy = useNavigation().formData?.get('intent') === 'add-rule';
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="add-rule" />
      <BlockStack gap="300">
        <Text as="h3" variant="headingSm">
          {isFirst ? 'Add your first rule' : 'Add a rule'}
        </Text>
        <NamesField name="vendor" label="Brand" choices={choices.vendors} />
        <NamesField name="type" label="Product type" choices={choices.productTypes} />
        <NamesField name="tag" label="Tag" choices={choices.tags} />
        {onlyNew ? <input type="hidden" name="onlyNew" value="yes" /> : null}
        <Checkbox
          label="Only products that come into the catalogue from now on"
          helpText="Otherwise those that are there already come too."
          checked={onlyNew}
          onChange={setOnlyNew}
        />
        <InlineStack align="end">
          <Button submit loading={busy}>
            Add rule
          </Button>
        </InlineStack>
      </BlockStack>
    </Form>
  );
}
