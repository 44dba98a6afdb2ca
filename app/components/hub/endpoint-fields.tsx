import { BlockStack, Card, ChoiceList, FormLayout, InlineGrid, Text } from '@shopify/polaris';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';

type EndpointFieldsProps = {
  readonly suppliers: readonly { readonly id: string; readonly name: string }[];
  readonly kinds: readonly string[];
  readonly values?: {
    readonly name: string;
    readonly url: string;
    readonly kinds: readonly string[];
    readonly supplierId: string | null;
  };
};

/** What an endpoint is: its address, whose it is and what it hears of. */
export function EndpointFields({ suppliers, kinds, values }: EndpointFieldsProps) {
  const [chosen, setChosen] = useState<string[]>([...(values?.kinds ?? [])]);
  const owners = [
    { value: '', label: 'Yours: hears of everything chosen' },
    ...suppliers.map(({ id, name }) => ({ value: id, label: `${name}: only what concerns it` })),
  ];
  const replace = (group: string) => (changed: string[]) =>
    setChosen((before) => [...before.filter((kind) => groupOf(kind) !== group), ...changed]);
  return (
    <>
      <Card>
        <FormLayout>
          <FormLayout.Group>
            <TextInput name="name" label="Name" initial={values?.name} maxLength={120} placeholder="ERP" requiredIndicator />
            <ChoiceInput name="supplierId" label="Whose system" options={owners} initial={values?.supplierId ?? ''} />
          </FormLayout.Group>
          <TextInput name="url" label="Address" type="url" initial={values?.url} maxLength={500} placeholder="https://erp.example.com/stockbridge" helpText="Takes POST requests with JSON and answers 2xx within 15 seconds." requiredIndicator />
        </FormLayout>
      </Card>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            Events
          </Text>
          {chosen.map((kind) => (
            <input key={kind} type="hidden" name="kinds" value={kind} />
          ))}
          <InlineGrid columns={{ xs: 1, sm: 2, lg: 3 }} gap="400">
            {groupsOf(kinds).map(({ group, members }) => (
              <ChoiceList
                key={group}
                title={GROUPS[group] ?? group}
                allowMultiple
                choices={members.map((kind) => ({ value: kind, label: kind }))}
                selected={chosen.filter((kind) => groupOf(kind) === group)}
                onChange={replace(group)}
              />
            ))}
          </InlineGrid>
        </BlockStack>
      </Card>
    </>
  );
} // prettier-ignore

const GROUPS: Readonly<Record<string, string>> = {
  order: 'Orders',
  'purchase-order': 'Purchase orders',
  shipment: 'Shipments',
  return: 'Returns',
  exception: 'Exceptions',
  invoice: 'Invoices',
};

function groupOf(kind: string): string {
  return kind.split('.')[0] ?? kind;
}

function groupsOf(kinds: readonly string[]) {
  const groups = [...new Set(kinds.map(groupOf))];
  return groups.map((group) => ({
    group,
    members: kinds.filter((kind) => groupOf(kind) === group),
  }));
}
