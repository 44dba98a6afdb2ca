import { Badge, BlockStack, Button, Card, Checkbox, InlineStack, Text } from '@shopify/polaris';
import { AskingButton } from './asking-button.tsx';
import { exceptionLinks } from './exception-links.ts';
import { ExceptionLog } from '../exception-log.tsx';
import { DeadlineBadge } from '../deadline-badge.tsx';
import { RelativeTime, useNow } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { kindWords, OWNERS } from './exception-words.ts';
import { actingRemedies, remedyLabel } from './remedies.ts';
import type { ShownExceptionAct } from '../../modules/activity/exception-acts.server.ts';
import type { HubException } from '../../views/read-hub-exceptions.server.ts';
import type { Loaded } from '../loaded.ts';

export type ShownException = Loaded<HubException>;

/** What a page of the queue knows besides: the log of each matter, the people, and what is ticked. */
export type QueueTools = {
  readonly acts: readonly Loaded<ShownExceptionAct>[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly ids: readonly string[];
  readonly onTick: (id: string, ticked: boolean) => void;
};

type ExceptionListProps = {
  readonly exceptions: readonly ShownException[];
  /** Whether each leads to the page of what it is about. */
  readonly showSubject?: boolean;
  readonly tools?: QueueTools;
};

/** Exceptions one below the other: what happened, what it means, what to do next, and buttons that do it. */
export function ExceptionList({ exceptions, showSubject = true, tools }: ExceptionListProps) {
  return exceptions.map((exception) => (
    <ExceptionCard
      key={exception.id}
      exception={exception}
      showSubject={showSubject}
      tools={tools}
    />
  ));
}

export function ExceptionCard(props: {
  readonly exception: ShownException;
  readonly showSubject: boolean;
  readonly tools?: QueueTools | undefined;
}) {
  const { exception, showSubject, tools } = props;
  const { id, kind, severity, happened, meaning, nextStep, resolvedAt } = exception;
  const links = showSubject ? exceptionLinks(exception) : [];
  const about = showSubject ? aboutOf(exception) : '';
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="start" gap="200">
          <InlineStack gap="200" blockAlign="center">
            {tools && !resolvedAt ? (
              <Checkbox
                label={`Select “${kindWords(kind)}”`}
                labelHidden
                checked={tools.ids.includes(id)}
                onChange={(ticked) => tools.onTick(id, ticked)}
              />
            ) : null}
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
          <Settled exception={exception} mayReopen={tools !== undefined} />
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
        {tools ? (
          <ExceptionLog
            acts={tools.acts.filter(({ exceptionId }) => exceptionId === id)}
            people={tools.people}
            remedyLabel={remedyLabel}
          />
        ) : null}
      </BlockStack>
    </Card>
  );
}

function ExceptionAge({ exception }: { readonly exception: ShownException }) {
  const { occurrences, openedAt, lastSeenAt, deadlineAt, owner, store, resolvedAt, assignee } =
    exception;
  return (
    <InlineStack gap="200" blockAlign="center">
      {owner === 'distributor' ? null : <Badge>{OWNERS[owner] ?? owner}</Badge>}
      {assignee ? <Badge tone="info">{assignee}</Badge> : null}
      {deadlineAt && !resolvedAt ? (
        <DeadlineBadge deadlineAt={deadlineAt} isHandedUp={exception.escalatedAt !== null} />
      ) : null}
      <Text as="span" tone="subdued" variant="bodySm">
        {store ? `${store} · ` : ''}
        opened <RelativeTime at={openedAt} />
        {occurrences > 1 ? (
          <>
            {` · ${occurrences} times, last `}
            <RelativeTime at={lastSeenAt} />
          </>
        ) : null}
      </Text>
    </InlineStack>
  );
}

function Settled(props: { readonly exception: ShownException; readonly mayReopen: boolean }) {
  const { id, resolvedAt, resolvedBy, resolution } = props.exception;
  const now = useNow();
  const isLate = resolvedAt !== null && now - Date.parse(resolvedAt) > REOPEN_MS;
  const byHand = !['system', null].includes(resolvedBy);
  const by = resolvedBy?.startsWith('rule:') ? 'a rule' : (resolvedBy ?? 'the system');
  return (
    <InlineStack gap="300" blockAlign="center">
      <Text as="p" tone="subdued">
        Settled <RelativeTime at={resolvedAt} /> by {by}: {resolution}
      </Text>
      {props.mayReopen && byHand && !isLate ? (
        <ConfirmButton label="Open it again" fields={{ intent: 'reopen', exceptionId: id }} />
      ) : null}
    </InlineStack>
  );
}

const REOPEN_MS = 24 * 3_600_000;

/** The article and the place, where what happened does not name them. */
function aboutOf({ subjectKind, subject, location }: ShownException): string {
  if (subjectKind !== 'variant') return '';
  return [subject, location].filter(Boolean).join(' · ');
}
