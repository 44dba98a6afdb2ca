import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { AskingButton } from './asking-button.tsx';
import { exceptionLinks } from './exception-links.ts';
import { RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { kindWords, OWNERS } from './exception-words.ts';
import { actingRemedies } from './remedies.ts';
import type { HubException } from '../../views/read-hub-exceptions.server.ts';
import type { Loaded } from '../loaded.ts';

export type ShownException = Loaded<HubException>;

type ExceptionListProps = {
  readonly exceptions: readonly ShownException[];
  /** Whether each leads to the page of what it is about. */
  readonly showSubject?: boolean;
};

/** Exceptions one below the other: what happened, what it means, what to do next, and buttons that do it. */
export function ExceptionList({ exceptions, showSubject = true }: ExceptionListProps) {
  return exceptions.map((exception) => (
    <ExceptionCard key={exception.id} exception={exception} showSubject={showSubject} />
  ));
}

export function ExceptionCard(props: {
  readonly exception: ShownException;
  readonly showSubject: boolean;
}) {
  const { exception, showSubject } = props;
  const { id, kind, severity, happened, meaning, nextStep, resolvedAt } = exception;
  const links = showSubject ? exceptionLinks(exception) : [];
  const about = showSubject ? aboutOf(exception) : '';
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="start" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <StatusBadge of="severity" status={severity} />
            <Text as="h2" variant="headingSm">
              {kindWords(kind)}
            </Text>
          </InlineStack>
          <ExceptionAge exception={exception} />
        </InlineStack>
        <BlockStack gap="100">
          {about ? (
            <Text as="p" fontWeight="semibold">
              {about}
            </Text>
          ) : null}
          <Text as="p">{happened}</Text>
          <Text as="p" tone="subdued">
            {meaning}
          </Text>
          {resolvedAt ? null : (
            <Text as="p">
              <Text as="span" fontWeight="semibold">
                Next:
              </Text>{' '}
              {nextStep}
            </Text>
          )}
        </BlockStack>
        {resolvedAt ? (
          <Settled exception={exception} />
        ) : (
          <InlineStack gap="200" blockAlign="center">
            {actingRemedies(exception.remedies).map(({ remedy, label, warning, asks }) =>
              asks ? (
                <AskingButton
                  key={remedy}
                  label={label}
                  asks={asks}
                  field="entered"
                  fields={{ intent: 'remedy', exceptionId: id, remedy }}
                />
              ) : (
                <ConfirmButton
                  key={remedy}
                  label={label}
                  fields={{ intent: 'remedy', exceptionId: id, remedy }}
                  destructive={remedy === 'cancel-order'}
                  {...(warning ? { warning } : {})}
                />
              ),
            )}
            {links.map(({ to, label }) => (
              <Button key={to} url={to}>
                {label}
              </Button>
            ))}
            {showSubject ? (
              <AskingButton
                label="Settle with a note"
                asks="How it was settled"
                act="Settle"
                field="note"
                fields={{ intent: 'settle', exceptionId: id }}
              />
            ) : null}
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function ExceptionAge({ exception }: { readonly exception: ShownException }) {
  const { occurrences, openedAt, lastSeenAt, deadlineAt, owner, store, resolvedAt } = exception;
  return (
    <InlineStack gap="200" blockAlign="center">
      {owner === 'distributor' ? null : <Badge>{OWNERS[owner] ?? owner}</Badge>}
      {deadlineAt && !resolvedAt ? <Badge tone="attention">Deadline set</Badge> : null}
      <Text as="span" tone="subdued" variant="bodySm">
        {store ? `${store} · ` : ''}
        opened <RelativeTime at={openedAt} />
        {occurrences > 1 ? (
          <>
            {` · ${occurrences} times, last `}
            <RelativeTime at={lastSeenAt} />
          </>
        ) : null}
        {deadlineAt && !resolvedAt ? (
          <>
            {' '}
            · due <RelativeTime at={deadlineAt} />
          </>
        ) : null}
      </Text>
    </InlineStack>
  );
}

function Settled({ exception }: { readonly exception: ShownException }) {
  return (
    <Text as="p" tone="subdued">
      Settled <RelativeTime at={exception.resolvedAt} /> by {exception.resolvedBy ?? 'the system'}:{' '}
      {exception.resolution}
    </Text>
  );
}

/** The article and the place, where what happened does not name them. */
function aboutOf({ subjectKind, subject, location }: ShownException): string {
  if (subjectKind !== 'variant') return '';
  return [subject, location].filter(Boolean).join(' · ');
}
