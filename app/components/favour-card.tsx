import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { Form, useNavigation } from '@remix-run/react';

type FavourCardProps = {
  readonly title: string;
  readonly told: string;
  /** Sent with `value` yes or no. */
  readonly intent: string;
  readonly isOn: boolean;
  readonly turnOn: string;
  readonly turnOff: string;
};

/** One yes or no in a connection's terms, with what it means. */
export function FavourCard({ title, told, intent, isOn, turnOn, turnOff }: FavourCardProps) {
  const busy = useNavigation().formData?.get('intent') === intent;
  return (
    <Card>
      <Form method="post" preventScrollReset>
        <input type="hidden" name="intent" value={intent} />
        <input type="hidden" name="value" value={isOn ? 'no' : 'yes'} />
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {told}
          </Text>
          <InlineStack align="end">
            <Button submit loading={busy}>
              {isOn ? turnOff : turnOn}
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}
