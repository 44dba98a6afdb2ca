import { BlockStack, Box, IndexTable, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useLocale } from './locale.ts';
import { formatMoney } from './money-text.tsx';
import { NumberText } from './number-text.tsx';
import { PriceWhy } from './price-why.tsx';
import { RelativeTime } from './relative-time.tsx';
import { isShareLimited, shareReasons } from './share-reason.ts';
import { StatusBadge } from './status-badge.tsx';
import { Freshness } from './stock-text.tsx';
import { withheldTold } from './withheld-reason.ts';
import './lists.css';
import type { ListedVariant } from '../views/read-retailer-listings.server.ts';
import type { Loaded } from './loaded.ts';

export type ListedVariantRow = Loaded<ListedVariant>;

/** What a person should know or do about a listing. */
export function ToDo({ children }: { readonly children: ReactNode }) {
  return (
    <div className="product-title">
      <Text as="span" variant="bodySm" tone="subdued" breakWord>
        {children}
      </Text>
    </div>
  );
}

/** What the shop shows, and what it is about to show where that differs. */
export function Told(props: {
  readonly told: number | null;
  readonly wanted: number;
  readonly inFlight: boolean;
}) {
  const { told, wanted, inFlight } = props;
  return (
    <>
      <NumberText value={told} />
      {told === wanted ? null : (
        <>
          {' → '}
          <NumberText value={wanted} />{' '}
          <Text as="span" variant="bodySm" tone="subdued">
            {inFlight ? 'being sent' : 'soon'}
          </Text>
        </>
      )}
    </>
  );
}

function nameOf({ optionValues, sku }: ListedVariantRow): string {
  return optionValues.join(' / ') || sku || 'Only variant';
}

function VariantName({ variant }: { readonly variant: ListedVariantRow }) {
  return (
    <Box paddingInlineStart="1000">
      <BlockStack gap="050">
        <Text as="span">{nameOf(variant)}</Text>
        <Text as="span" variant="bodySm" tone="subdued">
          {variant.sku ? `SKU ${variant.sku}` : 'No SKU'}
        </Text>
      </BlockStack>
    </Box>
  );
}

type VariantProps = {
  readonly variant: ListedVariantRow;
  /** Of the product, for what the variant's price is called. */
  readonly title: string;
  /** Where it is asked why the price is what it is. */
  readonly whyAt: string;
};

function VariantPrice({ variant, title, whyAt }: VariantProps) {
  const locale = useLocale();
  const { toldPriceMinor, wantedPriceMinor, currency } = variant;
  const shown = (minor: number | null) =>
    minor === null ? '—' : formatMoney({ minor, currency }, locale);
  const differs = wantedPriceMinor !== null && wantedPriceMinor !== toldPriceMinor;
  return (
    <PriceWhy of={`the price of ${title}, ${nameOf(variant)}`} from={whyAt}>
      {differs ? `${shown(toldPriceMinor)} → ${shown(wantedPriceMinor)}` : shown(toldPriceMinor)}
    </PriceWhy>
  );
}

function VariantStatus({ variant }: { readonly variant: ListedVariantRow }) {
  const { status, failure, withheld, toldAt, shareFacts } = variant;
  return (
    <BlockStack gap="050" inlineAlign="start">
      <StatusBadge of="listing" status={status} />
      {failure ? <ToDo>{failure}</ToDo> : null}
      {withheld ? <ToDo>{withheldTold(withheld).next}</ToDo> : null}
      {!failure && !withheld && toldAt ? (
        <ToDo>
          told <RelativeTime at={toldAt} />
        </ToDo>
      ) : null}
      {isShareLimited(shareFacts) ? <ToDo>{shareReasons(shareFacts).join(' ')}</ToDo> : null}
    </BlockStack>
  );
}

/** The variant's cells, under the headings of its product. */
export function VariantCells(props: VariantProps) {
  const { variant } = props;
  return (
    <>
      <IndexTable.Cell>
        <VariantName variant={variant} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          <VariantPrice {...props} />
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          <VariantStock variant={variant} />
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Freshness confirmedAt={variant.confirmedAt} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <VariantStatus variant={variant} />
      </IndexTable.Cell>
      <IndexTable.Cell />
    </>
  );
}

function VariantStock({ variant }: { readonly variant: ListedVariantRow }) {
  const { toldQuantity, wantedQuantity, inFlight } = variant;
  return <Told told={toldQuantity} wanted={wantedQuantity} inFlight={inFlight} />;
}

/** The variant on a narrow screen. */
export function NarrowVariant(props: VariantProps) {
  const { variant } = props;
  return (
    <Box padding="300" paddingInlineStart="1000" width="100%">
      <BlockStack gap="100">
        <Text as="span">
          {nameOf(variant)} {variant.sku ? `· SKU ${variant.sku}` : ''}
        </Text>
        <Text as="span">
          <VariantPrice {...props} /> · <VariantStock variant={variant} /> in stock
        </Text>
        <Freshness confirmedAt={variant.confirmedAt} />
        <VariantStatus variant={variant} />
      </BlockStack>
    </Box>
  );
}
