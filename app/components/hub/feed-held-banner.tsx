import { Banner, BlockStack, InlineStack, List, Text } from '@shopify/polaris';
import { RelativeTime } from '../relative-time.tsx';
import { ConfirmButton } from './confirm-button.tsx';

type FeedHeldBannerProps = {
  readonly findings: readonly string[];
  readonly decideAt: string | null;
  readonly decideTo: string | null;
  readonly settingsAt: string;
};

/** Why a delivery waits, what happens if nobody decides, and the two decisions. */
export function FeedHeldBanner({ findings, decideAt, decideTo, settingsAt }: FeedHeldBannerProps) {
  return (
    <Banner
      tone="warning"
      title="This delivery looks suspicious and waits for you"
      secondaryAction={{ content: 'Change the thresholds', url: settingsAt }}
    >
      <BlockStack gap="300">
        <List>
          {findings.map((finding) => (
            <List.Item key={finding}>{finding}</List.Item>
          ))}
        </List>
        <Text as="p">
          Until it is decided, stock stays as it was and grows stale.{' '}
          {decideAt ? (
            <>
              Without a decision it is {decideTo === 'apply' ? 'applied' : 'discarded'} by itself{' '}
              <RelativeTime at={decideAt} />.
            </>
          ) : null}
        </Text>
        <InlineStack gap="200">
          <ConfirmButton
            label="Apply the delivery"
            fields={{ intent: 'approve' }}
            warning="The figures below become the supplier’s stock, and stores follow within seconds. You can roll it back afterwards."
          />
          <ConfirmButton
            label="Reject it"
            destructive
            fields={{ intent: 'reject' }}
            warning="Nothing of it is applied. Stock stays as it was before."
          />
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}
