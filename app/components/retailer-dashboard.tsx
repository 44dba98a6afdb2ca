import './lists.css';
import { BlockStack, Box, Card, InlineGrid, InlineStack, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { CountText, NumberText } from './number-text.tsx';
import { RelativeTime } from './relative-time.tsx';
import type { SourceFreshness } from '../views/read-retailer-home.server.ts';
import type { Loaded } from './loaded.ts';

type Source = Loaded<SourceFreshness>;

type RetailerDashboardProps = {
  readonly counts: {
    readonly listingsLive: number;
    readonly listingsBroken: number;
    readonly productsLive: number;
    readonly unitsShown: number;
    readonly ordersInFlight: number;
    readonly toResolve: number;
  };
  /** The oldest change that the shop has not been told; null when it knows everything. */
  readonly behindSince: string | null;
  readonly sources: readonly Source[];
};

/** How the shop stands: what it shows, whether that is up to date, what is on its way and what waits for a person. */
export function RetailerDashboard({ counts, behindSince, sources }: RetailerDashboardProps) {
  return (
    <>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="400">
        <Figure label="Live listings" url="/app/listings" value={counts.listingsLive}>
          <CountText count={counts.productsLive} one="product" many="products" />
          {counts.listingsBroken > 0 ? (
            <>
              {', '}
              <Link url="/app/listings?view=attention">
                <CountText count={counts.listingsBroken} one="needs" many="need" /> attention
              </Link>
            </>
          ) : null}
        </Figure>
        <Figure label="Units your shop shows" value={counts.unitsShown}>
          {behindSince ? (
            <>
              Telling your shop of a change <RelativeTime at={behindSince} />
            </>
          ) : (
            'Your shop knows every change'
          )}
        </Figure>
        <Figure label="Orders under way" url="/app/orders?view=open" value={counts.ordersInFlight}>
          {counts.ordersInFlight === 0
            ? 'Everything has been shipped'
            : 'Not completely shipped yet'}
        </Figure>
        <Figure label="To resolve" url="/app/exceptions" value={counts.toResolve} urgent>
          {counts.toResolve === 0 ? 'Nothing waits for you' : 'Waiting for your decision'}
        </Figure>
      </InlineGrid>
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            How fresh your stock is
          </Text>
          {sources.length === 0 ? (
            <Text as="p" tone="subdued">
              No supplier has told its stock of your listings yet. They show zero until one does.
            </Text>
          ) : (
            <BlockStack gap="200" as="ul">
              {sources.map((source, index) => (
                <SourceLine key={index} source={source} place={placeOf(sources, index)} />
              ))}
            </BlockStack>
          )}
        </BlockStack>
      </Card>
    </>
  );
}

function Figure(props: {
  readonly label: string;
  readonly value: number;
  readonly url?: string;
  readonly urgent?: boolean;
  readonly children: ReactNode;
}) {
  const { label, value, url, urgent = false, children } = props;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm" tone="subdued">
          {url ? (
            <Link url={url} removeUnderline monochrome>
              {label}
            </Link>
          ) : (
            label
          )}
        </Text>
        <Text
          as="p"
          variant="headingXl"
          {...(urgent && value > 0 ? { tone: 'critical' as const } : {})}
        >
          <NumberText value={value} />
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {children}
        </Text>
      </BlockStack>
    </Card>
  );
}

/** Suppliers are the distributor's own matter; the retailer tells them apart by number. */
function placeOf(sources: readonly Source[], index: number): number {
  const { distributor } = sources[index] ?? {};
  return sources.slice(0, index + 1).filter((each) => each.distributor === distributor).length;
}

const STATE = {
  fresh: { dot: 'success', words: '' },
  stale: { dot: 'warning', words: ' Until it is confirmed again, half of it counts.' },
  gone: { dot: 'critical', words: ' It is too old to count: your shop shows none of it.' },
} as const;

function SourceLine({ source, place }: { readonly source: Source; readonly place: number }) {
  const { dot, words } = STATE[source.state];
  return (
    <Box as="li">
      <InlineStack gap="200" blockAlign="center" wrap={false}>
        <span className="state-dot" data-tone={dot} aria-hidden="true" />
        <Text as="span">
          {source.distributor}, supplier {place}: stock of{' '}
          <CountText count={source.listings} one="listing" many="listings" /> confirmed{' '}
          <RelativeTime at={source.oldest} />
          {source.state === 'fresh' ? '.' : ' or later.'}
          {words}
        </Text>
      </InlineStack>
    </Box>
  );
}
