import { BlockStack, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { DateTimeText, RelativeTime } from './relative-time.tsx';
import './timeline.css';

export type TimelineEvent = {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly title: string;
  /** Who did it, where that is not plain from the title. */
  readonly by?: string | undefined;
  readonly tone?: 'success' | 'warning' | 'critical' | 'info' | undefined;
  readonly detail?: ReactNode;
};

/** What happened, newest first, as a list that a screen reader reads in order. */
export function Timeline(props: {
  readonly events: readonly TimelineEvent[];
  readonly label: string;
}) {
  return (
    <ol className="timeline" aria-label={props.label}>
      {props.events.map(({ id, at, title, by, tone, detail }) => (
        <li key={id} className="timeline-event" data-tone={tone}>
          <BlockStack gap="050">
            <Text as="span" variant="bodyMd">
              {title}
            </Text>
            {detail}
            <Text as="span" variant="bodySm" tone="subdued">
              <RelativeTime at={at} /> · <DateTimeText at={at} />
              {by ? ` · ${by}` : ''}
            </Text>
          </BlockStack>
        </li>
      ))}
    </ol>
  );
}
