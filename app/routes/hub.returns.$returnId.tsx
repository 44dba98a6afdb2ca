import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, Card, InlineStack, Layout, Link, Page, Text } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { ExceptionList } from '../components/hub/exception-list.tsx';
import { Facts } from '../components/hub/facts.tsx';
import {
  DecideReturnCard,
  InspectReturnCard,
  LabelReturnCard,
  ReceiveReturnCard,
  SupplierCreditCard,
} from '../components/hub/return-actions.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { DateTimeText, RelativeTime } from '../components/relative-time.tsx';
import {
  ParcelText,
  ReturnCredits,
  ReturnFilesCard,
  ReturnLinesCard,
} from '../components/return-cards.tsx';
import {
  choiceWords,
  LABEL_PAYER_CHOICES,
  nextStep,
  originWords,
  reasonWords,
  refundWords,
  RETURN_FILE_REFUSED,
  RETURN_FORM_INCOMPLETE,
  returnEvents,
  returnRefusalTold,
} from '../components/return-words.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { Timeline } from '../components/timeline.tsx';
import { actOnHubReturn } from '../flows/order/act-on-hub-return.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { LABEL_ENDINGS, readReturnForm } from '../http/keep-return-file.server.ts';
import { readReturnAct } from '../http/return-forms.ts';
import { readHubReturn } from '../views/read-return.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const returnId = idOf<'Return'>(params['returnId']);
  const found = foundOr404(await readHubReturn(door.db, { distributorId, returnId }));
  return json({ ...found, labelEndings: LABEL_ENDINGS });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId, actor } = await visitHub(door, request);
  const returnId = idOf<'Return'>(params['returnId']);
  const { form, filesOf, hasRefusedFile } = await readReturnForm(door.blobs, request);
  if (hasRefusedFile) return json<ActionAnswer>({ ok: false, message: RETURN_FILE_REFUSED }, 400);
  const act = readReturnAct(form, filesOf('label', 'label')[0]);
  if (!act) return json<ActionAnswer>({ ok: false, message: RETURN_FORM_INCOMPLETE }, 400);
  const done = await actOnHubReturn(door, { distributorId, returnId, actor, userId }, act);
  if (!done.ok && done.error.kind === 'unknown-return') foundOr404(undefined);
  return done.ok
    ? json<ActionAnswer>({ ok: true, message: DONE[act.intent] })
    : json<ActionAnswer>({ ok: false, message: returnRefusalTold(done.error) }, 409);
}

const DONE = {
  authorise: 'Authorised. The retailer sees it and what to do next.',
  reject: 'Rejected. The retailer sees why.',
  cancel: 'Called off. Its units may be returned another time.',
  receive: 'Arrival noted.',
  inspect: 'Inspected. The retailer’s credit is in the books.',
  waive: 'Credited without the goods coming back.',
  label: 'Saved. The retailer sees it.',
  'supplier-credit': 'The supplier’s credit is in the books.',
  'no-supplier-credit': 'Noted: the supplier credits nothing.',
  remedy: 'Done.',
} as const;

