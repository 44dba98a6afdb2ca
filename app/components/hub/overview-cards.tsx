import { Badge, BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { CountText, NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { FreshnessBadge, FreshnessText } from './freshness-badge.tsx';
import './hub.css';
import type {
  SupplierFreshness,
  StoreLag,
  RecentWork,
} from '../../views/read-hub-overview.server.ts';
import type { Loaded } from '../loaded.ts';

function ListCard(props: {
  readonly title: string;
  readonly all: string;
  readonly empty: ReactNode;
  readonly children: readonly ReactNode[];
}) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {props.title}
          </Text>
          <Button variant="plain" url={props.all} accessibilityLabel={`All: ${props.title}`}>
            See all
          </Button>
        </InlineStack>
        {props.children.length > 0 ? (
          <ul className="row-list">{props.children}</ul>
        ) : (
          <Text as="p" tone="subdued">
            {props.empty}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

type Request = {
  readonly id: string;
  readonly store: string;
  readonly retailer: string;
  readonly message: string;
  readonly requestedAt: string;
};

export function RequestsCard({ requests }: { readonly requests: readonly Request[] }) {
  return (
    <ListCard title="Retailers to decide" all="/hub/retailers" empty="Nobody asks at the moment.">
      {requests.map(({ id, store, retailer, message, requestedAt }) => (
        <li key={id}>
          <InlineStack align="space-between" blockAlign="center" gap="300">
            <BlockStack gap="050">
              <Text as="span" fontWeight="semibold">
                {store}
              </Text>
              <Text as="span" tone="subdued">
                {message || retailer} · <RelativeTime at={requestedAt} />
              </Text>
            </BlockStack>
            <Button url={`/hub/retailers/${id}`} accessibilityLabel={`Decide about ${store}`}>
              Decide
            </Button>
          </InlineStack>
        </li>
      ))}
    </ListCard>
  );
}

type Supplier = Loaded<SupplierFreshness>;

export function SuppliersCard({ suppliers }: { readonly suppliers: readonly Supplier[] }) {
  return (
    <ListCard
      title="Supplier figures"
      all="/hub/suppliers"
      empty="Add a supplier to see how fresh its stock is."
    >
      {suppliers.map(({ id, name, age, ...freshness }) => (
        <li key={id}>
          <BlockStack gap="100">
            <InlineStack align="space-between" gap="200">
              <Link url={`/hub/suppliers/${id}`} removeUnderline>
                {name}
              </Link>
              <FreshnessBadge age={age} />
            </InlineStack>
            <Text as="span" tone="subdued" variant="bodySm">
              <FreshnessText {...freshness} />
            </Text>
          </BlockStack>
        </li>
      ))}
    </ListCard>
  );
}

type Store = Loaded<StoreLag>;

const COUNTED_TO = 1_000;

export function StoresCard({ stores }: { readonly stores: readonly Store[] }) {
  return (
    <ListCard
      title="Stores"
      all="/hub/retailers?view=approved"
      empty="Once a retailer is approved, you see here how closely its store follows."
    >
      {stores.map((store) => (
        <li key={store.connectionId}>
          <BlockStack gap="050">
            <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
              <Link url={`/hub/retailers/${store.connectionId}`} removeUnderline>
                {store.name}
              </Link>
              <LagBadge store={store} />
            </InlineStack>
            <InlineStack align="space-between" gap="200">
              <Text as="span" tone="subdued" variant="bodySm">
                {store.domain} ·{' '}
                <CountText count={store.listings} one="live listing" many="live listings" />
              </Text>
              <Text as="span" tone="subdued" variant="bodySm">
                Last in step <RelativeTime at={store.drainedAt} />
              </Text>
            </InlineStack>
          </BlockStack>
        </li>
      ))}
    </ListCard>
  );
}

/** One reason at a time, the one that somebody has to act on first. */
function LagBadge({ store }: { readonly store: Store }) {
  if (store.status !== 'active') return <StatusBadge of="store" status={store.status} />;
  if (store.paused) return <Badge tone="warning">Publishing paused</Badge>;
  if (store.failures > 0 && store.blockedUntil)
    return <Badge tone="critical">{`Store does not answer (${store.failures} tries)`}</Badge>;
  if (store.behind > 0)
    return (
      <Badge tone="attention">
        {store.behind >= COUNTED_TO ? 'Over 1,000 changes behind' : `${store.behind} behind`}
      </Badge>
    );
  if (!store.drainedAt) return <Badge tone="info">Not published yet</Badge>;
  return <Badge tone="success">In step</Badge>;
}

type Work = Loaded<RecentWork>;

export function RecentWorkCard({ recent }: { readonly recent: readonly Work[] }) {
  return (
    <ListCard
      title="Recent imports and feeds"
      all="/hub/catalogue/import"
      empty="Imported files and stock deliveries appear here with their reports."
    >
      {recent.map(({ kind, id, supplierId, name, status, at, rows, warned, refused }) => (
        <li key={id}>
          <BlockStack gap="100">
            <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
              <Text as="span" breakWord>
                <Link url={workPage({ kind, id, supplierId })} removeUnderline>
                  {name}
                </Link>
              </Text>
              <StatusBadge of={kind === 'import' ? 'import' : 'feed'} status={status} />
            </InlineStack>
            <Text as="span" tone="subdued" variant="bodySm">
              <CountText count={rows} one="row" many="rows" />
              {warned > 0 ? (
                <>
                  , <NumberText value={warned} /> warned
                </>
              ) : null}
              {refused > 0 ? (
                <>
                  , <NumberText value={refused} /> refused
                </>
              ) : null}{' '}
              · <RelativeTime at={at} />
            </Text>
          </BlockStack>
        </li>
      ))}
    </ListCard>
  );
}

function workPage(work: Pick<Work, 'kind' | 'id' | 'supplierId'>): string {
  return work.kind === 'import'
    ? `/hub/catalogue/imports/${work.id}`
    : `/hub/suppliers/${work.supplierId ?? ''}/feeds/${work.id}`;
}
