import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import { useLocale } from '../locale.ts';
import { formatMoney, MoneyText } from '../money-text.tsx';
import { CountText, NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import type { Loaded } from '../loaded.ts';
import type { PlanMeasure } from '../../modules/routing/plan-measure.ts';
import type { PreviewTotals, ReplayedOrder } from '../../views/read-routing.server.ts';
import { CompareFigures, verdictOf } from './compare-figures.tsx';
import type { ComparedFigure } from './compare-figures.tsx';
import { PlainTable } from './plain-table.tsx';

const spent = (of: PlanMeasure) => of.goodsMinor + of.shippingMinor;
const margin = (of: PlanMeasure) => of.wholesaleMinor - spent(of);

/** What all replayed orders together would have come to. */
export function PreviewTotalsCard(props: {
  readonly before: PreviewTotals;
  readonly after: PreviewTotals;
  readonly currency: string;
}) {
  const { before, after, currency } = props;
  const mean = (sum: number) => sum / Math.max(1, after.orders);
  const money: ComparedFigure[] = [
    { label: 'Goods and shipping', before: spent(before), after: spent(after), better: 'less', as: 'money' },
    { label: 'Shipping alone', before: before.shippingMinor, after: after.shippingMinor, better: 'less', as: 'money' },
    { label: 'Margin', before: margin(before), after: margin(after), better: 'more', as: 'money' },
    { label: 'Margin of wholesale', before: ratio(margin(before), before.wholesaleMinor), after: ratio(margin(after), after.wholesaleMinor), better: 'more', as: 'percent', grain: 0.0005 },
  ]; // prettier-ignore
  const service: ComparedFigure[] = [
    { label: 'Parcels', before: before.parcels, after: after.parcels, better: 'less', as: 'count' },
    { label: 'Places an order ships from', before: mean(before.shipments), after: mean(after.shipments), better: 'less', as: 'count', grain: 0.005 },
    { label: 'Expected at the door after', before: mean(before.days), after: mean(after.days), better: 'less', as: 'days', grain: 0.005 },
    { label: 'Expected days late', before: mean(before.daysLate), after: mean(after.daysLate), better: 'less', as: 'days', grain: 0.005 },
    { label: 'Expected to be late', before: mean(before.chanceLate), after: mean(after.chanceLate), better: 'less', as: 'percent', grain: 0.0005 },
    { label: 'Units without a place', before: before.shortUnits, after: after.shortUnits, better: 'less', as: 'count' },
  ]; // prettier-ignore
  return (
    <BlockStack gap="300">
      <CompareFigures figures={money} currency={currency} columns={4} />
      <CompareFigures figures={service} currency={currency} columns={3} />
      {after.units === before.units ? null : (
        <Text as="p">
          {after.units > before.units ? 'More' : 'Fewer'} units find a place than now, so the totals
          are not of the same goods. Goods and shipping of one unit:{' '}
          <MoneyText amount={each(before, currency)} /> now,{' '}
          <MoneyText amount={each(after, currency)} /> under the draft.
        </Text>
      )}
    </BlockStack>
  );
}

function each(totals: PreviewTotals, currency: string) {
  return { minor: Math.round(spent(totals) / Math.max(1, totals.units)), currency };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

type Order = Loaded<ReplayedOrder>;

/** The orders that would ship otherwise, those first whose cost moves most. */
export function ChangedOrdersCard(props: {
  readonly orders: readonly Order[];
  readonly changed: number;
  readonly replayed: number;
}) {
  const { orders, changed, replayed } = props;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="baseline" gap="200">
          <Text as="h2" variant="headingMd">
            Orders that would ship otherwise
          </Text>
          <Text as="span" tone="subdued">
            <NumberText value={changed} /> of{' '}
            <CountText count={replayed} one="order" many="orders" />
            {changed > orders.length ? `, the ${orders.length} that move most` : ''}
          </Text>
        </InlineStack>
        {orders.length === 0 ? (
          <Text as="p" tone="subdued">
            Every order replayed so far would ship as it does now. Only what routing weighs is
            different, not what it chooses.
          </Text>
        ) : (
          <OrdersTable orders={orders} />
        )}
      </BlockStack>
    </Card>
  );
}

function OrdersTable({ orders }: { readonly orders: readonly Order[] }) {
  return (
    <PlainTable
      label="Orders that would ship otherwise"
      rows={orders}
      rowKey={({ orderId }) => orderId}
      columns={[
        {
          title: 'Order',
          cell: ({ orderId, name, store, at }) => (
            <BlockStack>
              <Link to={`/hub/orders/${orderId}`}>{name}</Link>
              <Text as="span" tone="subdued" variant="bodySm">
                {store} · <RelativeTime at={at} />
              </Text>
            </BlockStack>
          ),
        },
        {
          title: 'Goods and shipping',
          end: true,
          cell: ({ before, after, currency }) => (
            <Moved before={spent(before)} after={spent(after)} currency={currency} better="less" />
          ),
        },
        {
          title: 'Margin',
          end: true,
          cell: ({ before, after, currency }) => (
            <Moved
              before={margin(before)}
              after={margin(after)}
              currency={currency}
              better="more"
            />
          ),
        },
        {
          title: 'Parcels',
          end: true,
          cell: ({ before, after }) => (
            <Moved before={before.parcels} after={after.parcels} better="less" />
          ),
        },
        {
          title: 'Days to the door',
          end: true,
          cell: ({ before, after }) => (
            <Moved before={before.days} after={after.days} better="less" />
          ),
        },
        {
          title: 'Days late',
          end: true,
          cell: ({ before, after }) => (
            <Moved before={before.daysLate} after={after.daysLate} better="less" />
          ),
        },
      ]}
    />
  );
}

const ONE_TENTH = 0.05;

/** A figure as it would be, and beneath it how far it moves. Without a currency it is a count or days. */
function Moved(props: {
  readonly before: number;
  readonly after: number;
  readonly currency?: string;
  readonly better: 'less' | 'more';
}) {
  const { before, after, currency, better } = props;
  const locale = useLocale();
  const digits = { maximumFractionDigits: 1 };
  const show = (value: number) =>
    currency
      ? formatMoney({ minor: value, currency }, locale)
      : new Intl.NumberFormat(locale, digits).format(value);
  const verdict = verdictOf(after - before, better, currency ? 0 : ONE_TENTH);
  return (
    <BlockStack inlineAlign="end">
      <span className="figure" suppressHydrationWarning>
        {show(after)}
      </span>
      {verdict === 'same' ? null : (
        <span className={`compare-${verdict}`} suppressHydrationWarning>
          {after > before ? '+' : '−'}
          {show(Math.abs(after - before))}
        </span>
      )}
    </BlockStack>
  );
}
