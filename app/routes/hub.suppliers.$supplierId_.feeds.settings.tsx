import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation, useSubmit } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import { FeedFormatEditor } from '../components/hub/feed-format-editor.tsx';
import { FeedGuardsCard, GUARD_FIELDS } from '../components/hub/feed-guards-card.tsx';
import { FeedPushCard } from '../components/hub/feed-push-card.tsx';
import { FeedSourceCard } from '../components/hub/feed-source-card.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import {
  changeFeedSettings,
  keepFeedSample,
  makePushToken,
} from '../flows/supply/change-feed-settings.server.ts';
import type { FeedSettingsChange } from '../flows/supply/change-feed-settings.server.ts';
import { previewFeed } from '../flows/supply/preview-feed.server.ts';
import type { FeedPreview } from '../flows/supply/preview-feed.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { FeedFormat, feedFormatOf } from '../modules/feeds/feed-format.ts';
import {
  GuardThresholds,
  HoldRule,
  holdRuleOf,
  thresholdsOf,
} from '../modules/feeds/feed-guards.ts';
import { mediaTypeOf } from '../modules/feeds/media-type.ts';
import { findTokenDate } from '../modules/feeds/feed-desk.repository.server.ts';
import { readHubSupplier } from '../views/read-hub-suppliers.server.ts';

const DEFAULT_KEEP_DAYS = 90;

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const key = { distributorId, supplierId: idOf<'Supplier'>(params['supplierId']) };
  const { supplier, settings } = foundOr404(await readHubSupplier(door.db, key, door.clock.now()));
  const format = feedFormatOf(settings.settings);
  const own = Source.parse(settings.settings);
  return json({
    supplier,
    format,
    preview: await previewFeed(door, key, format),
    guards: thresholdsOf(settings.settings),
    hold: holdRuleOf(settings.settings),
    keepDays: z.number().catch(DEFAULT_KEEP_DAYS).parse(settings.settings['feedKeepDays']),
    source: { ...own, hasCredentials: settings.hasCredentials },
    tokenMadeAt: await findTokenDate(door.db, key),
    pushAddress: `${door.appUrl}/feeds`,
  });
}

/** As it stands in the settings; what is not there yet is empty. */
const Source = z.object({
  place: z.enum(['folder', 'file', 'sftp']).catch('folder'),
  address: z.string().catch(''),
  prefix: z.string().catch(''),
  trustsFileTime: z.boolean().catch(false),
  user: z.string().catch(''),
  hostKey: z.string().catch(''),
});

const text = (max: number) => z.string().trim().max(max).default('');
const SourceForm = z.object({
  place: z.enum(['folder', 'file', 'sftp']),
  address: z.url({ protocol: /^(https?|sftp)$/ }).max(1_000),
  prefix: text(100),
  trustsFileTime: z.string().transform((told) => told === 'yes'),
  user: text(100),
  hostKey: text(100),
  password: text(500),
  privateKey: text(20_000),
  passphrase: text(500),
  apiKey: text(2_000),
});

type Answer = ActionAnswer & {
  readonly preview?: FeedPreview | undefined;
  readonly problem?: string;
  readonly token?: string;
  readonly shownKey?: string;
};

const refuse = (message: string) => json<Answer>({ ok: false, message }, 400);

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const key = { distributorId, supplierId: idOf<'Supplier'>(params['supplierId']) };
  const { settings } = foundOr404(await readHubSupplier(door.db, key, door.clock.now()));
  if (request.headers.get('content-type')?.startsWith('multipart/')) {
    const kept = await readUpload(request, (file) =>
      keepFeedSample(door, key, {
        name: file.name.slice(0, 255),
        mediaType: mediaTypeOf(file.name),
        body: file.body,
      }),
    );
    if (!kept) return refuse('Choose a file first.');
    if (!kept.ok) return refuse(refusalText(kept.error));
    return json<Answer>({ ok: true, message: 'The preview shows the beginning of this file.' });
  }
  const form = Object.fromEntries(await request.formData());
  const intent = form['intent'];
  if (intent === 'preview') {
    const draft = parseFormat(form['format']);
    if (typeof draft === 'string')
      return json<Answer>({ ok: false, message: draft, problem: draft });
    return json<Answer>({ ok: true, message: '', preview: await previewFeed(door, key, draft) });
  }
  if (intent === 'token') {
    const token = await makePushToken(door, key, actor);
    return json<Answer>({
      ok: true,
      message: 'A new token is made. Copy it now; it is not shown again.',
      token,
    });
  }
  if (intent === 'show-key') {
    const connector = await door.connectorOf(distributorId, key.supplierId);
    const shown = await connector.showHostKey?.();
    if (!shown) return refuse('Save an SFTP address first.');
    if (!shown.ok)
      return refuse(
        `The server cannot be asked: ${'why' in shown.error ? shown.error.why : shown.error.kind}.`,
      );
    return json<Answer>({
      ok: true,
      message: 'The server has shown its key.',
      shownKey: shown.value.fingerprint,
    });
  }
  const change = intent === 'accept-key' ? acceptKey(settings.settings, form) : changeOf(form);
  if (typeof change === 'string') return refuse(change);
  const done = await changeFeedSettings(door, key, change, actor);
  if (!done.ok) return refuse(refusalText(done.error));
  return json<Answer>({ ok: true, message: 'Saved. The next delivery follows it.' });
}

