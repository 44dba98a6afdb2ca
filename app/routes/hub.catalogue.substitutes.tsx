import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, FormLayout, InlineStack, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { TextInput } from '../components/form-fields.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { PlainTable } from '../components/hub/plain-table.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { addSubstitute, removeSubstitute } from '../flows/order/change-substitutes.server.ts';
import type { SubstituteRefusal } from '../flows/order/change-substitutes.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readSubstitutes } from '../views/read-substitutes.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json({ substitutes: await readSubstitutes(door.db, distributorId) });
}

const sku = z.string().trim().min(1).max(255);
const Intent = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('add'), sku, substituteSku: sku }),
  z.object({ intent: z.literal('remove'), variantId: z.uuid(), substituteVariantId: z.uuid() }),
]);

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const form = Intent.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return refuse('Give both SKUs.');
  if (form.data.intent === 'remove') {
    await removeSubstitute(door, { distributorId, userId, ...form.data });
    return json<ActionAnswer>({ ok: true, message: 'Removed from the list.' });
  }
  const added = await addSubstitute(door, { distributorId, userId, ...form.data });
  if (!added.ok) return refuse(wordsOf(added.error));
  return json<ActionAnswer>({ ok: true, message: 'On the list. Suppliers’ offers follow it.' });
}

function refuse(message: string) {
  return json<ActionAnswer>({ ok: false, message }, 400);
}

function wordsOf(refusal: SubstituteRefusal): string {
  if (refusal.kind === 'same-article') return 'An article is no substitute of itself.';
  return refusal.kind === 'unknown-sku'
    ? `Your catalogue has no article ${refusal.sku}.`
    : `Several articles carry the SKU ${refusal.sku}. Give them SKUs of their own first.`;
}

export default function Substitutes() {
  const { substitutes } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().formData?.get('intent') === 'add';
  return (
    <Page
      title="Substitutes"
      subtitle="Articles that may be sent instead of others, when a supplier offers them"
      backAction={{ content: 'Catalogue', url: '/hub/catalogue' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Card>
          <Form method="post" key={substitutes.length}>
            <input type="hidden" name="intent" value="add" />
            <BlockStack gap="400">
              <Text as="p" tone="subdued">
                An offer on this list is taken by itself where the retailer has agreed to
                substitutes and it costs no more than the ordered article. Every other offer waits
                for a person.
              </Text>
              <FormLayout>
                <FormLayout.Group>
                  <TextInput name="sku" label="Ordered (SKU)" maxLength={255} />
                  <TextInput
                    name="substituteSku"
                    label="May be sent instead (SKU)"
                    maxLength={255}
                  />
                </FormLayout.Group>
              </FormLayout>
              <InlineStack align="end">
                <Button submit variant="primary" loading={busy}>
                  Add
                </Button>
              </InlineStack>
            </BlockStack>
          </Form>
        </Card>
        {substitutes.length === 0 ? (
          <Card>
            <Text as="p" tone="subdued">
              Nothing is on the list yet: every offer of another article waits for a person.
            </Text>
          </Card>
        ) : (
          <Card>
            <PlainTable
              label="Substitutes"
              rows={substitutes}
              rowKey={(row) => row.variantId + row.substituteVariantId}
              columns={[
                {
                  title: 'Ordered',
                  cell: ({ title, sku: code }) => <Article {...{ title, code }} />,
                },
                {
                  title: 'May be sent instead',
                  cell: ({ substituteTitle: title, substituteSku: code }) => (
                    <Article {...{ title, code }} />
                  ),
                },
                { title: 'Added', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
                {
                  title: '',
                  end: true,
                  cell: ({ variantId, substituteVariantId, substituteTitle }) => (
                    <ConfirmButton
                      label="Remove"
                      size="slim"
                      variant="tertiary"
                      accessibilityLabel={`Remove ${substituteTitle}`}
                      fields={{ intent: 'remove', variantId, substituteVariantId }}
                    />
                  ),
                },
              ]}
            />
          </Card>
        )}
      </BlockStack>
    </Page>
  );
}

function Article({ title, code }: { readonly title: string; readonly code: string | null }) {
  return (
    <BlockStack>
      <span>{title}</span>
      <Text as="span" tone="subdued" variant="bodySm">
        {code ?? 'No SKU'}
      </Text>
    </BlockStack>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
