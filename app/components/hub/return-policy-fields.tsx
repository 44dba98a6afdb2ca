import { BlockStack, Card, ChoiceList, FormLayout, Text } from '@shopify/polaris';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import {
  GRADE_WORDS,
  LABEL_PAYER_CHOICES,
  LABEL_SOURCE_CHOICES,
  reasonWords,
} from '../return-words.ts';

type Policy = {
  readonly windowDays: number;
  readonly windowFrom: string;
  readonly reasons: readonly string[];
  readonly grades: readonly string[];
  readonly restockingFeeBasisPoints: number;
  readonly labelFrom: string;
  readonly labelPaidBy: string;
  readonly faultLabelPaidBy: string;
  readonly photoFor: readonly string[];
  readonly decideWithinHours: number;
};

type ReturnPolicyFieldsProps = {
  readonly policy: Policy;
  /** 0: nothing is agreed yet. */
  readonly version: number;
};

const REASONS = ['defective', 'damaged', 'wrong-item', 'not-as-described', 'late', 'changed-mind', 'wrong-size', 'undeliverable', 'other'] as const; // prettier-ignore
const FROM = [
  { value: 'delivered', label: 'from delivery' },
  { value: 'shipped', label: 'from shipping' },
];

/** What the contract says about goods that come back; a part of the form of the terms. */
export function ReturnPolicyFields({ policy, version }: ReturnPolicyFieldsProps) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Returns
          </Text>
          <Text as="p" tone="subdued">
            {version === 0
              ? 'Nothing is agreed yet, so you are asked about each return. Saving these terms decides clear ones by themselves, for orders placed from then on.'
              : `Version ${version} of these terms holds. A change holds for orders placed from then on.`}
          </Text>
        </BlockStack>
        <FormLayout>
          <FormLayout.Group>
            <TextInput
              name="returnWindowDays"
              label="May be asked for within"
              type="number"
              min={0}
              max={3650}
              suffix="days"
              initial={String(policy.windowDays)}
            />
            <ChoiceInput
              name="returnWindowFrom"
              label="Counted"
              options={FROM}
              initial={policy.windowFrom}
              helpText="Where no carrier tells the delivery: a week after shipping."
            />
          </FormLayout.Group>
          <Boxes
            name="returnReason"
            title="Authorised by themselves; the others wait for you"
            choices={REASONS.map((value) => ({ value, label: reasonWords(value) }))}
            initial={policy.reasons}
          />
          <Boxes
            name="photoFor"
            title="Only with a photo"
            choices={REASONS.map((value) => ({ value, label: reasonWords(value) }))}
            initial={policy.photoFor}
          />
          <Boxes
            name="returnGrade"
            title="Conditions that are credited; faults are in any"
            choices={['A', 'B', 'C', 'unsaleable'].map((value) => ({
              value,
              label: GRADE_WORDS[value] ?? value,
            }))}
            initial={policy.grades}
          />
          <FormLayout.Group>
            <TextInput
              name="restockingFee"
              label="Restocking fee"
              type="number"
              min={0}
              max={100}
              step={0.01}
              suffix="% of wholesale"
              initial={String(policy.restockingFeeBasisPoints / 100)}
              helpText="Never for faults."
            />
            <TextInput
              name="decideWithinHours"
              label="You decide within"
              type="number"
              min={1}
              max={720}
              suffix="hours"
              initial={String(policy.decideWithinHours)}
              helpText="What the terms leave open."
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <ChoiceInput
              name="labelFrom"
              label="Label"
              options={LABEL_SOURCE_CHOICES}
              initial={policy.labelFrom}
            />
            <ChoiceInput
              name="labelPaidBy"
              label="Paid by"
              options={LABEL_PAYER_CHOICES}
              initial={policy.labelPaidBy}
            />
            <ChoiceInput
              name="faultLabelPaidBy"
              label="For faults paid by"
              options={LABEL_PAYER_CHOICES}
              initial={policy.faultLabelPaidBy}
            />
          </FormLayout.Group>
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

/** Tick boxes whose chosen values are sent under one name, with or without script. */
function Boxes(props: {
  readonly name: string;
  readonly title: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly initial: readonly string[];
}) {
  const { name, title, choices, initial } = props;
  const [chosen, setChosen] = useState<string[]>([...initial]);
  return (
    <ChoiceList
      allowMultiple
      name={name}
      title={title}
      choices={[...choices]}
      selected={chosen}
      onChange={setChosen}
    />
  );
}