function acceptKey(settings: unknown, form: Readonly<Record<string, unknown>>): FeedSettingsChange {
  const hostKey = z.string().max(100).parse(form['fingerprint']);
  const secrets = { password: '', privateKey: '', passphrase: '', apiKey: '' };
  return { kind: 'source', source: { ...Source.parse(settings), hostKey }, secrets };
}

function changeOf(form: Readonly<Record<string, unknown>>): FeedSettingsChange | string {
  if (form['intent'] === 'format') {
    const format = parseFormat(form['format']);
    return typeof format === 'string' ? format : { kind: 'format', format };
  }
  if (form['intent'] === 'source') {
    const source = SourceForm.safeParse(form);
    if (!source.success) return 'Give an address that begins with https://, http:// or sftp://.';
    const { password, privateKey, passphrase, apiKey, ...rest } = source.data;
    return { kind: 'source', source: rest, secrets: { password, privateKey, passphrase, apiKey } };
  }
  const shares = Object.fromEntries(
    GUARD_FIELDS.map(({ name }) => [name, Number(form[name]) / 100]),
  );
  const guards = GuardThresholds.safeParse({ ...shares, fromLevels: form['fromLevels'] });
  const hold = HoldRule.safeParse(form);
  const keepDays = z.coerce.number().int().min(1).max(3_650).safeParse(form['keepDays']);
  if (!guards.success || !hold.success || !keepDays.success)
    return 'Some fields are missing or out of range. Check them and save again.';
  return { kind: 'guards', guards: guards.data, hold: hold.data, keepDays: keepDays.data };
}

/** A text says what is wrong with it. */
function parseFormat(given: unknown): FeedFormat | string {
  try {
    const parsed = FeedFormat.safeParse(JSON.parse(z.string().max(100_000).parse(given)));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch {
    return 'The format cannot be read. Reload the page.';
  }
}

export default function FeedSettings() {
  const data = useLoaderData<typeof loader>();
  const { supplier, format, preview, guards, hold, keepDays, source } = data;
  const answer = useActionData<typeof action>();
  const submit = useSubmit();
  const { state, formData } = useNavigation();
  const sent = state === 'idle' ? undefined : formData?.get('intent');
  return (
    <Page
      title="Feed settings"
      subtitle={supplier.name}
      backAction={{ content: supplier.name, url: `/hub/suppliers/${supplier.id}` }}
      secondaryActions={[
        { content: 'Deliveries', url: `/hub/suppliers/${supplier.id}/feeds` },
        { content: 'Upload', url: `/hub/suppliers/${supplier.id}/upload` },
      ]}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <FeedFormatEditor
          initial={format}
          preview={preview}
          isSaving={sent === 'format'}
          onSave={(text) => submit({ intent: 'format', format: text }, { method: 'post' })}
        />
        <Card>
          <Form method="post" encType="multipart/form-data">
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                Try it on a file
              </Text>
              <FileInput
                label="A file of the supplier"
                accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.xml,.xlsx,.zip,.gz"
                help="Only for the preview above; nothing of it is applied."
              />
              <InlineStack align="end">
                <Button submit>Show in the preview</Button>
              </InlineStack>
            </BlockStack>
          </Form>
        </Card>
        {supplier.connector === 'csv' ? (
          <FeedSourceCard values={source} shownKey={answer?.shownKey} key={source.hostKey} />
        ) : null}
        <FeedGuardsCard guards={guards} hold={hold} keepDays={keepDays} />
        <FeedPushCard address={data.pushAddress} madeAt={data.tokenMadeAt} token={answer?.token} />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
