import { Form, useNavigation } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  Checkbox,
  ChoiceList,
  InlineGrid,
  InlineStack,
  Layout,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import type { Following } from '../modules/connections/connection.ts';

type Field = Following['contentFields'][number];

const FIELDS: readonly { readonly field: Field; readonly label: string; readonly help: string }[] =
  [
    { field: 'title', label: 'Title', help: 'Overwrites your own titles.' },
    { field: 'description', label: 'Description', help: 'Overwrites your own texts.' },
    { field: 'images', label: 'Pictures', help: 'Replaces all pictures of a product.' },
    { field: 'vendor', label: 'Brand', help: 'The vendor as the distributor names it.' },
    { field: 'type', label: 'Product type', help: 'Your collections may depend on it.' },
    { field: 'tags', label: 'Tags', help: 'Replaces all tags, also those you added.' },
  ];

/** Which words and pictures follow the distributor's catalogue, and what becomes of withdrawn products. */
export function FollowingForm({ following }: { readonly following: Following }) {
  const [fields, setFields] = useState<readonly Field[]>(following.contentFields);
  const [withdrawn, setWithdrawn] = useState<string>(following.whenWithdrawn);
  const busy = useNavigation().formData?.get('intent') === 'follow';
  const toggle = (field: Field, checked: boolean) =>
    setFields((before) => (checked ? [...before, field] : before.filter((each) => each !== field)));
  return (
    <Layout.AnnotatedSection
      title="Products in your shop"
      description="Stock and prices always follow the distributor. Words and pictures are yours after the import, unless you let them follow too."
    >
      <Card>
        <Form method="post">
          <input type="hidden" name="intent" value="follow" />
          {fields.map((field) => (
            <input key={field} type="hidden" name="field" value={field} />
          ))}
          <input type="hidden" name="whenWithdrawn" value={withdrawn} />
          <BlockStack gap="400">
            <Text as="h3" variant="headingSm">
              Follow the catalogue’s
            </Text>
            <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
              {FIELDS.map(({ field, label, help }) => (
                <Checkbox
                  key={field}
                  label={label}
                  helpText={help}
                  checked={fields.includes(field)}
                  onChange={(checked) => toggle(field, checked)}
                />
              ))}
            </InlineGrid>
            <ChoiceList
              title="When the distributor withdraws a product"
              choices={[
                {
                  value: 'hide',
                  label: 'Take it off the online store',
                  helpText: 'It comes back by itself when it is in the range again.',
                },
                { value: 'keep', label: 'Leave it there as sold out' },
              ]}
              selected={[withdrawn]}
              onChange={([chosen]) => setWithdrawn(chosen ?? 'hide')}
            />
            <InlineStack align="end">
              <Button submit variant="primary" loading={busy}>
                Save
              </Button>
            </InlineStack>
          </BlockStack>
        </Form>
      </Card>
    </Layout.AnnotatedSection>
  );
}
