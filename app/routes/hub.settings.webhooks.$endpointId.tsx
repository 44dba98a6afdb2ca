import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import {
  Form,
  useActionData,
  useLoaderData,
  useNavigation,
  useSearchParams,
} from '@remix-run/react';
import { Banner, BlockStack, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FormEnd } from '../components/form-end.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { DeliveryLog } from '../components/hub/delivery-log.tsx';
import { EndpointFields } from '../components/hub/endpoint-fields.tsx';
import { ReplayForm } from '../components/hub/replay-form.tsx';
import { SecretCard } from '../components/hub/secret-card.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { deleteEndpoint, replayEndpoint, rotateEndpointSecret, saveEndpoint, skipEvent, testEndpoint } from '../flows/messages/change-endpoint.server.ts'; // prettier-ignore
import { ENDPOINT_FAULT, readEndpointForm } from '../http/endpoint-form.ts';
import { textOf } from '../http/notice-form.ts';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { WEBHOOK_EVENT_KINDS } from '../modules/notifications/webhook-events.ts';
import { pageRequest } from '../platform/page.ts';
import { DELIVERY_VIEWS, readDeliveries, readEndpoints, readSupplierChoices } from '../views/read-webhooks.server.ts'; // prettier-ignore

const REFRESH_MS = 3_000;

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params: asked } = await visitHub(door, request);
  const endpointId = idOf<'WebhookEndpoint'>(params['endpointId']);
  const [found] = await readEndpoints(door.db, distributorId, endpointId);
  const endpoint = foundOr404(found);
  const view = chosen(asked.get('view'), DELIVERY_VIEWS);
  const [deliveries, suppliers] = await Promise.all([
    readDeliveries(door.db, { distributorId, endpointId }, view, pageRequest(asked, 25)),
    readSupplierChoices(door.db, distributorId),
  ]);
  return json({ endpoint, deliveries, suppliers, kinds: WEBHOOK_EVENT_KINDS });
}

type Answer = ActionAnswer & { readonly secret?: string };

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const endpointId = idOf<'WebhookEndpoint'>(params['endpointId']);
  const given = await request.formData();
  const input = { distributorId, endpointId, actor };
  const yes = (message: string) => json<Answer>({ ok: true, message });
  const no = (message: string, status = 400) => json<Answer>({ ok: false, message }, status);
  const gone = () => no('This does not exist any more. Reload the page.', 409);
  switch (given.get('intent')) {
    case 'save': {
      const change = readEndpointForm(given);
      if (!change) return no(ENDPOINT_FAULT);
      const done = await saveEndpoint(door, { ...input, change });
      return done.ok ? yes('Saved.') : gone();
    }
    case 'active':
    case 'paused': {
      const status = given.get('intent') === 'active' ? 'active' : 'paused';
      const done = await saveEndpoint(door, { ...input, change: { status } });
      return done.ok ? yes(status === 'active' ? 'It is on. What waited goes out now.' : 'Paused. What happens waits.') : gone(); // prettier-ignore
    }
    case 'test': {
      const done = await testEndpoint(door, input);
      return done.ok ? yes('A test event is on its way.') : gone();
    }
    case 'rotate': {
      const done = await rotateEndpointSecret(door, input);
      if (!done.ok) return gone();
      const message = 'Both secrets sign for a day. Change your receiver over until then.';
      return json<Answer>({ ok: true, message, secret: done.value.secret });
    }
    case 'remove': {
      const done = await deleteEndpoint(door, input);
      return done.ok ? redirect('/hub/settings/webhooks') : gone();
    }
    case 'skip': {
      const done = await skipEvent(door, { ...input, number: Number(given.get('number')) });
      return done.ok ? yes('Skipped. The next ones go on.') : gone();
    }
    case 'replay': {
      const number = Number(given.get('number'));
      const since = new Date(textOf(given.get('since')));
      if (!given.has('number') && Number.isNaN(since.getTime())) return no('Choose since when.');
      const which = given.has('number') ? { number } : { since };
      const count = await replayEndpoint(door, { ...input, which });
      return count > 0 ? yes(`${count === 1 ? 'One event is' : `${count} events are`} sent again, in the old order.`) : no('There is nothing to send again since then.'); // prettier-ignore
    }
    default:
      return no('Reload the page and try again.');
  }
}

export default function WebhookEndpoint() {
  const { endpoint, deliveries, suppliers, kinds } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const [params] = useSearchParams();
  usePolling(endpoint.waiting > 0 && endpoint.status === 'active' && !params.has('after'), REFRESH_MS); // prettier-ignore
  const secret = answer && 'secret' in answer ? answer.secret : undefined;
  const isOn = endpoint.status === 'active';
  return (
    <Page
      title={endpoint.name}
      titleMetadata={<StatusBadge of="webhook-endpoint" status={endpoint.status} />}
      backAction={{ content: 'Webhooks', url: '/hub/settings/webhooks' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {secret ? <SecretCard secret={secret} /> : null}
        {endpoint.failingSince && endpoint.failure ? (
          <Banner
            tone={isOn ? 'warning' : 'critical'}
            title={
              isOn
                ? 'It does not take what it is sent'
                : 'It was switched off after failing for days'
            }
          >
            <p>
              {endpoint.failure} Failing since <RelativeTime at={endpoint.failingSince} />.{' '}
              {endpoint.waiting} wait; nothing is lost.
            </p>
          </Banner>
        ) : null}
        <InlineStack gap="200">
          {isOn ? (
            <ConfirmButton label="Pause" fields={{ intent: 'paused' }} />
          ) : (
            <ConfirmButton label="Switch on" variant="primary" fields={{ intent: 'active' }} />
          )}
          <ConfirmButton label="Send a test" fields={{ intent: 'test' }} />
          <ConfirmButton
            label="New secret"
            fields={{ intent: 'rotate' }}
            warning="You see the new secret once. The present one signs too for one more day."
          />
          <ConfirmButton
            label="Remove"
            destructive
            fields={{ intent: 'remove' }}
            warning="Its log goes too, and what waits is not delivered."
          />
        </InlineStack>
        <DeliveryLog rows={deliveries.rows} next={deliveries.next} />
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              Send again
            </Text>
            <Text as="p" tone="subdued">
              All events since a moment, with the ids they had: a receiver that remembers ids takes
              each once. Events are kept for 30 days.
            </Text>
            <ReplayForm />
          </BlockStack>
        </Card>
        <Form method="post" key={endpoint.id}>
          <input type="hidden" name="intent" value="save" />
          <BlockStack gap="400">
            <EndpointFields suppliers={suppliers} kinds={kinds} values={endpoint} />
            <FormEnd>
              <Button submit loading={busy}>
                Save
              </Button>
            </FormEnd>
          </BlockStack>
        </Form>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
