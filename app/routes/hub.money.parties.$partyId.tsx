import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Layout, Link, Page, Text } from '@shopify/polaris';
import { MoneyIcon } from '@shopify/polaris-icons';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { DayText } from '../components/day-text.tsx';
import { DownloadButton } from '../components/download-button.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { FigureRow, FigureTile } from '../components/hub/figure-tile.tsx';
import { PaymentForm } from '../components/hub/payment-form.tsx';
import { PlainTable } from '../components/hub/plain-table.tsx';
import { SettlementTermsForm } from '../components/hub/settlement-terms-form.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { DOCUMENT_NAMES, PERIOD_NAMES, purposeName } from '../components/money-words.ts';
import { PagedTable } from '../components/paged-table.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { changeSettlementTerms } from '../flows/settlement/change-terms.server.ts';
import { closeNow } from '../flows/settlement/close-periods.server.ts';
import { payByHand } from '../flows/settlement/pay-by-hand.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { readPaymentForm, readTermsForm, showAmount, showTerms } from '../http/money-forms.ts';
import { moneyRefusal } from '../http/money-refusals.ts';
import { newId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import { readToday } from '../views/read-hub-money.server.ts';
import { readMoneyParty, readMovements } from '../views/read-money-party.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params: search } = await visitHub(door, request);
  const partyId = idOf(params['partyId']);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const party = foundOr404(await readMoneyParty(door.db, { distributorId, partyId, today }));
  const asked = search.get('currency');
  const known = party.balances.map(({ currency }) => currency);
  const currency = known.find((each) => each === asked) ?? known[0] ?? party.currency;
  const movements = await readMovements(
    door.db,
    { distributorId, party, currency },
    pageRequest(search, 25),
  );
  const open = party.openItems.filter((item) => item.currency === currency && item.openMinor > 0);
  const sum = open.reduce((total, item) => total + item.openMinor, 0);
  return json({
    party,
    terms: showTerms(party.terms, party.hubCurrency),
    currency,
    currencies: [...new Set([currency, ...known, party.currency])],
    movements,
    openMinor: sum,
    openAmount: showAmount(sum, currency),
    today,
    paymentId: newId(),
  });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const partyId = idOf(params['partyId']);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const { kind, hubCurrency } = foundOr404(
    await readMoneyParty(door.db, { distributorId, partyId, today }),
  );
  const key = { distributorId, party: { kind, id: partyId } } as const;
  const fields = Object.fromEntries(await request.formData());
  switch (fields['intent']) {
    case 'close': {
      const issued = await closeNow(door, { ...key, by: userId });
      const numbers = issued.map(({ number }) => number).join(', ');
      return told(
        true,
        numbers ? `Issued: ${numbers}.` : 'There is nothing that is not on a document yet.',
      );
    }
    case 'pay': {
      const payment = readPaymentForm(fields);
      if (typeof payment === 'string') return told(false, payment);
      const done = await payByHand(door, { ...key, ...payment, by: userId });
      return done.ok
        ? told(true, 'The payment is recorded.')
        : told(false, moneyRefusal(done.error));
    }
    case 'terms': {
      const terms = readTermsForm(fields, hubCurrency);
      if (typeof terms === 'string') return told(false, terms);
      await changeSettlementTerms(door, { ...key, terms, by: userId });
      return told(true, 'The terms are saved. They count for what is shipped from now on.');
    }
    default:
      return told(false, 'Reload the page and try again.');
  }
}

function told(ok: boolean, message: string) {
  return json<ActionAnswer>({ ok, message }, ok ? 200 : 422);
}

