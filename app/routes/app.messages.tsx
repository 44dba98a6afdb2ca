import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import {
  Form,
  useActionData,
  useLoaderData,
  useNavigation,
  useSearchParams,
} from '@remix-run/react';
import { BlockStack, Box, Button, Card, ChoiceList, FormLayout, InlineGrid, InlineStack, Page, Select, Text, TextField } from '@shopify/polaris'; // prettier-ignore
import { useState } from 'react';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { MailPreview } from '../components/mail-preview.tsx';
import { LOCALE_NAMES, messageKindLabel } from '../components/message-labels.ts';
import { MessageLog } from '../components/message-log.tsx';
import { changeBrand, changeShopperNotice } from '../flows/messages/change-message-settings.server.ts'; // prettier-ignore
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { readBrandForm } from '../http/message-form.ts';
import { LOCALES, MILESTONES } from '../modules/notifications/message.ts';
import { DEFAULT_MILESTONES, NOTICE_SENDERS, readBrand } from '../modules/notifications/shopper-notices.repository.server.ts'; // prettier-ignore
import { pageRequest } from '../platform/page.ts';
import { MESSAGE_VIEWS, messageCursor, readMessages, readNotifyingConnections } from '../views/read-messages.server.ts'; // prettier-ignore

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const filter = {
    search: (params.get('q') ?? '').trim().slice(0, 200),
    view: MESSAGE_VIEWS.find((view) => view === params.get('view')) ?? '',
    kind: MILESTONES.find((kind) => kind === params.get('kind')) ?? '',
  };
  const page = { ...pageRequest(params, 20), after: messageCursor(params.get('after')) };
  const [brand, connections, messages] = await Promise.all([
    readBrand(door.db, storeId),
    readNotifyingConnections(door.db, storeId),
    readMessages(door.db, { storeId }, filter, page),
  ]);
  return json({
    brand,
    connections,
    messages,
    milestones: MILESTONES,
    usual: DEFAULT_MILESTONES,
    locales: LOCALES,
  });
}

const Notice = z.object({
  connectionId: z.uuid(),
  sender: z.enum(NOTICE_SENDERS),
  milestones: z.array(z.enum(MILESTONES)),
});

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const form = await request.formData();
  const given = Object.fromEntries(form);
  const actor = { kind: 'store', id: storeId } as const;
  const no = (message: string) => json<ActionAnswer>({ ok: false, message }, 400);
  if (given['intent'] === 'brand') {
    const brand = readBrandForm(given);
    if (!brand)
      return no(
        'Give a name, a colour such as #1f5199, addresses that begin with https://, and an e-mail address for answers or none.',
      );
    await changeBrand(door, { storeId, brand, actor });
    return json<ActionAnswer>({ ok: true, message: 'Saved. The next message looks like this.' });
  }
  const notice = Notice.safeParse({ ...given, milestones: form.getAll('milestones') });
  if (!notice.success) return no('Choose who writes to your shoppers.');
  const { connectionId, sender, milestones } = notice.data;
  const done = await changeShopperNotice(door, {
    storeId,
    connectionId,
    notice: { sender, milestones },
    actor,
  });
  return done
    ? json<ActionAnswer>({
        ok: true,
        message: 'Saved. It holds from the next step of an order on.',
      })
    : no('This connection has ended. Reload the page.');
}

export default function Messages() {
  const { connections, messages, milestones } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params] = useSearchParams();
  return (
    <Page
      title="Messages"
      subtitle="Who writes to your shoppers about their orders, and how it looks."
      primaryAction={<Button url="/app/messages/notices">What I get</Button>}
      fullWidth
    >
      <BlockStack gap="500">
        <AnswerBanner answer={answer} />
        {connections.map((connection) => (
          <WhoWrites key={connection.connectionId} connection={connection} />
        ))}
        <Brand />
        <BlockStack gap="300">
          <Box paddingInline={{ xs: '400', sm: '0' }}>
            <Text as="h2" variant="headingLg">
              What was sent
            </Text>
          </Box>
          <MessageLog
            rows={messages.rows}
            next={messages.next}
            kinds={milestones}
            orderPath="/app/orders"
            isNarrowed={['q', 'view', 'kind'].some((name) => params.has(name))}
            empty={{
              heading: 'Nothing was sent from here yet',
              text: 'As long as your shop writes to its shoppers by itself, its messages are in your shop’s own order pages.',
            }}
          />
        </BlockStack>
      </BlockStack>
    </Page>
  );
}

type Connection = ReturnType<typeof useLoaderData<typeof loader>>['connections'][number];

const SENDERS = [
  {
    value: 'store',
    label: 'My shop',
    helpText: 'Your shop’s own shipping notification, in its design. Nothing comes from here.',
  },
  {
    value: 'us',
    label: 'Stockbridge, in my brand',
    helpText: 'One e-mail for each step you choose. Your shop is asked not to write about parcels.',
  },
  { value: 'nobody', label: 'Nobody', helpText: 'You write to your shoppers by other means.' },
];

