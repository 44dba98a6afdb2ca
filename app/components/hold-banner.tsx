import { Banner, BlockStack, Text } from '@shopify/polaris';
import { useNavigation, useSubmit } from '@remix-run/react';
import { RelativeTime } from './relative-time.tsx';
import type { ShownHold as OrderHold } from '../views/read-retailer-order.server.ts';
import type { Loaded } from './loaded.ts';

export type ShownHold = Loaded<OrderHold>;

/** Why an order is not sent yet, whose matter that is, and the way on where it is the retailer's. */
export function HoldBanner({
  hold,
  orderId,
}: {
  readonly hold: ShownHold;
  readonly orderId: string;
}) {
  const submit = useSubmit();
  const busy = useNavigation().formMethod === 'POST';
  const isOurs = hold.owner === 'retailer';
  const release = () =>
    submit({ intent: 'release-hold', orderId, kind: hold.kind }, { method: 'post' });
  return (
    <Banner
      tone="warning"
      title={isOurs ? 'This order waits for you' : 'This order waits for the distributor'}
      {...(hold.releasable
        ? { action: { content: 'Release and ship it', onAction: release, loading: busy } }
        : {})}
    >
      <BlockStack gap="100">
        <Text as="p">{hold.reason} Its stock stays reserved.</Text>
        <Text as="p">
          {isOurs
            ? hold.nextStep
            : 'The distributor has been told and decides. You need do nothing.'}
        </Text>
        <Text as="p" tone="subdued">
          held <RelativeTime at={hold.openedAt} />
        </Text>
      </BlockStack>
    </Banner>
  );
}
