import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, FormLayout, Page, Text } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FormEnd } from '../components/form-end.tsx';
import { TextInput } from '../components/form-fields.tsx';
import { NoticeChoices } from '../components/notice-choices.tsx';
import { changeReminderContacts } from '../flows/messages/remind-supplier.server.ts';
import { foundOr404, visitHub } from '../http/hub-visit.server.ts';
import { readNoticeForm, saveNoticeForm, textOf } from '../http/notice-form.ts';
import { findSeatId } from '../modules/notifications/notices.repository.server.ts';
import { readReminderContacts } from '../views/read-messages.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, userId, person } = await visitHub(door, request);
  const id = foundOr404(await findSeatId(door.db, userId, { distributorId }));
  const form = await readNoticeForm(door, { kind: 'member', id });
  const suppliers = await readReminderContacts(door.db, distributorId);
  return json({ ...form, suppliers, email: person.email });
}

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId, actor } = await visitHub(door, request);
  const given = await request.formData();
  if (given.get('intent') === 'suppliers') {
    const contacts = [...given].flatMap(([name, value]) => {
      const supplierId = /^email-(.+)$/.exec(name)?.[1];
      return supplierId ? [{ supplierId, email: textOf(value) }] : [];
    });
    const done = await changeReminderContacts(door, { distributorId, contacts, actor });
    return done
      ? json<ActionAnswer>({ ok: true, message: 'Saved.' })
      : json<ActionAnswer>({ ok: false, message: 'One of these is no e-mail address.' }, 400);
  }
  const id = foundOr404(await findSeatId(door.db, userId, { distributorId }));
  const answer = await saveNoticeForm(door, { kind: 'member', id }, given);
  return json<ActionAnswer>(answer, answer.ok ? 200 : 400);
}

export default function Notices() {
  const { kinds, schedule, suppliers, email } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  return (
    <Page
      title="What I get"
      subtitle={`E-mails to ${email}. Everybody chooses for themselves.`}
      backAction={{ content: 'Messages', url: '/hub/messages' }}
    >
      <BlockStack gap="600">
        <AnswerBanner answer={answer} />
        <NoticeChoices kinds={kinds} schedule={schedule} />
        {suppliers.length > 0 ? (
          <Form method="post">
            <input type="hidden" name="intent" value="suppliers" />
            <BlockStack gap="400">
              <Card>
                <BlockStack gap="400">
                  <BlockStack gap="100">
                    <Text as="h2" variant="headingMd">
                      Reminders to suppliers
                    </Text>
                    <Text as="p" tone="subdued">
                      A supplier that has not answered a purchase order in its time is reminded
                      once, at this address. Without one nobody is.
                    </Text>
                  </BlockStack>
                  <FormLayout>
                    {suppliers.map(({ id, name, email: contact }) => (
                      <TextInput
                        key={id}
                        name={`email-${id}`}
                        type="email"
                        label={name}
                        initial={contact ?? ''}
                        placeholder="orders@supplier.example"
                        maxLength={200}
                      />
                    ))}
                  </FormLayout>
                </BlockStack>
              </Card>
              <FormEnd>
                <Button submit loading={busy}>
                  Save addresses
                </Button>
              </FormEnd>
            </BlockStack>
          </Form>
        ) : null}
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
