import {
  Badge,
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineGrid,
  InlineStack,
  Text,
} from '@shopify/polaris';
import { Form, useNavigation } from '@remix-run/react';
import { FormEnd } from './form-end.tsx';
import { ChoiceInput, TextInput } from './form-fields.tsx';

export type ShownNoticeKind = {
  readonly kind: string;
  readonly label: string;
  readonly explains: string;
  readonly essential: boolean;
  readonly delivery: string;
};

type NoticeChoicesProps = {
  readonly kinds: readonly ShownNoticeKind[];
  readonly schedule: { readonly timeZone: string; readonly digestHour: number };
};

const DELIVERIES = [
  { value: 'at-once', label: 'At once' },
  { value: 'hourly', label: 'Once an hour' },
  { value: 'daily', label: 'Once a day' },
  { value: 'off', label: 'Not at all' },
];
const HOURS = Array.from({ length: 24 }, (_none, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));

/** How somebody hears of each kind of news by e-mail; what is essential may come later but comes. */
export function NoticeChoices({ kinds, schedule }: NoticeChoicesProps) {
  const busy = useNavigation().state === 'submitting';
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="notices" />
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              What comes when
            </Text>
            {kinds.map((kind) => (
              <Kind key={kind.kind} {...kind} />
            ))}
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              The daily digest
            </Text>
            <FormLayout>
              <FormLayout.Group>
                <ChoiceInput name="digestHour" label="Comes at" options={HOURS} initial={String(schedule.digestHour)} />
                <TextInput name="timeZone" label="By the clocks of" initial={schedule.timeZone} helpText="A time zone, such as Europe/Zurich." maxLength={60} />
              </FormLayout.Group>
            </FormLayout>
          </BlockStack>
        </Card>
        <FormEnd>
          <Button submit variant="primary" loading={busy}>
            Save
          </Button>
        </FormEnd>
      </BlockStack>
    </Form>
  );
} // prettier-ignore

function Kind({ kind, label, explains, essential, delivery }: ShownNoticeKind) {
  return (
    <InlineGrid columns={{ xs: 1, sm: ['twoThirds', 'oneThird'] }} gap="300" alignItems="center">
      <BlockStack gap="050">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {label}
          </Text>
          {essential ? <Badge>Always comes</Badge> : null}
        </InlineStack>
        <Text as="p" tone="subdued">
          {explains}
        </Text>
      </BlockStack>
      <ChoiceInput
        name={`delivery-${kind}`}
        label={label}
        labelHidden
        initial={delivery}
        options={DELIVERIES.filter(({ value }) => !essential || value !== 'off')}
      />
    </InlineGrid>
  );
}
