import { Banner, BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { RelativeTime } from '../relative-time.tsx';
import { ConfirmButton } from './confirm-button.tsx';

type PushProps = {
  readonly address: string;
  readonly madeAt: string | undefined;
  readonly token: string | undefined;
};

/** How the supplier sends figures or files by itself. */
export function FeedPushCard({ address, madeAt, token }: PushProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          The supplier sends by itself
        </Text>
        <Text as="p" tone="subdued">
          It posts to {address} with its token (Authorization: Bearer …): up to a thousand figures
          as JSON, which are applied at once, or a file of any form with ?kind=full or ?kind=delta.
        </Text>
        <pre className="example">{`POST ${address}\nContent-Type: application/json\n\n{"levels": [{"sku": "A-1", "location": "MAIN", "quantity": 12, "as_of": "2026-03-02T12:00:00Z"}]}`}</pre>
        {token ? (
          <Banner tone="success" title="Copy the token now">
            <code>{token}</code>
          </Banner>
        ) : null}
        <InlineStack gap="300" blockAlign="center">
          <ConfirmButton
            label={madeAt ? 'Make a new token' : 'Make a token'}
            fields={{ intent: 'token' }}
            {...(madeAt ? { warning: 'The token that the supplier uses now ends at once.' } : {})}
          />
          {madeAt ? (
            <Text as="span" tone="subdued">
              The present one was made <RelativeTime at={madeAt} />
            </Text>
          ) : null}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
