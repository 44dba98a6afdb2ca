import { BlockStack, FormLayout, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';

const STATUSES = [
  { value: '', label: 'Leave as it is' },
  { value: 'active', label: 'Active' },
  { value: 'draft', label: 'Draft' },
  { value: 'archived', label: 'Archived' },
  { value: 'unlisted', label: 'Unlisted' },
];

/** The fields of an edit. Empty ones are no part of it. */
export function EditFields() {
  return (
    <BlockStack gap="500">
      <Group title="Product">
        <FormLayout.Group>
          <ChoiceInput name="status" label="Status" options={STATUSES} />
          <TextInput name="vendor" label="Vendor" maxLength={255} />
        </FormLayout.Group>
        <FormLayout.Group>
          <TextInput name="productType" label="Type" maxLength={255} />
          <TextInput
            name="category"
            label="Category"
            placeholder="Apparel & Accessories > Clothing"
            helpText="A path of Shopify’s product taxonomy."
          />
        </FormLayout.Group>
        <FormLayout.Group>
          <TextInput name="addTags" label="Add tags" helpText="Separated by commas." />
          <TextInput name="removeTags" label="Remove tags" helpText="Separated by commas." />
        </FormLayout.Group>
        <FormLayout.Group>
          <TextInput name="titleEnding" label="Append to the title" maxLength={100} />
          <TextInput name="attributeName" label="Attribute" placeholder="Fabric" />
          <TextInput name="attributeValue" label="Its value" helpText="Empty takes it away." />
        </FormLayout.Group>
      </Group>
      <Group title="Every variant">
        <FormLayout.Group condensed>
          <TextInput name="originCountry" label="Made in" placeholder="PT" maxLength={2} />
          <TextInput name="hsCode" label="HS code" placeholder="6109.10" maxLength={20} />
          <TextInput name="weightGrams" label="Weight" type="number" min={0} suffix="g" />
        </FormLayout.Group>
        <FormLayout.Group condensed>
          <TextInput name="lengthMm" label="Length" type="number" min={1} suffix="mm" />
          <TextInput name="widthMm" label="Width" type="number" min={1} suffix="mm" />
          <TextInput name="heightMm" label="Height" type="number" min={1} suffix="mm" />
        </FormLayout.Group>
      </Group>
    </BlockStack>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {title}
      </Text>
      <FormLayout>{children}</FormLayout>
    </BlockStack>
  );
}

const PLAIN = [
  'status', 'vendor', 'productType', 'category', 'titleEnding', 'originCountry', 'hsCode', 'weightGrams', 'lengthMm',
  'widthMm', 'heightMm',
] as const; // prettier-ignore
const LISTS = ['addTags', 'removeTags'] as const;

/** What the form says, without what it leaves empty; to be parsed as a ProductEdit. */
export function editFrom(form: FormData): Readonly<Record<string, unknown>> {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const plain = PLAIN.map((name) => [name, text(name)] as const);
  const lists = LISTS.map(
    (name) =>
      [
        name,
        text(name)
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean),
      ] as const,
  );
  const name = text('attributeName');
  const entries: readonly (readonly [string, unknown])[] = [
    ...plain.filter(([, value]) => value !== ''),
    ...lists.filter(([, tags]) => tags.length > 0),
    ...(name === '' ? [] : [['attribute', { name, value: text('attributeValue') }] as const]),
  ];
  return Object.fromEntries(entries) as Record<string, unknown>;
}