export default function PartyAccount() {
  const loaded = useLoaderData<typeof loader>();
  const { party, currency, currencies, movements, openMinor, openAmount, today, paymentId } =
    loaded;
  const answer = useActionData<typeof action>();
  const [params] = useSearchParams();
  const isSupplier = party.kind === 'supplier';
  const balance = party.balances.find((each) => each.currency === currency)?.balanceMinor ?? 0;
  const overdue = party.openItems
    .filter((item) => item.overdue && item.currency === currency)
    .reduce((sum, item) => sum + item.openMinor, 0);
  return (
    <Page
      title={party.name}
      titleMetadata={<Badge>{isSupplier ? 'Supplier' : 'Retailer'}</Badge>}
      subtitle={`Billed ${PERIOD_NAMES[party.terms.period] ?? ''}`}
      backAction={{ content: 'Money', url: '/hub/money' }}
      fullWidth
      primaryAction={
        <ConfirmButton
          label="Close now"
          fields={{ intent: 'close' }}
          variant="primary"
          title="Close the account now?"
          warning={
            isSupplier
              ? 'Everything that stands on no document yet comes on one, dated today.'
              : 'Everything that stands on no invoice yet comes on one, dated today. An issued invoice is not changed any more.'
          }
        />
      }
      secondaryActions={[
        isSupplier
          ? { content: 'Its invoices', url: `/hub/money/supplier-invoices?supplier=${party.id}` }
          : { content: 'Open the retailer', url: `/hub/retailers/${party.id}` },
      ]}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {currencies.length > 1 ? (
          <InlineStack gap="200">
            {currencies.map((each) => (
              <Link key={each} url={`?currency=${each}`} removeUnderline={each === currency}>
                {each}
              </Link>
            ))}
          </InlineStack>
        ) : null}
        <FigureRow>
          <FigureTile
            label={balance >= 0 && !isSupplier ? 'Owes you' : balance > 0 ? 'Owes you' : 'You owe'}
            figure={<MoneyText amount={{ minor: Math.abs(balance), currency }} />}
            note={isSupplier ? 'Shipped and not paid' : 'Shipped and not paid, invoiced or not'}
          />
          <FigureTile
            label={isSupplier ? 'Approved to pay' : 'Invoiced and open'}
            figure={<MoneyText amount={{ minor: openMinor, currency }} />}
          />
          <FigureTile
            label="Overdue"
            figure={<MoneyText amount={{ minor: overdue, currency }} />}
            tone={overdue > 0 ? 'critical' : undefined}
          />
          <FigureTile
            label="Closed by the clock"
            figure={<RelativeTime at={party.closedUntil} none="Not yet" />}
            note="until the end of the last period"
          />
        </FigureRow>
        <Layout>
          <Layout.Section>
            <OpenItems items={party.openItems} isSupplier={isSupplier} />
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <PaymentForm
              kind={party.kind}
              items={party.openItems.filter(
                (item) => item.openMinor > 0 && item.currency === currency,
              )}
              amount={openAmount}
              {...{ paymentId, currencies, today }}
            />
          </Layout.Section>
        </Layout>
        <Card padding="0">
          <BlockStack>
            <div style={{ padding: 'var(--p-space-400)' }}>
              <InlineStack align="space-between" blockAlign="center">
                <Text as="h2" variant="headingMd">
                  Statement in {currency}
                </Text>
                <DownloadButton
                  label="Download CSV"
                  url={`/hub/money/parties/${party.id}/statement?currency=${currency}`}
                  fileName={`statement-${currency}.csv`}
                />
              </InlineStack>
            </div>
            <PagedTable
              rows={movements.rows}
              rowKey={({ key }) => key}
              noun={{ singular: 'movement', plural: 'movements' }}
              next={movements.next}
              columns={[
                {
                  title: 'When',
                  cell: ({ at }) => <RelativeTime at={at} />,
                },
                {
                  title: 'What',
                  cell: ({ text, purpose, orderId, reason }) => (
                    <BlockStack>
                      <span>{movementText(purpose, text, reason)}</span>
                      {purpose === 'cash' ? null : (
                        <Text as="span" tone="subdued" variant="bodySm">
                          {orderId ? (
                            <Link url={`/hub/orders/${orderId}`} removeUnderline>
                              {reason}
                            </Link>
                          ) : (
                            reason
                          )}
                        </Text>
                      )}
                    </BlockStack>
                  ),
                },
                { title: 'Document', narrow: false, cell: ({ document }) => document ?? '—' },
                {
                  title: 'Amount',
                  align: 'end',
                  cell: ({ amountMinor }) => (
                    <MoneyText amount={{ minor: amountMinor, currency }} />
                  ),
                },
                {
                  title: 'Balance',
                  align: 'end',
                  cell: ({ balanceMinor }) => (
                    <MoneyText amount={{ minor: balanceMinor, currency }} />
                  ),
                },
              ]}
              empty={
                <EmptyList icon={MoneyIcon} heading="Nothing has moved this account">
                  {params.has('after')
                    ? 'Go back to the first page.'
                    : 'The first parcel that a supplier ships shows here.'}
                </EmptyList>
              }
            />
          </BlockStack>
        </Card>
        <SettlementTermsForm
          key={JSON.stringify(loaded.terms)}
          kind={party.kind}
          currency={party.hubCurrency}
          fields={loaded.terms}
        />
      </BlockStack>
    </Page>
  );
}

/** "Goods: Mug"; the name of the part alone where the text says no more. */
function movementText(purpose: string, text: string, reason: string): string {
  if (purpose === 'cash') return reason;
  const part = purposeName(purpose);
  return part === text ? part : `${part}: ${text}`;
}

type OpenItemsProps = {
  readonly isSupplier: boolean;
  readonly items: readonly {
    readonly id: string;
    readonly itemKind: string;
    readonly kind: string;
    readonly number: string;
    readonly currency: string;
    readonly amountMinor: number;
    readonly openMinor: number;
    readonly dueOn: string;
    readonly overdue: boolean;
  }[];
};

function OpenItems({ items, isSupplier }: OpenItemsProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Open items
        </Text>
        {items.length === 0 ? (
          <Text as="p" tone="subdued">
            {isSupplier
              ? 'No approved invoice is unpaid. What was shipped is in the statement below.'
              : 'Every invoice is paid. What was shipped since is in the statement below.'}
          </Text>
        ) : (
          <PlainTable
            label="Open items"
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                title: 'Number',
                cell: ({ id, itemKind, number, kind }) => (
                  <InlineStack gap="200">
                    <Link
                      url={
                        itemKind === 'document'
                          ? `/hub/money/invoices/${id}`
                          : `/hub/money/supplier-invoices/${id}`
                      }
                      removeUnderline
                    >
                      {number}
                    </Link>
                    <Text as="span" tone="subdued">
                      {DOCUMENT_NAMES[kind] ?? kind}
                    </Text>
                  </InlineStack>
                ),
              },
              {
                title: 'Due',
                cell: ({ dueOn, overdue, kind }) =>
                  kind === 'credit-note' ? (
                    '—'
                  ) : (
                    <InlineStack gap="200">
                      <DayText day={dueOn} />
                      {overdue ? <Badge tone="critical">Overdue</Badge> : null}
                    </InlineStack>
                  ),
              },
              {
                title: 'Total',
                end: true,
                cell: ({ amountMinor, currency }) => (
                  <MoneyText amount={{ minor: amountMinor, currency }} />
                ),
              },
              {
                title: 'Open',
                end: true,
                cell: ({ openMinor, currency }) => (
                  <MoneyText amount={{ minor: openMinor, currency }} />
                ),
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