export default function Return() {
  const { head, lines, files, credits, acts, exceptions, hubCurrency, labelEndings } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const next = nextStep(head, 'hub');
  const isOver = ['closed', 'rejected', 'cancelled'].includes(head.status);
  const isBefore = !isOver && head.status !== 'inspected';
  const base = `/hub/returns/${head.id}`;
  return (
    <Page
      title={head.number}
      titleMetadata={<StatusBadge of="return" status={head.status} />}
      subtitle={`${head.store} · ${reasonWords(head.reason)}`}
      backAction={{ content: 'Returns', url: '/hub/returns' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {next ? (
          <Banner tone="info" title="What happens next">
            {next}
          </Banner>
        ) : null}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <ExceptionList exceptions={exceptions} showSubject={false} />
              {head.decision === 'open' && !isOver ? <DecideReturnCard /> : null}
              <ReturnLinesCard lines={lines} />
              {isBefore && lines.some(({ received, quantity }) => received < quantity) ? (
                <ReceiveReturnCard key={`receive-${head.status}`} lines={lines} />
              ) : null}
              {isBefore ? (
                <InspectReturnCard
                  key={`inspect-${head.status}`}
                  lines={lines}
                  isOwnShelf={head.isOwnShelf}
                  credited={head.policy.grades}
                />
              ) : null}
              {head.supplierCredit === 'received' ? null : (
                <SupplierCreditCard supplier={head.supplier} lines={lines} />
              )}
              {isOver ? null : (
                <LabelReturnCard
                  key={`label-${String(head.labelCostMinor)}`}
                  labelFrom={head.labelFrom}
                  labelPaidBy={head.labelPaidBy}
                  currency={head.labelCurrency ?? hubCurrency}
                  isCharged={head.labelCostMinor !== null}
                  endings={labelEndings}
                />
              )}
              <Card>
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    Timeline
                  </Text>
                  <Timeline
                    label="What happened to this return"
                    events={returnEvents(acts.map((act) => ({ ...act, by: act.actorKind })), 'hub')}
                  />
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <Card>
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    About it
                  </Text>
                  <Facts
                    facts={[
                      ['Order', <Link key="o" url={`/hub/orders/${head.orderId}`}>{head.order}</Link>],
                      ['Retailer', <Link key="r" url={`/hub/retailers/${head.connectionId}`}>{head.retailer}</Link>],
                      ['Supplier', <Link key="s" url={`/hub/suppliers/${head.supplierId}`}>{head.supplier}</Link>],
                      ['Began', originWords(head.origin)],
                      ['Asked', <RelativeTime key="a" at={head.requestedAt} />],
                      ['Decided', head.decision === 'open' ? 'not yet' : <DateTimeText key="d" at={head.decidedAt} />],
                      ['Terms', head.policyVersion === 0 ? 'nothing agreed' : `version ${head.policyVersion}`],
                      ['Parcel', <ParcelText key="p" {...head} />],
                      ['Label', `paid by ${choiceWords(LABEL_PAYER_CHOICES, head.labelPaidBy).toLowerCase()}`],
                    ]}
                  />
                  {head.decisionReason ? <Text as="p">{head.decisionReason}</Text> : null}
                  {head.note ? (
                    <Text as="p" tone="subdued" breakWord>
                      “{head.note}”
                    </Text>
                  ) : null}
                </BlockStack>
              </Card>
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    Money
                  </Text>
                  <Text as="p">
                    {refundWords(head)}
                    {head.refundedMinor === null ? null : (
                      <>
                        {': '}
                        <MoneyText amount={{ minor: head.refundedMinor, currency: head.storeCurrency }} />
                      </>
                    )}
                  </Text>
                  <ReturnCredits
                    credits={credits}
                    none="Nothing is in the books yet. The retailer is credited when the goods are inspected."
                  />
                  {head.supplierCredit === 'none' ? (
                    <Text as="p" tone="subdued">
                      The supplier credits nothing.
                    </Text>
                  ) : null}
                </BlockStack>
              </Card>
              {isBefore ? <OtherActs decision={head.decision} /> : null}
              <PhotosCard files={files} base={base} />
              {files.some(({ kind }) => kind === 'label') ? (
                <ReturnFilesCard
                  title="Labels"
                  files={files.filter(({ kind }) => kind === 'label')}
                  base={base}
                  none=""
                />
              ) : null}
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
} // prettier-ignore

/** Ways out that skip a part of the road. */
function OtherActs({ decision }: { readonly decision: string }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Other ways
        </Text>
        <InlineStack gap="200">
          {decision === 'rejected' ? null : (
            <ConfirmButton
              label="Credit without the goods"
              fields={{ intent: 'waive' }}
              warning="The retailer is credited in full and nothing has to come back: for goods that are not worth the way, or lost on it."
            />
          )}
          <ConfirmButton
            label="Call off"
            destructive
            fields={{ intent: 'cancel' }}
            warning="Nothing comes back after all. The units may be returned another time."
          />
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

type Photo = { readonly id: string; readonly kind: string; readonly name: string };

function PhotosCard({ files, base }: { readonly files: readonly Photo[]; readonly base: string }) {
  const photos = files.filter(({ kind }) => kind === 'photo');
  if (photos.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Photos
        </Text>
        <InlineStack gap="200">
          {photos.map(({ id, name }) => (
            <a key={id} href={`${base}/files/${id}`} target="_blank" rel="noreferrer">
              <img className="return-photo" src={`${base}/files/${id}`} alt={name} />
            </a>
          ))}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
