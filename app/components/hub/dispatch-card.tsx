import { BlockStack, Card, Checkbox, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { TextInput } from '../form-fields.tsx';
import type { DispatchValues } from './shipping-values.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

type DispatchCardProps = {
  readonly values: DispatchValues;
  /** Units; empty: as many as are asked. Left out: not asked, as for a new supplier. */
  readonly dailyCapacity?: string | undefined;
};

/** When a supplier's goods leave and how many it takes on in a day; routing expects deliveries by it. */
export function DispatchCard({ values, dailyCapacity }: DispatchCardProps) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Dispatch
          </Text>
          <Text as="p" tone="subdued">
            Orders after the cut-off, at weekends and on holidays leave on the next working day.
            Without a time zone goods count as leaving every day, whatever the hour.
          </Text>
        </BlockStack>
        <FormLayout>
          <FormLayout.Group>
            <TextInput
              name="timeZone"
              label="Time zone"
              placeholder="Europe/Zurich"
              initial={values.timeZone}
            />
            <TextInput
              name="cutOff"
              label="Orders until"
              type="time"
              initial={values.cutOff}
              helpText="Leave the same day, in the supplier’s own time."
            />
          </FormLayout.Group>
          <Weekdays initial={values.weekdays} />
          <TextInput
            name="holidays"
            label="Holidays"
            placeholder="2026-12-25, 2026-12-26"
            multiline={2}
            initial={values.holidays}
            helpText="Dates on which nothing leaves, separated by commas."
          />
          {dailyCapacity === undefined ? null : (
            <TextInput
              name="dailyCapacity"
              label="Takes on in a day"
              type="number"
              min={1}
              suffix="units"
              placeholder="As many as are asked"
              initial={dailyCapacity}
              helpText="Units of purchase orders made since its midnight are counted; what is beyond goes to others."
            />
          )}
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function Weekdays({ initial }: { readonly initial: readonly number[] }) {
  const [chosen, setChosen] = useState(initial);
  const toggle = (day: number, isOn: boolean) =>
    setChosen((before) => (isOn ? [...before, day] : before.filter((each) => each !== day)));
  return (
    <fieldset style={{ border: 'none', margin: 0, padding: 0 }}>
      <legend>
        <Text as="span">Goods leave on</Text>
      </legend>
      <InlineStack gap="400">
        {WEEKDAYS.map((label, index) => (
          <Checkbox
            key={label}
            label={label}
            name="weekday"
            value={String(index + 1)}
            checked={chosen.includes(index + 1)}
            onChange={(isOn) => toggle(index + 1, isOn)}
          />
        ))}
      </InlineStack>
    </fieldset>
  );
}
