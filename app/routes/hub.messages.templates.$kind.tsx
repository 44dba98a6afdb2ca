import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigate, useNavigation } from '@remix-run/react';
import { Badge, BlockStack, Box, Button, ButtonGroup, Card, FormLayout, InlineGrid, InlineStack, Page, Select, Text, TextField } from '@shopify/polaris'; // prettier-ignore
import { useState } from 'react';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import '../components/hub/hub.css';
import { MailPreview } from '../components/mail-preview.tsx';
import { LOCALE_NAMES, messageKindLabel } from '../components/message-labels.ts';
import { changeWording } from '../flows/messages/change-message-settings.server.ts';
import { sendTestMessage } from '../flows/messages/send-test-message.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { LocaleField, MilestoneField, previewForm, WordingForm, wordingFaultText } from '../http/message-form.ts'; // prettier-ignore
import { notFound } from '../http/not-found.ts';
import { WORDS } from '../modules/notifications/message-words.ts';
import { LOCALES } from '../modules/notifications/message.ts';
import { readWording } from '../modules/notifications/shopper-notices.repository.server.ts';
import { VARIABLES_OF } from '../modules/notifications/wording.ts';
import { readBrandedStores } from '../views/read-messages.server.ts';

function kindOf(text: string | undefined) {
  const kind = MilestoneField.safeParse(text);
  if (!kind.success) throw notFound();
  return kind.data;
}

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params: asked, person } = await visitHub(door, request);
  const kind = kindOf(params['kind']);
  const locale = LocaleField.parse(asked.get('locale') ?? 'en');
  const own = await readWording(door.db, { distributorId, kind, locale });
  const { subject, intro } = own ?? WORDS[locale][kind];
  return json({
    kind,
    locale,
    subject,
    intro,
    isOwn: own !== undefined,
    locales: LOCALES,
    variables: VARIABLES_OF[kind],
    stores: await readBrandedStores(door.db, distributorId),
    email: person.email,
  });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor, person } = await visitHub(door, request);
  const kind = kindOf(params['kind']);
  const given = Object.fromEntries(await request.formData());
  const locale = LocaleField.parse(given['locale']);
  const no = (message: string) => json<ActionAnswer>({ ok: false, message }, 400);
  if (given['intent'] === 'test') {
    const drawn = previewForm({ ...given, kind }, { brand: undefined });
    if (!drawn.ok) return no(drawn.error);
    const sent = await sendTestMessage(door, { to: person.email, fromName: 'Your shop', preview: drawn.value }); // prettier-ignore
    if (sent.ok) return json<ActionAnswer>({ ok: true, message: `Sent to ${person.email}.` });
    return no(sent.error.kind === 'no-mail-server' ? 'No mail server is set for this installation.' : 'The mail server did not take it. Check SMTP_URL.'); // prettier-ignore
  }
  const wording = given['intent'] === 'reset' ? undefined : WordingForm.safeParse(given).data;
  if (!wording && given['intent'] !== 'reset') return no('Subject and text both need words.');
  const done = await changeWording(door, { distributorId, kind, locale, wording, actor });
  if (!done.ok) return no(wordingFaultText(done.error));
  return json<ActionAnswer>({
    ok: true,
    message: wording ? 'Saved. The next message has these words.' : 'Back to our words.',
  });
}

export default function Template() {
  const data = useLoaderData<typeof loader>();
  return <Editor key={`${data.kind}-${data.locale}-${String(data.isOwn)}`} />;
}

function Editor() {
  const { kind, locale, locales, isOwn, variables, stores, email, ...before } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const navigate = useNavigate();
  const [subject, setSubject] = useState(before.subject);
  const [intro, setIntro] = useState(before.intro);
  const [store, setStore] = useState(stores[0]?.id ?? '');
  const from = stores.find(({ id }) => id === store)?.name ?? 'Your shop';
  return (
    <Page
      title={messageKindLabel(kind)}
      titleMetadata={isOwn ? <Badge tone="success">Your words</Badge> : <Badge>Our words</Badge>}
      backAction={{ content: 'Templates', url: '/hub/messages/templates' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <ButtonGroup variant="segmented">
            {locales.map((each) => (
              <Button
                key={each}
                onClick={() => navigate(`?locale=${each}`)}
                pressed={each === locale}
              >
                {LOCALE_NAMES[each] ?? each}
              </Button>
            ))}
          </ButtonGroup>
        </Box>
        <InlineGrid columns={{ xs: 1, lg: ['oneHalf', 'oneHalf'] }} gap="400">
          <BlockStack gap="400">
            <Card>
              <Form method="post">
                <input type="hidden" name="locale" value={locale} />
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    {`Words in ${LOCALE_NAMES[locale] ?? locale}`}
                  </Text>
                  <FormLayout>
                    <TextField
                      label="Subject"
                      name="subject"
                      value={subject}
                      onChange={setSubject}
                      maxLength={150}
                      autoComplete="off"
                      requiredIndicator
                    />
                    <TextField
                      label="Text"
                      name="intro"
                      value={intro}
                      onChange={setIntro}
                      multiline={5}
                      maxLength={2_000}
                      autoComplete="off"
                      helpText="An empty line begins a paragraph. Goods, tracking and amounts are added below it by themselves."
                      requiredIndicator
                    />
                  </FormLayout>
                  <BlockStack gap="150">
                    <Text as="p" tone="subdued">
                      Filled in for each message:
                    </Text>
                    <InlineStack gap="150">
                      {variables.map((name) => (
                        <Button
                          key={name}
                          size="micro"
                          accessibilityLabel={`Add ${name} to the text`}
                          onClick={() => setIntro((text) => `${text} {{${name}}}`)}
                        >
                          {`{{${name}}}`}
                        </Button>
                      ))}
                    </InlineStack>
                  </BlockStack>
                  {/* Save comes first in the document, so that it is what the Enter key does. */}
                  <InlineStack direction="row-reverse" gap="200">
                    <Button submit variant="primary" loading={busy}>
                      Save
                    </Button>
                    <Intent value="test">Send me a test</Intent>
                    {isOwn ? <Intent value="reset">Back to our words</Intent> : null}
                  </InlineStack>
                  <Text as="p" variant="bodySm" tone="subdued" alignment="end">
                    {`The test goes to ${email}.`}
                  </Text>
                </BlockStack>
              </Form>
            </Card>
          </BlockStack>
          <BlockStack gap="400">
            {stores.length > 0 ? (
              <Box paddingInline={{ xs: '400', sm: '0' }}>
                <Select
                  label="In the brand of"
                  options={stores.map(({ id, name }) => ({ value: id, label: name }))}
                  value={store}
                  onChange={setStore}
                />
              </Box>
            ) : null}
            <MailPreview
              action="/hub/messages/preview"
              fields={{ kind, locale, subject, intro, store }}
              from={from}
            />
          </BlockStack>
        </InlineGrid>
      </BlockStack>
    </Page>
  );
}

/** A button that sends the form with another intent; Polaris' own carries no value. */
function Intent({ value, children }: { readonly value: string; readonly children: string }) {
  return (
    <button type="submit" name="intent" value={value} className="plain-submit">
      {children}
    </button>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
