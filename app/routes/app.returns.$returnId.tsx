import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Layout,
  Link,
  Page,
  Text,
} from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import { TextInput } from '../components/form-fields.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { Facts } from '../components/hub/facts.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { DateTimeText, RelativeTime } from '../components/relative-time.tsx';
import {
  ParcelText,
  ReturnCredits,
  ReturnFilesCard,
  ReturnLinesCard,
} from '../components/return-cards.tsx';
import {
  nextStep,
  reasonWords,
  refundWords,
  RETURN_FILE_REFUSED,
  RETURN_FORM_INCOMPLETE,
  returnEvents,
  returnRefusalTold,
} from '../components/return-words.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { Timeline } from '../components/timeline.tsx';
import { actOnRetailerReturn } from '../flows/order/act-on-retailer-return.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import type { DoorContext } from '../http/door-context.ts';
import { PHOTO_ENDINGS, readReturnForm } from '../http/keep-return-file.server.ts';
import { notFound } from '../http/not-found.ts';
import { ParcelForm } from '../http/return-forms.ts';
import { parseId } from '../platform/ids.ts';
import { findReturnOfStore, readRetailerReturn } from '../views/read-return.server.ts';

async function findReturn(door: DoorContext, request: Request, text: string | undefined) {
  const { storeId } = await authenticateStore(door, request);
  const returnId = parseId(text);
  const key = returnId && (await findReturnOfStore(door.db, { storeId, returnId }));
  if (!key) throw notFound();
  return { key, actor: { kind: 'store', id: storeId } as const };
}

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { key } = await findReturn(door, request, params['returnId']);
  const found = await readRetailerReturn(door.db, key);
  if (!found) throw notFound();
  return json({ ...found, photoEndings: PHOTO_ENDINGS });
}

const Act = z.discriminatedUnion('intent', [
  z.object({ intent: z.enum(['photo', 'refund', 'cancel']) }),
  ParcelForm.extend({ intent: z.literal('sent') }),
]);

const DONE = {
  photo: 'The photo is with the return.',
  refund: 'Your shop is being told to refund it. That takes a few seconds.',
  cancel: 'Called off. The units may be returned another time.',
  sent: 'Noted. The distributor knows that it is on its way.',
} as const;

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { key, actor } = await findReturn(door, request, params['returnId']);
  const { form, filesOf, hasRefusedFile } = await readReturnForm(door.blobs, request);
  if (hasRefusedFile) return json<ActionAnswer>({ ok: false, message: RETURN_FILE_REFUSED }, 400);
  const act = Act.safeParse(Object.fromEntries(form)).data;
  const [file] = filesOf('photo', 'photo');
  if (!act || (act.intent === 'photo' && !file))
    return json<ActionAnswer>({ ok: false, message: RETURN_FORM_INCOMPLETE }, 400);
  const done = await actOnRetailerReturn(door, { ...key, actor }, { ...act, file });
  return done.ok
    ? json<ActionAnswer>({ ok: true, message: DONE[act.intent] })
    : json<ActionAnswer>({ ok: false, message: returnRefusalTold(done.error) }, 409);
}

