import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { EditFields, editFrom } from '../components/hub/edit-fields.tsx';
import { EditPreviewCard } from '../components/hub/edit-preview.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { CountText } from '../components/number-text.tsx';
import { startMassEdit } from '../flows/supply/start-mass-edit.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import type { DoorContext } from '../http/door-context.ts';
import { ProductEdit } from '../modules/catalog/product-edit.ts';
import { parseId } from '../platform/ids.ts';
import { findHubProductIds, productFilterOf } from '../views/read-hub-catalogue.server.ts';
import { previewEdit } from '../views/read-mass-edits.server.ts';

const MOST_AT_ONCE = 250_000;
const PREVIEWED = 8;

/** The products that the address names: one by one, or all that its filter finds. */
async function selectedIds(door: DoorContext, distributorId: string, params: URLSearchParams) {
  if (params.get('all') === 'yes')
    return findHubProductIds(door.db, distributorId, productFilterOf(params), MOST_AT_ONCE);
  return [...new Set(params.getAll('id').flatMap((id) => parseId(id) ?? []))];
}

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const ids = await selectedIds(door, distributorId, params);
  const first = await previewEdit(door.db, distributorId, {}, ids.slice(0, PREVIEWED));
  return json({ count: ids.length, titles: first.map(({ title }) => title) });
}

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor, params } = await visitHub(door, request);
  const form = await request.formData();
  const edit = ProductEdit.safeParse(editFrom(form));
  const nothing = { ok: false, preview: null, message: '' };
  if (!edit.success) {
    const message = edit.error.issues.map((issue) => issue.message).join(' ');
    return json({ ...nothing, message }, 400);
  }
  const productIds = await selectedIds(door, distributorId, params);
  if (form.get('intent') === 'preview') {
    const first = productIds.slice(0, PREVIEWED);
    const preview = await previewEdit(door.db, distributorId, edit.data, first);
    return json({ ok: true, message: '', preview });
  }
  const started = await startMassEdit(door, { distributorId, edit: edit.data, productIds, actor });
  if (!started.ok) return json({ ...nothing, message: refusalText(started.error) }, 409);
  return redirect(`/hub/catalogue/edits/${started.value}`);
}

export default function EditProducts() {
  const { count, titles } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { state, formData } = useNavigation();
  const busy = state === 'submitting' ? formData?.get('intent') : undefined;
  return (
    <Page title="Edit products" backAction={{ content: 'Catalogue', url: '/hub/catalogue' }}>
      <BlockStack gap="400">
        {answer && answer.message !== '' ? <AnswerBanner answer={answer} /> : null}
        <Layout>
          <Layout.Section>
            <Form method="post">
              <Card>
                <BlockStack gap="400">
                  <Text as="p" tone="subdued">
                    Fields that stay empty stay as they are. See what would change first; nothing is
                    changed before you start, and the whole edit can be undone afterwards.
                  </Text>
                  <EditFields />
                  <InlineStack align="end" gap="200">
                    <input type="hidden" name="intent" defaultValue="preview" />
                    <SubmitButton intent="preview" label="Preview" busy={busy === 'preview'} />
                    <SubmitButton intent="start" label="Start" busy={busy === 'start'} primary />
                  </InlineStack>
                </BlockStack>
              </Card>
            </Form>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <Card>
                <BlockStack gap="200">
                  <Text as="h2" variant="headingMd">
                    <CountText count={count} one="product" many="products" />
                  </Text>
                  <Text as="p" tone="subdued">
                    {titles.join(', ')}
                    {count > titles.length ? ' …' : ''}
                  </Text>
                </BlockStack>
              </Card>
              {answer?.preview ? <EditPreviewCard preview={answer.preview} count={count} /> : null}
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

/** Polaris' button cannot carry a name and a value, so it says beforehand what is wished; Enter previews. */
function SubmitButton(props: {
  readonly intent: string;
  readonly label: string;
  readonly busy: boolean;
  readonly primary?: boolean;
}) {
  const { intent, label, busy, primary = false } = props;
  const press = (event: { currentTarget: EventTarget & Element }) => {
    const form = event.currentTarget.closest('form');
    const field = form?.elements.namedItem('intent');
    if (field instanceof HTMLInputElement) field.value = intent;
  };
  return (
    <span onClickCapture={press}>
      <Button submit loading={busy} {...(primary ? { variant: 'primary' as const } : {})}>
        {label}
      </Button>
    </span>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
