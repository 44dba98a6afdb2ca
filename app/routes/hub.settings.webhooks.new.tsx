import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Page } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FormEnd } from '../components/form-end.tsx';
import { EndpointFields } from '../components/hub/endpoint-fields.tsx';
import { SecretCard } from '../components/hub/secret-card.tsx';
import { createEndpoint } from '../flows/messages/change-endpoint.server.ts';
import { ENDPOINT_FAULT, readEndpointForm } from '../http/endpoint-form.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { WEBHOOK_EVENT_KINDS } from '../modules/notifications/webhook-events.ts';
import { readSupplierChoices } from '../views/read-webhooks.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const suppliers = await readSupplierChoices(door.db, distributorId);
  return json({ suppliers, kinds: WEBHOOK_EVENT_KINDS });
}

type Answer = ActionAnswer & { readonly made?: { endpointId: string; secret: string } };

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const settings = readEndpointForm(await request.formData());
  if (!settings) return json<Answer>({ ok: false, message: ENDPOINT_FAULT }, 400);
  const done = await createEndpoint(door, { distributorId, settings, actor });
  return done.ok
    ? json<Answer>({ ok: true, message: 'The endpoint is on.', made: done.value })
    : json<Answer>({ ok: false, message: 'This supplier does not exist any more.' }, 400);
}

export default function NewEndpoint() {
  const { suppliers, kinds } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const made = answer && 'made' in answer ? answer.made : undefined;
  return (
    <Page title="Add endpoint" backAction={{ content: 'Webhooks', url: '/hub/settings/webhooks' }}>
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {made ? (
          <>
            <SecretCard secret={made.secret} />
            <FormEnd>
              <Button variant="primary" url={`/hub/settings/webhooks/${made.endpointId}`}>
                I have kept it
              </Button>
            </FormEnd>
          </>
        ) : (
          <Form method="post">
            <BlockStack gap="400">
              <EndpointFields suppliers={suppliers} kinds={kinds} />
              <FormEnd>
                <Button submit variant="primary" loading={busy}>
                  Add endpoint
                </Button>
              </FormEnd>
            </BlockStack>
          </Form>
        )}
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
