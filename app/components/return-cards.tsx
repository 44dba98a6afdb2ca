import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { DownloadButton } from './download-button.tsx';
import { MoneyText } from './money-text.tsx';
import { CountText, NumberText } from './number-text.tsx';
import { DateTimeText } from './relative-time.tsx';
import { CREDIT_WORDS, DISPOSITION_WORDS, GRADE_WORDS } from './return-words.ts';
import './lists.css';

type Grade = {
  readonly grade: string;
  readonly disposition: string;
  readonly quantity: number;
  readonly credited: boolean;
};
type Line = {
  readonly id: string;
  readonly title: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly received: number;
  readonly refunded: number;
  readonly unitWholesaleMinor: number;
  readonly wholesaleCurrency: string;
  readonly grades: readonly Grade[];
};

/** The units of a return: how many, what arrived, and what was found. */
export function ReturnLinesCard({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Goods
        </Text>
        <BlockStack as="ul" gap="0">
          {lines.map((line) => (
            <ReturnedLine key={line.id} line={line} />
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}

function ReturnedLine({ line }: { readonly line: Line }) {
  const { title, sku, quantity, received, refunded, grades } = line;
  return (
    <li className="order-line">
      <BlockStack gap="100">
        <Text as="span" fontWeight="medium" breakWord>
          {title}
        </Text>
        <Text as="span" variant="bodySm" tone="subdued">
          {sku ? `SKU ${sku} · ` : ''}
          <MoneyText
            amount={{ minor: line.unitWholesaleMinor, currency: line.wholesaleCurrency }}
          />{' '}
          wholesale a unit
        </Text>
        {grades.length > 0 ? (
          <InlineStack gap="100">
            {grades.map(({ grade, disposition, quantity: units, credited }) => (
              <Badge
                key={`${grade} ${disposition} ${String(credited)}`}
                tone={credited ? 'success' : 'warning'}
              >
                {`${units} × ${GRADE_WORDS[grade] ?? grade}, ${DISPOSITION_WORDS[disposition] ?? disposition}${credited ? '' : ', not credited'}`}
              </Badge>
            ))}
          </InlineStack>
        ) : null}
      </BlockStack>
      <InlineStack gap="400" align="end">
        <Amount label="come back">
          <NumberText value={quantity} />
        </Amount>
        <Amount label="arrived">
          <NumberText value={received} />
        </Amount>
        <Amount label="refunded">
          <NumberText value={refunded} />
        </Amount>
      </InlineStack>
    </li>
  );
}

function Amount({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <BlockStack inlineAlign="end">
      <Text as="span" numeric>
        {children}
      </Text>
      <Text as="span" variant="bodySm" tone="subdued">
        {label}
      </Text>
    </BlockStack>
  );
}

type File = { readonly id: string; readonly kind: string; readonly name: string };

/** Photos and labels, each to be downloaded; `base`: the page of the return. */
export function ReturnFilesCard(props: {
  readonly title: string;
  readonly files: readonly File[];
  readonly base: string;
  /** Stands where there is none. */
  readonly none: string;
  readonly children?: ReactNode;
}) {
  const { title, files, base, none, children } = props;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {files.length === 0 ? (
          <Text as="p" tone="subdued">
            {none}
          </Text>
        ) : (
          files.map(({ id, name }) => (
            <InlineStack key={id} align="space-between" blockAlign="center" gap="200">
              <Text as="span" breakWord>
                {name}
              </Text>
              <DownloadButton label="Download" url={`${base}/files/${id}`} fileName={name} />
            </InlineStack>
          ))
        )}
        {children}
      </BlockStack>
    </Card>
  );
}

export function ParcelText(props: {
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
}) {
  const { carrier, trackingNumber, trackingUrl } = props;
  if (!carrier && !trackingNumber) return <>not known yet</>;
  return (
    <>
      {carrier ? `${carrier} ` : ''}
      {trackingUrl ? (
        <Link url={trackingUrl} target="_blank">
          {trackingNumber ?? 'Follow'}
        </Link>
      ) : (
        trackingNumber
      )}
    </>
  );
}

type Credit = {
  readonly kind: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly at: string;
};

/** What the return has moved in the books, each amount under its name. */
export function ReturnCredits({ credits, none }: { readonly credits: readonly Credit[]; readonly none: string }) {
  const shown = credits.filter(({ amountMinor }) => amountMinor > 0);
  if (shown.length === 0)
    return (
      <Text as="p" tone="subdued">
        {none}
      </Text>
    );
  return (
    <BlockStack gap="200">
      {shown.map(({ kind, currency, amountMinor, at }) => (
        <InlineStack key={`${kind} ${currency}`} align="space-between" gap="200" wrap={false}>
          <BlockStack>
            <Text as="span">{CREDIT_WORDS[kind] ?? kind}</Text>
            <Text as="span" variant="bodySm" tone="subdued">
              <DateTimeText at={at} />
            </Text>
          </BlockStack>
          <Text as="span" numeric>
            <MoneyText amount={{ minor: amountMinor, currency }} />
          </Text>
        </InlineStack>
      ))}
    </BlockStack>
  );
} // prettier-ignore

type ShortReturn = {
  readonly id: string;
  readonly number: string;
  readonly units: number;
  readonly badge: ReactNode;
};

/** The returns of an order on its page, with the way to open another. */
export function OrderReturnsCard(props: {
  readonly returns: readonly ShortReturn[];
  /** Of the list of returns. */
  readonly base: string;
  readonly action?: ReactNode;
}) {
  const { returns, base, action } = props;
  if (returns.length === 0 && !action) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Returns
        </Text>
        {returns.length === 0 ? (
          <Text as="p" tone="subdued">
            None so far.
          </Text>
        ) : null}
        {returns.map(({ id, number, units, badge }) => (
          <InlineStack key={id} align="space-between" blockAlign="center" gap="200">
            <InlineStack gap="200">
              <Link url={`${base}/${id}`}>{number}</Link>
              <Text as="span" tone="subdued">
                <CountText count={units} one="unit" many="units" />
              </Text>
            </InlineStack>
            {badge}
          </InlineStack>
        ))}
        {action ? <InlineStack>{action}</InlineStack> : null}
      </BlockStack>
    </Card>
  );
}
