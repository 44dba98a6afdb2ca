import { Text } from '@shopify/polaris';
import { formatSeconds } from './format-seconds.ts';
import { useLocale } from './locale.ts';
import type { Loaded } from './loaded.ts';
import { CountText } from './number-text.tsx';
import { RelativeTime } from './relative-time.tsx';
import type { PublishLag } from '../views/read-publish-lag.server.ts';

type Lag = Loaded<PublishLag> | null;

/** Within what time a shop was told of the latest changes: half of them, and nearly all. */
export function LagText({ lag }: { readonly lag: Lag }) {
  const locale = useLocale();
  if (!lag) return <span>Not measured yet</span>;
  return (
    <span>
      <span suppressHydrationWarning>
        {formatSeconds(lag.p50Seconds, locale)} (half), {formatSeconds(lag.p95Seconds, locale)} (95
        %)
      </span>{' '}
      <Text as="span" tone="subdued">
        of <CountText count={lag.changes} one="change" many="changes" />,{' '}
        <RelativeTime at={lag.measuredAt} />
      </Text>
    </span>
  );
}
