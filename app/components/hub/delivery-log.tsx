import { BlockStack, Box, Button, Card, Collapsible, InlineStack, Text } from '@shopify/polaris';
import { ConnectIcon } from '@shopify/polaris-icons';
import { useId, useState } from 'react';
import type { ListedDelivery } from '../../views/read-webhooks.server.ts';
import { EmptyList } from '../empty-list.tsx';
import { ListFilters } from '../list-filters.tsx';
import type { Loaded } from '../loaded.ts';
import { PagedTable } from '../paged-table.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import './hub.css';

type Row = Loaded<ListedDelivery>;

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'skipped', label: 'Skipped' },
] as const;

type DeliveryLogProps = { readonly rows: readonly Row[]; readonly next: string | undefined };

/** What an endpoint was sent, what it answered, and sending it again. */
export function DeliveryLog({ rows, next }: DeliveryLogProps) {
  return (
    <Card padding="0">
      <ListFilters views={VIEWS} />
      <PagedTable
        rows={rows}
        rowKey={({ number }) => String(number)}
        noun={{ singular: 'delivery', plural: 'deliveries' }}
        next={next}
        columns={[
          { title: 'Event', cell: (delivery) => <Event delivery={delivery} /> },
          { title: 'Happened', cell: ({ at }) => <RelativeTime at={at} /> },
          {
            title: 'Status',
            cell: ({ status }) => (
              <InlineStack>
                <StatusBadge of="webhook-delivery" status={status} />
              </InlineStack>
            ),
          },
          { title: 'Answer', cell: (delivery) => <Answer delivery={delivery} /> },
          { title: 'Tries', align: 'end', cell: ({ attempts }) => attempts },
          { title: 'What to do', hidden: true, cell: (delivery) => <Acts delivery={delivery} /> },
        ]}
        empty={
          <EmptyList icon={ConnectIcon} heading="No delivery here">
            What happens from now on is sent within seconds and listed here with what was answered.
          </EmptyList>
        }
      />
    </Card>
  );
}

type OfDelivery = { readonly delivery: Row };

function Event({ delivery: { kind, announcementId, data, response } }: OfDelivery) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <BlockStack gap="100">
      <Text as="span" fontWeight="semibold">
        {kind}
      </Text>
      <InlineStack>
        <Button
          variant="plain"
          disclosure={isOpen ? 'up' : 'down'}
          ariaExpanded={isOpen}
          ariaControls={id}
          onClick={() => setIsOpen((open) => !open)}
        >
          {isOpen ? 'Hide' : 'Look inside'}
        </Button>
      </InlineStack>
      <Collapsible id={id} open={isOpen}>
        <BlockStack gap="200">
          <Excerpt label={`Sent (msg_${announcementId})`} text={JSON.stringify(data, null, 2)} />
          {response ? <Excerpt label="Answered" text={response} /> : null}
        </BlockStack>
      </Collapsible>
    </BlockStack>
  );
}

function Excerpt({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <Box background="bg-surface-secondary" borderRadius="200" padding="200">
      <BlockStack gap="050">
        <Text as="span" variant="bodySm" tone="subdued" breakWord>
          {label}
        </Text>
        <pre className="excerpt">{text}</pre>
      </BlockStack>
    </Box>
  );
}

function Answer({ delivery }: OfDelivery) {
  const { statusCode, milliseconds, failure, status, nextAttemptAt, attempts } = delivery;
  if (attempts === 0 && statusCode === null) return <>—</>;
  return (
    <BlockStack>
      <Text as="span" {...(failure ? { tone: 'critical' as const } : {})} breakWord>
        {failure ?? `${statusCode ?? ''} in ${milliseconds ?? 0} ms`}
      </Text>
      {status === 'waiting' ? (
        <Text as="span" tone="subdued">
          Again <RelativeTime at={nextAttemptAt} />
        </Text>
      ) : null}
    </BlockStack>
  );
}

function Acts({ delivery: { number, status, attempts } }: OfDelivery) {
  if (status !== 'waiting')
    return (
      <ConfirmButton
        label="Send again"
        size="slim"
        accessibilityLabel={`Send delivery ${number} again`}
        fields={{ intent: 'replay', number: String(number) }}
      />
    );
  if (attempts === 0) return null;
  return (
    <ConfirmButton
      label="Skip"
      size="slim"
      accessibilityLabel={`Skip delivery ${number}`}
      fields={{ intent: 'skip', number: String(number) }}
      warning="The endpoint does not get this event, and those behind it go on."
    />
  );
}
