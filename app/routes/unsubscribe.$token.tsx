import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { NoticeChoices } from '../components/notice-choices.tsx';
import { OwnProvider } from '../components/shell/own-provider.tsx';
import { readUnsubscribeToken } from '../flows/messages/unsubscribe-token.ts';
import { unsubscribe } from '../flows/messages/unsubscribe.server.ts';
import type { DoorContext } from '../http/door-context.ts';
import { notFound } from '../http/not-found.ts';
import { readNoticeForm, saveNoticeForm } from '../http/notice-form.ts';

export const meta: MetaFunction = () => [{ title: 'Your messages · Stockbridge' }];

function recipientOf(door: DoorContext, token: string | undefined) {
  const recipient = readUnsubscribeToken(door.secrets, token ?? '');
  if (!recipient) throw notFound();
  return recipient;
}

export async function loader({ params, context: { door } }: LoaderFunctionArgs) {
  return json(await readNoticeForm(door, recipientOf(door, params['token'])));
}

/** A mail program posts `List-Unsubscribe=One-Click` (RFC 8058); a person posts the form. */
export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const recipient = recipientOf(door, params['token']);
  const given = await request.formData();
  if (given.get('List-Unsubscribe') === 'One-Click') {
    await unsubscribe(door, recipient);
    return json({ ok: true, message: 'You get only what always comes.' });
  }
  return json(await saveNoticeForm(door, recipient, given));
}

export default function Unsubscribe() {
  const { kinds, schedule } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <OwnProvider>
      <main>
        <Page title="Your messages" subtitle="What Stockbridge writes to you, and when.">
          <BlockStack gap="400">
            <AnswerBanner answer={answer} />
            <NoticeChoices kinds={kinds} schedule={schedule} />
          </BlockStack>
        </Page>
      </main>
    </OwnProvider>
  );
}

export function ErrorBoundary() {
  return (
    <OwnProvider>
      <main>
        <FaultPage />
      </main>
    </OwnProvider>
  );
}
