import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Layout, Link, Page, Text } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { DayText } from '../components/day-text.tsx';
import { DocumentFiles, DocumentLines, DocumentSums } from '../components/document-cards.tsx';
import { DocumentBadge } from '../components/document-table.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { TextInput } from '../components/form-fields.tsx';
import { Facts } from '../components/hub/facts.tsx';
import { DOCUMENT_NAMES } from '../components/money-words.ts';
import { DateTimeText } from '../components/relative-time.tsx';
import { creditInvoice } from '../flows/settlement/credit-invoice.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { readCreditForm } from '../http/money-forms.ts';
import { moneyRefusal } from '../http/money-refusals.ts';
import { newId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import { readToday } from '../views/read-hub-money.server.ts';
import { readDocument, readDocumentLines } from '../views/read-settlement-documents.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params: search } = await visitHub(door, request);
  const documentId = idOf<'SettlementDocument'>(params['documentId']);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const document = foundOr404(await readDocument(door.db, { distributorId }, documentId, today));
  const { rows: lines, next } = await readDocumentLines(
    door.db,
    document,
    pageRequest(search, 100),
  );
  return json({ document, lines, next, attempt: newId() });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const documentId = idOf<'SettlementDocument'>(params['documentId']);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const { currency } = foundOr404(
    await readDocument(door.db, { distributorId }, documentId, today),
  );
  const credit = readCreditForm(Object.fromEntries(await request.formData()), currency);
  if (typeof credit === 'string') return json<ActionAnswer>({ ok: false, message: credit }, 400);
  const done = await creditInvoice(door, { distributorId, documentId, by: userId, ...credit });
  return done.ok
    ? json<ActionAnswer>({ ok: true, message: 'Credited. The credit note is issued.' })
    : json<ActionAnswer>({ ok: false, message: moneyRefusal(done.error) });
}

export default function Document() {
  const { document, lines, next, attempt } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { number, kind, partyId, party, currency } = document;
  return (
    <Page
      title={`${DOCUMENT_NAMES[kind] ?? kind} ${number}`}
      titleMetadata={<DocumentBadge document={document} />}
      backAction={{ content: 'Invoices', url: '/hub/money/invoices' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          <Layout.Section>
            <DocumentLines {...{ document, lines, next }} orderPath={(id) => `/hub/orders/${id}`} />
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <Card>
                <Facts
                  facts={[
                    [
                      'Party',
                      <Link
                        key="party"
                        url={`/hub/money/parties/${partyId}?currency=${currency}`}
                        removeUnderline
                      >
                        {party}
                      </Link>,
                    ],
                    ['Issued', <DayText key="issued" day={document.issuedOn} />],
                    ...(kind === 'credit-note' || kind === 'statement'
                      ? []
                      : [['Due', <DayText key="due" day={document.dueOn} />] as const]),
                    ...(document.corrects
                      ? [
                          [
                            'Corrects',
                            <Link
                              key="corrects"
                              url={`/hub/money/invoices/${document.corrects.id}`}
                              removeUnderline
                            >
                              {document.corrects.number}
                            </Link>,
                          ] as const,
                        ]
                      : [
                          ['From', <DateTimeText key="from" at={document.periodStart} />] as const,
                          ['Until', <DateTimeText key="until" at={document.periodEnd} />] as const,
                        ]),
                    ...(document.reason ? [['Reason', document.reason] as const] : []),
                  ]}
                />
              </Card>
              <DocumentSums document={document} />
              <DocumentFiles document={document} path={`/hub/money/invoices/${document.id}/file`} />
              {kind === 'invoice' ? <CreditCard attempt={attempt} document={document} /> : null}
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

type CreditCardProps = {
  readonly attempt: string;
  readonly document: {
    readonly currency: string;
    readonly corrections: readonly { readonly id: string; readonly number: string }[];
  };
};

function CreditCard({ attempt, document: { currency, corrections } }: CreditCardProps) {
  const busy = useNavigation().state !== 'idle';
  return (
    <Card>
      <Form method="post" key={attempt}>
        <input type="hidden" name="attempt" value={attempt} />
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            Correct it
          </Text>
          <Text as="p" tone="subdued">
            An issued invoice is not changed. A credit note takes off what should not be on it.
          </Text>
          {corrections.map(({ id, number }) => (
            <Link key={id} url={`/hub/money/invoices/${id}`} removeUnderline>
              {number}
            </Link>
          ))}
          <TextInput
            name="amount"
            label="Amount to credit"
            suffix={currency}
            inputMode="decimal"
            requiredIndicator
          />
          <TextInput
            name="reason"
            label="Reason"
            maxLength={300}
            helpText="The retailer reads it."
            requiredIndicator
          />
          <InlineStack align="end">
            <Button submit loading={busy}>
              Issue credit note
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