export default function Return() {
  const { head, lines, files, credits, acts, photoEndings } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const next = nextStep(head, 'retailer');
  const isOver = ['closed', 'rejected', 'cancelled'].includes(head.status);
  const isComing = head.status === 'requested' || head.status === 'authorised' || head.status === 'in-transit';
  const base = `/app/returns/${head.id}`;
  return (
    <Page
      title={head.number}
      titleMetadata={<StatusBadge of="return" status={head.status} />}
      subtitle={`To ${head.distributor} · ${reasonWords(head.reason)}`}
      backAction={{ content: 'Returns', url: '/app/returns' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {next ? (
          <Banner tone={head.status === 'rejected' ? 'warning' : 'info'} title="What happens next">
            {next}
          </Banner>
        ) : null}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <ReturnLinesCard lines={lines} />
              {isComing ? <SentCard head={head} /> : null}
              <ReturnFilesCard
                title="Label"
                files={files.filter(({ kind }) => kind === 'label')}
                base={base}
                none={
                  head.labelFrom === 'shopper'
                    ? 'None is given: your shopper sends the goods by itself.'
                    : 'It is not there yet. You find it here as soon as it is.'
                }
              />
              <ReturnFilesCard
                title="Photos"
                files={files.filter(({ kind }) => kind === 'photo')}
                base={base}
                none={
                  head.decision === 'open' && head.policy.photoFor.some((reason) => reason === head.reason)
                    ? 'The contract asks for one for this reason: nothing is decided before.'
                    : 'None so far.'
                }
              >
                {isOver ? null : <PhotoForm endings={photoEndings} />}
              </ReturnFilesCard>
              <Card>
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    Timeline
                  </Text>
                  <Timeline
                    label="What happened to this return"
                    events={returnEvents(acts, 'retailer')}
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
                      ['Order', <Link key="o" url={`/app/orders/${head.orderId}`}>{head.order}</Link>],
                      ['Asked', <RelativeTime key="a" at={head.requestedAt} />],
                      ['Decided', head.decision === 'open' ? 'not yet' : <DateTimeText key="d" at={head.decidedAt} />],
                      ['Parcel', <ParcelText key="p" {...head} />],
                    ]}
                  />
                  {head.decisionReason ? <Text as="p">{head.decisionReason}</Text> : null}
                  {head.note ? (
                    <Text as="p" tone="subdued" breakWord>
                      “{head.note}”
                    </Text>
                  ) : null}
                  {isComing ? (
                    <InlineStack>
                      <ConfirmButton
                        label="Call off"
                        destructive
                        fields={{ intent: 'cancel' }}
                        warning="Nothing comes back after all. The units may be returned another time."
                      />
                    </InlineStack>
                  ) : null}
                </BlockStack>
              </Card>
              <RefundCard head={head} />
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    Your account with {head.distributor}
                  </Text>
                  <ReturnCredits
                    credits={credits}
                    none="Nothing yet: you are credited when the goods have been inspected."
                  />
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
} // prettier-ignore

type Head = ReturnType<typeof useLoaderData<typeof loader>>['head'];

/** The shopper's money: what the shop did or will do, and doing it now. */
function RefundCard({ head }: { readonly head: Head }) {
  const isOpen = head.refund === 'by-hand' || head.refund === 'wanted' || head.refund === 'parked';
  const mayRefund = isOpen && head.decision === 'authorised' && head.status !== 'cancelled';
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Your shopper’s refund
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
        {head.refund === 'parked' && head.refundFailure ? (
          <Banner tone="critical">{head.refundFailure}</Banner>
        ) : null}
        {mayRefund ? (
          <InlineStack>
            <ConfirmButton
              label={head.refund === 'parked' ? 'Try the refund again' : 'Refund now'}
              fields={{ intent: 'refund' }}
              warning="Your shop gives the money back by the way it was paid. That cannot be undone."
            />
          </InlineStack>
        ) : null}
      </BlockStack>
    </Card>
  );
}

function useBusy(intent: string): boolean {
  const { state, formData } = useNavigation();
  return state !== 'idle' && formData?.get('intent') === intent;
}

function SentCard({ head }: { readonly head: Head }) {
  const busy = useBusy('sent');
  return (
    <Card>
      <Form method="post" preventScrollReset>
        <input type="hidden" name="intent" value="sent" />
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            The parcel on its way back
          </Text>
          <FormLayout>
            <FormLayout.Group condensed>
              <TextInput name="carrier" label="Carrier" maxLength={200} initial={head.carrier ?? ''} />
              <TextInput
                name="trackingNumber"
                label="Tracking number"
                maxLength={200}
                initial={head.trackingNumber ?? ''}
              />
            </FormLayout.Group>
          </FormLayout>
          <InlineStack align="end">
            <Button submit loading={busy}>
              It has been sent
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
} // prettier-ignore

function PhotoForm({ endings }: { readonly endings: string }) {
  const busy = useBusy('photo');
  return (
    <Form method="post" encType="multipart/form-data" preventScrollReset>
      <input type="hidden" name="intent" value="photo" />
      <BlockStack gap="300">
        <FileInput name="photo" label="Add a photo" accept={endings} />
        <InlineStack align="end">
          <Button submit loading={busy}>
            Add photo
          </Button>
        </InlineStack>
      </BlockStack>
    </Form>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
