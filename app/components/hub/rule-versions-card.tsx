import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { RelativeTime } from '../relative-time.tsx';
import type { Loaded } from '../loaded.ts';
import type { ShownVersion } from '../../views/read-routing.server.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { RuleChanges } from './rule-changes.tsx';

type Version = Loaded<ShownVersion>;

/** Every version of the rules with who made it, when, and what it changed; any of them can come back. */
export function RuleVersionsCard(props: {
  readonly versions: readonly Version[];
  readonly currency: string;
}) {
  const { versions, currency } = props;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Versions
        </Text>
        {versions.map((version, index) => (
          <OneVersion
            key={version.version}
            version={version}
            currency={currency}
            isLive={index === 0}
          />
        ))}
      </BlockStack>
    </Card>
  );
}

function OneVersion(props: {
  readonly version: Version;
  readonly currency: string;
  readonly isLive: boolean;
}) {
  const { version: shown, currency, isLive } = props;
  const { version, at, by, note, restored, changes } = shown;
  return (
    <BlockStack gap="150">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="headingSm">
            Version {version}
          </Text>
          {isLive ? <Badge tone="success">Live</Badge> : null}
          <Text as="span" tone="subdued" variant="bodySm">
            {by ? `${by}, ` : ''}
            <RelativeTime at={at} none="built in" />
          </Text>
        </InlineStack>
        {isLive ? null : (
          <InlineStack gap="200">
            <Button
              variant="plain"
              url={`/hub/routing/edit?version=${version}`}
              accessibilityLabel={`Draft from version ${version}`}
            >
              Draft from it
            </Button>
            <ConfirmButton
              label="Go back to it"
              accessibilityLabel={`Go back to version ${version}`}
              variant="plain"
              title={`Go back to version ${version}?`}
              fields={{ restore: String(version) }}
              warning="Orders that are routed from now on follow these rules again, as a new version. Orders that have their plan keep it."
            />
          </InlineStack>
        )}
      </InlineStack>
      {note ? <Text as="p">“{note}”</Text> : null}
      {restored === null ? null : <Text as="p">Brought version {restored} back.</Text>}
      <RuleChanges
        changes={changes}
        currency={currency}
        none={at === null ? 'As every hub begins.' : 'The same as the version before.'}
      />
    </BlockStack>
  );
}
