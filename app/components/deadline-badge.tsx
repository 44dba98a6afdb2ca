import { Badge } from '@shopify/polaris';
import { relativeWords, useNow } from './relative-time.tsx';

const SOON_MS = 4 * 3_600_000;

type DeadlineBadgeProps = {
  readonly deadlineAt: string;
  /** The matter was handed up because the deadline has passed. */
  readonly isHandedUp: boolean;
};

/** How much time there is, in the colour of how urgent that has become. */
export function DeadlineBadge({ deadlineAt, isHandedUp }: DeadlineBadgeProps) {
  const now = useNow();
  const due = Date.parse(deadlineAt);
  const tone = due < now || isHandedUp ? 'critical' : due < now + SOON_MS ? 'warning' : undefined;
  const words = relativeWords(due, now);
  return (
    <span suppressHydrationWarning>
      <Badge {...(tone ? { tone } : {})}>
        {due < now ? `Overdue, due ${words ?? 'long ago'}` : `Due ${words ?? 'later'}`}
      </Badge>
    </span>
  );
}
