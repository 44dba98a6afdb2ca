import { BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { EmailIcon } from '@shopify/polaris-icons';
import type { ReactNode } from 'react';
import type { ListedMessage } from '../views/read-messages.server.ts';
import { EmptyList } from './empty-list.tsx';
import { ListFilters } from './list-filters.tsx';
import type { Loaded } from './loaded.ts';
import { messageKindLabel, messageReason } from './message-labels.ts';
import { PagedTable } from './paged-table.tsx';
import { RelativeTime } from './relative-time.tsx';
import { StatusBadge } from './status-badge.tsx';

type Row = Loaded<ListedMessage>;

type MessageLogProps = {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
  readonly kinds: readonly string[];
  /** Where an order's page is. */
  readonly orderPath: string;
  readonly isNarrowed: boolean;
  /** What a person can do about a message that waits for one. */
  readonly acts?: (message: Row) => ReactNode;
  readonly empty: { readonly heading: string; readonly text: string };
};

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'look', label: 'Need a look' },
  { value: 'sent', label: 'Sent' },
  { value: 'kept', label: 'Kept' },
  { value: 'dropped', label: 'To nobody' },
] as const;

/** Messages as they went out, with what became of each. */
export function MessageLog(props: MessageLogProps) {
  const { rows, next, kinds, orderPath, isNarrowed, acts, empty } = props;
  return (
    <Card padding="0">
      <ListFilters
        views={VIEWS}
        search="Search by order or subject"
        filters={[
          {
            key: 'kind',
            label: 'Kind',
            choices: kinds.map((value) => ({ value, label: messageKindLabel(value) })),
          },
        ]}
      />
      <PagedTable
        rows={rows}
        rowKey={({ id }) => id}
        noun={{ singular: 'message', plural: 'messages' }}
        next={next}
        columns={[
          { title: 'Message', cell: (message) => <What message={message} /> },
          {
            title: 'Order',
            cell: ({ orderId, orderName }) =>
              orderId ? (
                <Link url={`${orderPath}/${orderId}`} removeUnderline>
                  {orderName ?? 'Order'}
                </Link>
              ) : (
                '—'
              ),
          },
          { title: 'To', cell: (message) => <Whom message={message} /> },
          { title: 'Made', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
          {
            title: 'Status',
            cell: (message) => <Outcome message={message} acts={acts?.(message)} />,
          },
        ]}
        empty={
          <EmptyList icon={EmailIcon} heading={isNarrowed ? 'No message matches' : empty.heading}>
            {isNarrowed ? 'Take a filter away to see the others.' : empty.text}
          </EmptyList>
        }
      />
    </Card>
  );
}

function What({ message: { kind, subject } }: { readonly message: Row }) {
  return (
    <BlockStack>
      <Text as="span" fontWeight="semibold">
        {messageKindLabel(kind)}
      </Text>
      {subject ? (
        <div className="message-subject">
          <Text as="span" tone="subdued">
            {subject}
          </Text>
        </div>
      ) : null}
    </BlockStack>
  );
}

function Whom({ message }: { readonly message: Row }) {
  const { recipientKind, recipient, store } = message;
  if (recipientKind !== 'shopper') return <>{recipient ?? '—'}</>;
  return (
    <BlockStack>
      <span>Shopper</span>
      {store ? (
        <Text as="span" tone="subdued">
          {store}
        </Text>
      ) : null}
    </BlockStack>
  );
}

type OutcomeProps = { readonly message: Row; readonly acts: ReactNode };

function Outcome({ message: { status, failure }, acts }: OutcomeProps) {
  return (
    <BlockStack gap="150">
      <InlineStack>
        <StatusBadge of="message" status={status} />
      </InlineStack>
      {failure && status !== 'sent' ? (
        <Box maxWidth="22rem">
          <Text as="p" variant="bodySm" tone="subdued" breakWord>
            {messageReason(failure)}
          </Text>
        </Box>
      ) : null}
      {acts}
    </BlockStack>
  );
}
