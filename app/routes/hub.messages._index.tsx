import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { Banner, BlockStack, InlineStack, Page } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { MessageLog } from '../components/message-log.tsx';
import { usePolling } from '../components/polling.ts';
import { decideMessage } from '../flows/messages/decide-message.server.ts';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { MESSAGE_KINDS } from '../modules/notifications/message.ts';
import { pageRequest } from '../platform/page.ts';
import { MESSAGE_VIEWS, messageCursor, readMessages } from '../views/read-messages.server.ts';

const REFRESH_MS = 10_000;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const filter = {
    search,
    view: chosen(params.get('view'), MESSAGE_VIEWS),
    kind: chosen(params.get('kind'), MESSAGE_KINDS),
  };
  const page = { ...pageRequest(params), after: messageCursor(params.get('after')) };
  const messages = await readMessages(door.db, { distributorId }, filter, page);
  return json({
    ...messages,
    kinds: MESSAGE_KINDS,
    hasServer: door.mailRoom.messenger !== undefined,
  });
}

const Decision = z.object({ messageId: z.uuid(), decision: z.enum(['again', 'mark-sent']) });

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const form = Decision.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success)
    return json<ActionAnswer>({ ok: false, message: 'Reload the page and try again.' }, 400);
  const done = await decideMessage(door, { distributorId, actor, ...form.data });
  const message = form.data.decision === 'again' ? 'It goes out again.' : 'Marked as sent.';
  return done
    ? json<ActionAnswer>({ ok: true, message })
    : json<ActionAnswer>({ ok: false, message: 'Somebody was faster: reload to see it.' }, 409);
}

export default function Messages() {
  const { rows, next, kinds, hasServer } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params] = useSearchParams();
  usePolling(!params.has('after'), REFRESH_MS);
  return (
    <Page
      title="Messages"
      subtitle="E-mails to shoppers, suppliers and your people, with what became of each."
      primaryAction={{ content: 'Templates', url: '/hub/messages/templates' }}
      secondaryActions={[{ content: 'What I get', url: '/hub/messages/notices' }]}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {hasServer ? null : (
          <Banner tone="warning" title="No mail server is set">
            <p>
              Messages are kept here and nothing is lost. Set SMTP_URL and MAIL_FROM for this
              installation: what is younger than two days then goes out by itself.
            </p>
          </Banner>
        )}
        <MessageLog
          rows={rows}
          next={next}
          kinds={kinds}
          orderPath="/hub/orders"
          isNarrowed={['q', 'view', 'kind'].some((name) => params.has(name))}
          acts={({ id, status }) => <Acts id={id} status={status} hasServer={hasServer} />}
          empty={{
            heading: 'No message yet',
            text: 'When a retailer lets us write to its shoppers, or something needs you, the messages are here. Begin with the templates.',
          }}
        />
      </BlockStack>
    </Page>
  );
}

type ActsProps = { readonly id: string; readonly status: string; readonly hasServer: boolean };

function Acts({ id, status, hasServer }: ActsProps) {
  if (status !== 'unknown' && status !== 'failed' && !(status === 'kept' && hasServer)) return null;
  return (
    <InlineStack gap="200">
      <ConfirmButton
        label="Send again"
        size="slim"
        fields={{ messageId: id, decision: 'again' }}
        {...(status === 'unknown'
          ? { warning: 'It may have arrived already; then the recipient gets it twice.' }
          : {})}
      />
      {status === 'kept' ? null : (
        <ConfirmButton
          label="Mark as sent"
          size="slim"
          fields={{ messageId: id, decision: 'mark-sent' }}
        />
      )}
    </InlineStack>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
