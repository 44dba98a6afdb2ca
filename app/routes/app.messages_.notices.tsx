import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { NoticeChoices } from '../components/notice-choices.tsx';
import type { DoorContext } from '../http/door-context.ts';
import { readNoticeForm, saveNoticeForm } from '../http/notice-form.ts';
import type { NoticeRecipient } from '../modules/notifications/notice.ts';
import { findAudience } from '../modules/notifications/notices.repository.server.ts';

/** Who comes through the shop speaks for the retailer; where it has a seat here, for the first. */
async function recipientOf(door: DoorContext, request: Request): Promise<NoticeRecipient> {
  const { retailerId } = await door.authenticateRetailer(request);
  const [first] = await findAudience(door.db, { retailerId });
  return first ?? { kind: 'retailer', id: retailerId };
}

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  return json(await readNoticeForm(door, await recipientOf(door, request)));
}

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const recipient = await recipientOf(door, request);
  const answer = await saveNoticeForm(door, recipient, await request.formData());
  return json(answer, answer.ok ? 200 : 400);
}

export default function Notices() {
  const { kinds, schedule } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title="What I get"
      subtitle="E-mails about your connections and what needs you."
      backAction={{ content: 'Messages', url: '/app/messages' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <NoticeChoices kinds={kinds} schedule={schedule} />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
