import { Badge, BlockStack, Text } from '@shopify/polaris';
import { RelativeTime } from '../relative-time.tsx';

const AGES = {
  fresh: { tone: 'success', label: 'Fresh' },
  stale: { tone: 'warning', label: 'Stale: counts for half' },
  gone: { tone: 'critical', label: 'Too old: counts for nothing' },
  none: { tone: 'attention', label: 'No figures yet' },
} as const;

export function FreshnessBadge({ age }: { readonly age: string }) {
  const told = AGES[age as keyof typeof AGES] ?? AGES.none;
  return <Badge tone={told.tone}>{told.label}</Badge>;
}

/** When a supplier last confirmed its figures, and when they are fetched again. */
export function FreshnessText(props: {
  readonly confirmedAt: string | null;
  readonly feedDueAt: string | null;
  readonly connector: string;
}) {
  const { confirmedAt, feedDueAt, connector } = props;
  return (
    <BlockStack>
      <span>
        {confirmedAt ? 'Confirmed ' : ''}
        <RelativeTime at={confirmedAt} none="Never confirmed" />
      </span>
      <Text as="span" tone="subdued" variant="bodySm">
        {connector === 'none' ? (
          'By upload'
        ) : (
          <>
            Next due <RelativeTime at={feedDueAt} none="when it tells us" />
          </>
        )}
      </Text>
    </BlockStack>
  );
}
