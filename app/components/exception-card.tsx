import { Badge, BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { CountText } from './number-text.tsx';
import { RelativeTime } from './relative-time.tsx';
import { DeadlineBadge } from './deadline-badge.tsx';
import { StatusBadge } from './status-badge.tsx';
import type { ListedException } from '../modules/activity/list-exceptions.server.ts';
import type { Loaded } from './loaded.ts';

export type ShownException = Loaded<ListedException>;

type ExceptionCardProps = {
  readonly exception: ShownException;
  /** Buttons and links with which the person resolves it. */
  readonly remedies?: ReactNode;
  /** A tick box, where several can be chosen. */
  readonly tick?: ReactNode;
  /** What was done about it. */
  readonly log?: ReactNode;
};

/** One matter for a person: what happened, what it means, what to do next. */
export function ExceptionCard({ exception, remedies, tick, log }: ExceptionCardProps) {
  const { severity, happened, meaning, nextStep, occurrences, resolvedAt, resolution } = exception;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          {tick}
          {resolvedAt ? null : <StatusBadge of="severity" status={severity} />}
          <Text as="span" variant="bodySm" tone="subdued">
            <RelativeTime at={exception.openedAt} />
            {occurrences > 1 ? (
              <>
                {' · '}
                <CountText count={occurrences} one="time" many="times" />, last{' '}
                <RelativeTime at={exception.lastSeenAt} />
              </>
            ) : null}
          </Text>
          {exception.deadlineAt && !resolvedAt ? (
            <DeadlineBadge
              deadlineAt={exception.deadlineAt}
              isHandedUp={exception.escalatedAt !== null}
            />
          ) : null}
          {exception.assignee ? <Badge tone="info">{exception.assignee}</Badge> : null}
        </InlineStack>
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm" breakWord>
            {happened}
          </Text>
          <Text as="p" tone="subdued" breakWord>
            {meaning}
          </Text>
        </BlockStack>
        {resolvedAt ? (
          <Text as="p">
            Resolved <RelativeTime at={resolvedAt} />. {resolution}
          </Text>
        ) : (
          <>
            <Text as="p" breakWord>
              <Text as="span" fontWeight="semibold">
                What to do:{' '}
              </Text>
              {nextStep}
            </Text>
            {remedies ? <InlineStack gap="200">{remedies}</InlineStack> : null}
          </>
        )}
        {log}
      </BlockStack>
    </Card>
  );
}
