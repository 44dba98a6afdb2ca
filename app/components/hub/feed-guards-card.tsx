import { Form } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineGrid,
  InlineStack,
  Text,
} from '@shopify/polaris';
import { ChoiceInput, TextInput } from '../form-fields.tsx';

/** Thresholds in percent, as people say them. */
export const GUARD_FIELDS = [
  { name: 'missingShare', label: 'Articles in stock that it leaves out', help: 'Full deliveries' },
  { name: 'zeroShare', label: 'Articles in stock that fall to zero', help: undefined },
  { name: 'rowCountShare', label: 'Rows fewer or more than usual', help: 'Full deliveries' },
  { name: 'costJump', label: 'A cost has jumped when it changes by', help: undefined },
  { name: 'costJumpShare', label: 'Costs that may jump', help: undefined },
  { name: 'duplicateShare', label: 'Rows that are said again', help: undefined },
  { name: 'refusedShare', label: 'Rows that cannot be taken', help: undefined },
  { name: 'futureShare', label: 'Rows with a time in the future', help: undefined },
] as const;

const AFTERWARDS = [
  { value: 'wait', label: 'Wait for a person' },
  { value: 'apply', label: 'Apply it' },
  { value: 'discard', label: 'Discard it' },
];

type GuardsProps = {
  readonly guards: Readonly<Record<(typeof GUARD_FIELDS)[number]['name'] | 'fromLevels', number>>;
  readonly hold: { readonly afterHours: number; readonly then: string };
  readonly keepDays: number;
};

/** What makes a delivery suspicious enough to wait, and for how long. */
export function FeedGuardsCard({ guards, hold, keepDays }: GuardsProps) {
  return (
    <Card>
      <Form method="post">
        <input type="hidden" name="intent" value="guards" />
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              When a delivery waits for you
            </Text>
            <Text as="p" tone="subdued">
              A delivery with more than this is held before anything changes, and shows what it
              would change.
            </Text>
          </BlockStack>
          <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="300">
            {GUARD_FIELDS.map(({ name, label, help }) => (
              <TextInput
                key={name}
                name={name}
                label={label}
                type="number"
                min={0}
                step={0.1}
                suffix="%"
                {...(help ? { helpText: help } : {})}
                initial={String(Math.round(guards[name] * 1_000) / 10)}
              />
            ))}
          </InlineGrid>
          <FormLayout>
            <FormLayout.Group>
              <TextInput
                name="fromLevels"
                label="Shares count from"
                type="number"
                min={0}
                suffix="articles"
                initial={String(guards.fromLevels)}
              />
              <TextInput
                name="afterHours"
                label="After"
                type="number"
                min={0.1}
                step={0.1}
                suffix="hours"
                initial={String(hold.afterHours)}
              />
              <ChoiceInput
                name="then"
                label="without a decision"
                options={AFTERWARDS}
                initial={hold.then}
              />
              <TextInput
                name="keepDays"
                label="Files and rows are kept for"
                type="number"
                min={1}
                suffix="days"
                helpText="So long a delivery can be rolled back."
                initial={String(keepDays)}
              />
            </FormLayout.Group>
          </FormLayout>
          <InlineStack align="end">
            <Button submit>Save the thresholds</Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}
