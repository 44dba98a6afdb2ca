import { Badge, BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { Form, useNavigation } from '@remix-run/react';
import { TextInput } from '../form-fields.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { kindWords, OWNERS } from './exception-words.ts';
import { actingRemedies } from './remedies.ts';

export type ShownException = {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly owner: string;
  readonly orderId: string | null;
  readonly supplierId: string | null;
  readonly feedId: string | null;
  readonly connectionId: string | null;
  readonly store: string | null;
  readonly subject: string | null;
  readonly happened: string;
  readonly meaning: string;
  readonly nextStep: string;
  readonly remedies: readonly string[];
  readonly occurrences: number;
  readonly openedAt: string;
  readonly lastSeenAt: string;
  readonly deadlineAt: string | null;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
};

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
  const link = showSubject ? subjectLink(exception) : undefined;
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
            {actingRemedies(exception.remedies).map(({ remedy, label, warning }, index) => (
              <ConfirmButton
                key={remedy}
                label={label}
                fields={{ intent: 'remedy', exceptionId: id, remedy }}
                destructive={warning !== undefined}
                {...(warning ? { warning } : {})}
                {...(index === 0 ? {} : { variant: 'tertiary' as const })}
              />
            ))}
            {link ? (
              <Button variant="tertiary" url={link.to}>
                {link.label}
              </Button>
            ) : null}
            {showSubject ? <SettleByHand id={id} /> : null}
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

/** For what was put right by another way; the note stays with it. */
function SettleByHand({ id }: { readonly id: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const busy = useNavigation().state === 'submitting';
  if (!isOpen)
    return (
      <Button variant="tertiary" onClick={() => setIsOpen(true)}>
        Settle with a note
      </Button>
    );
  return (
    <Box width="100%">
      <Form method="post" onSubmit={() => setIsOpen(false)}>
        <input type="hidden" name="intent" value="settle" />
        <input type="hidden" name="exceptionId" value={id} />
        <InlineStack gap="200" blockAlign="end">
          <div style={{ flex: '1 1 16rem' }}>
            <TextInput
              name="note"
              label="How it was settled"
              maxLength={500}
              requiredIndicator
              autoFocus
            />
          </div>
          <Button submit variant="primary" loading={busy}>
            Settle
          </Button>
          <Button onClick={() => setIsOpen(false)}>Not now</Button>
        </InlineStack>
      </Form>
    </Box>
  );
}

function subjectLink(exception: ShownException): { to: string; label: string } | undefined {
  const { orderId, supplierId, feedId, connectionId, subject } = exception;
  if (orderId) return { to: `/hub/orders/${orderId}`, label: `Open ${subject ?? 'the order'}` };
  if (feedId && supplierId)
    return { to: `/hub/suppliers/${supplierId}/feeds/${feedId}`, label: 'Open the delivery' };
  if (supplierId) return { to: `/hub/suppliers/${supplierId}`, label: 'Open the supplier' };
  if (connectionId) return { to: `/hub/retailers/${connectionId}`, label: 'Open the retailer' };
  return undefined;
}
