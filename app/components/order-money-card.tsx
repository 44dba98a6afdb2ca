import { BlockStack, Card, Divider, InlineStack, Link, Text } from '@shopify/polaris';
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { OrderMoneyRead, RetailerOrderMoney } from '../views/read-order-money.server.ts';
import type { Loaded } from './loaded.ts';
import { MoneyText } from './money-text.tsx';

type Sum = Loaded<RetailerOrderMoney>;

/** The distributor's side: what is owed for an order, what it costs, and what is left. */
export function HubOrderMoney({ money }: { readonly money: Loaded<OrderMoneyRead> }) {
  return (
    <MoneyCard
      invoices={money.invoices}
      pathOf={(id) => `/hub/money/invoices/${id}`}
      isEmpty={money.sums.length === 0}
      nothing="Nothing has left yet, so nobody owes anything for it."
    >
      {money.sums.map((sum) => {
        const cost = sum.goodsCostMinor + sum.shippingCostMinor - sum.creditsReceivedMinor;
        const earned =
          sum.salesMinor + sum.shippingChargedMinor + sum.feesMinor - sum.creditsGivenMinor;
        const amount = (minor: number) => <MoneyText amount={{ minor, currency: sum.currency }} />;
        return (
          <Fragment key={sum.currency}>
            <Charges sum={sum} owes="The retailer owes" />
            <Divider />
            <Row label="Goods’ cost" value={amount(sum.goodsCostMinor)} />
            <Row
              label="Shipping cost"
              value={amount(sum.shippingCostMinor)}
              hidden={sum.shippingCostMinor === 0}
            />
            <Row
              label="Credits from suppliers"
              value={amount(-sum.creditsReceivedMinor)}
              hidden={sum.creditsReceivedMinor === 0}
            />
            <Row label={marginLabel(earned, cost)} value={amount(earned - cost)} strong />
          </Fragment>
        );
      })}
    </MoneyCard>
  );
}

/** The retailer's side: only what it owes itself. */
export function RetailerOrderMoneyCard(props: {
  readonly distributor: string;
  readonly sums: readonly Sum[];
  readonly invoices: Loaded<OrderMoneyRead>['invoices'];
}) {
  const { distributor, sums, invoices } = props;
  return (
    <MoneyCard
      invoices={invoices}
      pathOf={(id) => `/app/money/invoices/${id}`}
      isEmpty={sums.length === 0}
      nothing="Nothing has been shipped yet, so you owe nothing for it."
    >
      {sums.map((sum) => (
        <Charges key={sum.currency} sum={sum} owes={`You owe ${distributor}`} />
      ))}
    </MoneyCard>
  );
}

type MoneyCardProps = {
  readonly invoices: Loaded<OrderMoneyRead>['invoices'];
  readonly pathOf: (id: string) => string;
  readonly isEmpty: boolean;
  readonly nothing: string;
  readonly children: ReactNode;
};

function MoneyCard({ invoices, pathOf, isEmpty, nothing, children }: MoneyCardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="050">
          <Text as="h2" variant="headingMd">
            Money
          </Text>
          <Text as="p" tone="subdued" variant="bodySm">
            For what has been shipped
          </Text>
        </BlockStack>
        {isEmpty ? (
          <Text as="p" tone="subdued">
            {nothing}
          </Text>
        ) : (
          <BlockStack gap="200">{children}</BlockStack>
        )}
        {invoices.length > 0 ? (
          <InlineStack gap="200">
            <Text as="span" tone="subdued">
              On
            </Text>
            {invoices.map(({ id, number }) => (
              <Link key={id} url={pathOf(id)} removeUnderline>
                {number}
              </Link>
            ))}
          </InlineStack>
        ) : null}
      </BlockStack>
    </Card>
  );
}

function Charges({ sum, owes }: { readonly sum: Sum; readonly owes: string }) {
  const amount = (minor: number) => <MoneyText amount={{ minor, currency: sum.currency }} />;
  return (
    <>
      <Row label="Wholesale" value={amount(sum.salesMinor)} />
      <Row
        label="Shipping"
        value={amount(sum.shippingChargedMinor)}
        hidden={sum.shippingChargedMinor === 0}
      />
      <Row label="Fees" value={amount(sum.feesMinor)} hidden={sum.feesMinor === 0} />
      <Row label="Tax" value={amount(sum.taxMinor)} hidden={sum.taxMinor === 0} />
      <Row
        label="Credits"
        value={amount(-sum.creditsGivenMinor)}
        hidden={sum.creditsGivenMinor === 0}
      />
      <Row label={owes} value={amount(sum.owedMinor)} strong />
    </>
  );
}

type RowProps = {
  readonly label: string;
  readonly value: ReactNode;
  readonly strong?: boolean;
  readonly hidden?: boolean;
};

function Row({ label, value, strong = false, hidden = false }: RowProps) {
  if (hidden) return null;
  return (
    <InlineStack align="space-between" gap="200">
      <Text as="span" {...(strong ? { fontWeight: 'semibold' } : { tone: 'subdued' })}>
        {label}
      </Text>
      <Text as="span" {...(strong ? { fontWeight: 'semibold' } : {})} numeric>
        {value}
      </Text>
    </InlineStack>
  );
}

/** "Margin, 41 %": a share only where something was earned. */
function marginLabel(earned: number, cost: number): string {
  return earned > 0 ? `Margin, ${Math.round(((earned - cost) / earned) * 100)} %` : 'Margin';
}
