import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, Card, InlineStack, Layout, Link, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { DayText } from '../components/day-text.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { AskingButton } from '../components/hub/asking-button.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { Facts } from '../components/hub/facts.tsx';
import { MatchTable } from '../components/hub/match-table.tsx';
import { PaymentForm } from '../components/hub/payment-form.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { payByHand } from '../flows/settlement/pay-by-hand.server.ts';
import {
  acceptInvoice,
  disputeInvoice,
  matchAgain,
  shortPayInvoice,
} from '../flows/settlement/supplier-invoices.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { readPaymentForm, showAmount } from '../http/money-forms.ts';
import { moneyRefusal } from '../http/money-refusals.ts';
import { newId } from '../platform/ids.ts';
import { readToday } from '../views/read-hub-money.server.ts';
import { readSupplierInvoice } from '../views/read-supplier-invoices.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const invoiceId = idOf<'SupplierInvoice'>(params['invoiceId']);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const invoice = foundOr404(
    await readSupplierInvoice(door.db, { distributorId, invoiceId, today }),
  );
  const fits = invoice.lines.reduce(
    (sum, line) => sum + line.payableQuantity * line.payableUnitMinor,
    0,
  );
  return json({
    invoice,
    fits,
    today,
    openAmount: showAmount(invoice.openMinor, invoice.currency),
    paymentId: newId(),
  });
}

const Intent = z.object({
  intent: z.enum(['match', 'accept', 'short-pay', 'dispute', 'pay']),
  reason: z.string().trim().max(500).default(''),
});

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const invoiceId = idOf<'SupplierInvoice'>(params['invoiceId']);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const { supplierId } = foundOr404(
    await readSupplierInvoice(door.db, { distributorId, invoiceId, today }),
  );
  const fields = Object.fromEntries(await request.formData());
  const form = Intent.safeParse(fields);
  if (!form.success) return told(false, 'Reload the page and try again.');
  const wish = { distributorId, invoiceId, by: userId };
  switch (form.data.intent) {
    case 'match': {
      const done = await matchAgain(door, wish);
      if (!done.ok) return told(false, moneyRefusal(done.error));
      return told(
        true,
        done.value.approved ? 'It fits now and is approved.' : 'Matched again; it still differs.',
      );
    }
    case 'accept':
      return answered(await acceptInvoice(door, wish), 'Accepted. It is paid as it is.');
    case 'short-pay':
      return answered(await shortPayInvoice(door, wish), 'Approved: only what fits is paid.');
    case 'dispute': {
      const { reason } = form.data;
      if (reason.length < 3)
        return told(false, 'Say what is wrong with it, so that others understand.');
      return answered(
        await disputeInvoice(door, { ...wish, reason }),
        'Disputed. Nothing of it is paid.',
      );
    }
    case 'pay': {
      const payment = readPaymentForm(fields);
      if (typeof payment === 'string') return told(false, payment);
      const party = { kind: 'supplier', id: supplierId } as const;
      const done = await payByHand(door, { distributorId, party, ...payment, by: userId });
      return answered(done, 'The payment is recorded.');
    }
  }
}

type Refused = Parameters<typeof moneyRefusal>[0];

function answered(
  done: { readonly ok: true } | { readonly ok: false; readonly error: Refused },
  message: string,
) {
  return done.ok ? told(true, message) : told(false, moneyRefusal(done.error));
}

function told(ok: boolean, message: string) {
  return json<ActionAnswer>({ ok, message }, ok ? 200 : 422);
}

const DECISIONS: Readonly<Record<string, string>> = {
  matched: 'It fits',
  accepted: 'Accepted as it is',
  'short-paid': 'Only what fits is paid',
  disputed: 'Disputed',
};

export default function SupplierInvoice() {
  const { invoice, fits, today, openAmount, paymentId } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { number, supplierId, supplier, currency, status, openMinor, totalMinor, payableMinor } =
    invoice;
  const isOpen = status !== 'approved';
  const state = status === 'approved' && openMinor === 0 ? 'paid' : status;
  const amount = (minor: number) => <MoneyText amount={{ minor, currency }} />;
  return (
    <Page
      title={`Invoice ${number}`}
      subtitle={supplier}
      titleMetadata={<StatusBadge of="supplier-invoice" status={state} />}
      backAction={{ content: 'Suppliers’ invoices', url: '/hub/money/supplier-invoices' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {isOpen ? (
          <Banner
            tone="warning"
            title={
              status === 'disputed'
                ? 'Disputed: nothing of it is paid'
                : 'It differs from what was agreed or shipped'
            }
          >
            <BlockStack gap="300">
              <Text as="p">
                It asks for {amount(totalMinor)}; {amount(fits)} of it fit.
                {invoice.reason ? ` Said to the supplier: “${invoice.reason}”.` : ''}
              </Text>
              <InlineStack gap="200">
                <ConfirmButton
                  label="Pay what fits"
                  fields={{ intent: 'short-pay' }}
                  warning="The rest of this invoice is refused for good. The supplier can send another invoice for what it ships later."
                />
                <ConfirmButton
                  label="Accept it as it is"
                  fields={{ intent: 'accept' }}
                  warning="The whole amount is approved, and the books take over the difference."
                />
                <ConfirmButton label="Match again" fields={{ intent: 'match' }} />
                <AskingButton
                  label="Dispute"
                  asks="What is wrong with it"
                  field="reason"
                  act="Dispute it"
                  fields={{ intent: 'dispute' }}
                />
              </InlineStack>
            </BlockStack>
          </Banner>
        ) : null}
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              Three-way match
            </Text>
            <MatchTable currency={currency} lines={invoice.lines} />
          </BlockStack>
        </Card>
        <Layout>
          <Layout.Section variant="oneHalf">
            <Card>
              <Facts
                facts={[
                  [
                    'Supplier',
                    <Link key="supplier" url={`/hub/money/parties/${supplierId}`} removeUnderline>
                      {supplier}
                    </Link>,
                  ],
                  ['Dated', <DayText key="dated" day={invoice.issuedOn} />],
                  ['Due', <DayText key="due" day={invoice.dueOn} />],
                  ['Invoiced', amount(totalMinor)],
                  ...(isOpen
                    ? []
                    : [
                        ['Approved', amount(payableMinor)] as const,
                        ['Open', amount(openMinor)] as const,
                      ]),
                  ...(invoice.decision
                    ? [
                        [
                          DECISIONS[invoice.decision] ?? 'Decided',
                          <span key="decided">
                            <RelativeTime at={invoice.decidedAt} />
                            {invoice.decidedBy ? `, ${invoice.decidedBy}` : ''}
                          </span>,
                        ] as const,
                      ]
                    : []),
                  ...invoice.payments.map(
                    ({ text, day, amountMinor }) =>
                      [
                        text,
                        <span key={`${text}${day}`}>
                          {amount(amountMinor)}, <DayText day={day} />
                        </span>,
                      ] as const,
                  ),
                ]}
              />
            </Card>
          </Layout.Section>
          <Layout.Section variant="oneHalf">
            {openMinor > 0 ? (
              <PaymentForm
                kind="supplier"
                currencies={[currency]}
                amount={openAmount}
                items={[]}
                itemId={invoice.id}
                {...{ paymentId, today }}
              />
            ) : null}
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