function WhoWrites({ connection }: { readonly connection: Connection }) {
  const { milestones, usual } = useLoaderData<typeof loader>();
  const { connectionId, distributor } = connection;
  const [sender, setSender] = useState([connection.sender ?? 'store']);
  const [chosen, setChosen] = useState<string[]>([...(connection.milestones ?? usual)]);
  const busy = useNavigation().state === 'submitting';
  return (
    <Card>
      <Form method="post" preventScrollReset>
        <input type="hidden" name="intent" value="sender" />
        <input type="hidden" name="connectionId" value={connectionId} />
        <input type="hidden" name="sender" value={sender[0] ?? 'store'} />
        {chosen.map((kind) => (
          <input key={kind} type="hidden" name="milestones" value={kind} />
        ))}
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {`Orders shipped by ${distributor}`}
          </Text>
          <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
            <ChoiceList
              title="Who writes to your shoppers"
              choices={SENDERS}
              selected={sender}
              onChange={setSender}
            />
            {sender[0] === 'us' ? (
              <ChoiceList
                title="About which steps"
                allowMultiple
                choices={milestones.map((value) => ({ value, label: messageKindLabel(value) }))}
                selected={chosen}
                onChange={setChosen}
              />
            ) : null}
          </InlineGrid>
          <InlineStack align="end">
            <Button submit loading={busy}>
              Save
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}

function Brand() {
  const { brand, milestones, locales, connections } = useLoaderData<typeof loader>();
  const [draft, setDraft] = useState({
    ...brand,
    logoUrl: brand.logoUrl ?? '',
    replyTo: brand.replyTo ?? '',
  });
  const [kind, setKind] = useState('shipped');
  const [shownIn, setShownIn] = useState('en');
  const busy = useNavigation().state === 'submitting';
  const set = (name: keyof typeof draft) => (value: string) =>
    setDraft((before) => ({ ...before, [name]: value }));
  const preview = { ...draft, kind, shownIn, distributorId: connections[0]?.distributorId ?? '' };
  return (
    <InlineGrid columns={{ xs: 1, lg: ['oneHalf', 'oneHalf'] }} gap="400" alignItems="start">
      <Card>
        <Form method="post" preventScrollReset>
          <input type="hidden" name="intent" value="brand" />
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              Your brand
            </Text>
            <FormLayout>
              <TextField
                label="Name"
                name="name"
                value={draft.name}
                onChange={set('name')}
                maxLength={120}
                autoComplete="organization"
                requiredIndicator
                helpText="Stands as the sender."
              />
              <TextField
                label="Logo"
                name="logoUrl"
                type="url"
                value={draft.logoUrl}
                onChange={set('logoUrl')}
                placeholder="https://"
                maxLength={500}
                autoComplete="off"
                helpText="A web address; shown 40 pixels high. Without one your name stands there."
              />
              <FormLayout.Group>
                <TextField
                  label="Colour"
                  name="color"
                  value={draft.color}
                  onChange={set('color')}
                  maxLength={7}
                  autoComplete="off"
                  prefix={<ColorPicker value={draft.color} onChange={set('color')} />}
                />
                <Select
                  label="Language"
                  name="locale"
                  value={draft.locale}
                  onChange={set('locale')}
                  options={['auto', ...locales].map((value) => ({
                    value,
                    label: LOCALE_NAMES[value] ?? value,
                  }))}
                />
              </FormLayout.Group>
              <TextField
                label="Answers go to"
                name="replyTo"
                type="email"
                value={draft.replyTo}
                onChange={set('replyTo')}
                maxLength={200}
                autoComplete="email"
                placeholder="hello@your-shop.example"
              />
              <TextField
                label="Small print"
                name="footer"
                value={draft.footer}
                onChange={set('footer')}
                multiline={3}
                maxLength={1_000}
                autoComplete="off"
                helpText="Your address and what your country’s law asks for."
              />
            </FormLayout>
            <InlineStack align="end">
              <Button submit variant="primary" loading={busy}>
                Save brand
              </Button>
            </InlineStack>
          </BlockStack>
        </Form>
      </Card>
      <BlockStack gap="300">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <InlineGrid columns={2} gap="300">
            <Select
              label="Message"
              value={kind}
              onChange={setKind}
              options={milestones.map((value) => ({ value, label: messageKindLabel(value) }))}
            />
            <Select
              label="Shown in"
              value={shownIn}
              onChange={setShownIn}
              options={locales.map((value) => ({ value, label: LOCALE_NAMES[value] ?? value }))}
            />
          </InlineGrid>
        </Box>
        <MailPreview
          action="/app/messages/preview"
          fields={preview}
          from={draft.name || 'Your shop'}
        />
      </BlockStack>
    </InlineGrid>
  );
}

type ColorPickerProps = { readonly value: string; readonly onChange: (value: string) => void };

/** The system's own picker, beside the field in which the colour can be typed. */
function ColorPicker({ value, onChange }: ColorPickerProps) {
  const isColor = /^#[0-9a-f]{6}$/i.test(value);
  return (
    <input
      type="color"
      className="color-picker"
      aria-label="Pick a colour"
      value={isColor ? value : '#000000'}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
