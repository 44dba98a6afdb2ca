import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigate } from '@remix-run/react';
import { Banner, BlockStack, Card, InlineStack, Page, Select, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { ReleaseRulesEditor } from '../components/hub/release-rules-editor.tsx';
import { RestrictionsCard } from '../components/hub/restrictions-card.tsx';
import { foundOr404, visitHub } from '../http/hub-visit.server.ts';
import { GoodsRestriction } from '../modules/orders/goods-restrictions.ts';
import {
  insertRestriction,
  removeReleasePolicy,
  removeRestriction,
  saveReleasePolicy,
} from '../modules/orders/order-rules.repository.server.ts';
import { clauseSentence, ReleaseClauses } from '../modules/orders/release-rules.ts';
import { recordAct } from '../modules/activity/record-act.server.ts';
import { inTransaction } from '../platform/database.server.ts';
import { readOrderRulesPage } from '../views/read-order-rules.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const connectionId = params.get('retailer');
  const page = foundOr404(await readOrderRulesPage(door.db, distributorId, connectionId));
  return json({ ...page, connectionId });
}

const Words = z.string().transform((text) => text.split(',').map((each) => each.trim()).filter(Boolean)); // prettier-ignore
const Intent = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('save'),
    clauses: z
      .string()
      .max(60_000)
      .transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          context.addIssue({ code: 'custom', message: 'not JSON' });
          return z.NEVER;
        }
      })
      .pipe(ReleaseClauses),
  }),
  z.object({ intent: z.literal('follow-default') }),
  z.object({
    intent: z.literal('restrict'),
    by: GoodsRestriction.shape.scope.shape.by,
    values: Words.optional(),
    mode: GoodsRestriction.shape.mode,
    countries: z.string().transform((text) => text.toUpperCase().split(/[\s,;]+/).filter(Boolean)), // prettier-ignore
    reason: GoodsRestriction.shape.reason,
  }),
  z.object({ intent: z.literal('lift'), restrictionId: z.uuid() }),
]);

const INCOMPLETE = 'Something cannot be read. Countries have two letters, and a reason is needed.';

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId, actor, params } = await visitHub(door, request);
  const connectionId = params.get('retailer');
  foundOr404(await readOrderRulesPage(door.db, distributorId, connectionId));
  const form = Intent.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return json<ActionAnswer>({ ok: false, message: INCOMPLETE }, 400);
  const asked = form.data;
  return inTransaction(door.db, async (tx) => {
    const verb = { tx, clock: door.clock };
    const told = (act: string, detail: Record<string, unknown>) =>
      recordAct(verb, {
        distributorId,
        actor,
        act,
        subject: connectionId
          ? { kind: 'connection', id: connectionId }
          : { kind: 'distributor', id: distributorId },
        detail,
      });
    switch (asked.intent) {
      case 'save': {
        const policy = { distributorId, connectionId: connectionId ?? undefined, clauses: asked.clauses, by: userId }; // prettier-ignore
        await saveReleasePolicy(verb, policy);
        await told('release-rules-saved', { rules: asked.clauses });
        return json<ActionAnswer>({ ok: true, message: 'Saved. Orders that come in from now on, and those that change, follow it.' }); // prettier-ignore
      }
      case 'follow-default':
        if (connectionId) await removeReleasePolicy(tx, { distributorId, connectionId });
        await told('release-rules-removed', {});
        return json<ActionAnswer>({
          ok: true,
          message: 'This retailer follows the default again.',
        });
      case 'restrict': {
        const { by, values = [], mode, countries, reason } = asked;
        const read = GoodsRestriction.safeParse({ scope: { by, values }, mode, countries, reason });
        if (!read.success || (by !== 'all' && values.length === 0))
          return json<ActionAnswer>({ ok: false, message: INCOMPLETE }, 400);
        await insertRestriction(verb, { distributorId, restriction: read.data, by: userId });
        await told('goods-restricted', { restriction: read.data });
        return json<ActionAnswer>({ ok: true, message: 'Added. Orders that come in from now on are checked against it.' }); // prettier-ignore
      }
      case 'lift':
        await removeRestriction(tx, { distributorId, restrictionId: asked.restrictionId });
        await told('goods-restriction-lifted', { restrictionId: asked.restrictionId });
        return json<ActionAnswer>({ ok: true, message: 'Removed.' });
    }
  });
}

export default function OrderRules() {
  const { currency, store, own, clauses, restrictions, connections, connectionId } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const navigate = useNavigate();
  return (
    <Page
      title="Order rules"
      subtitle="When paid orders go to your suppliers, and which goods go where."
      backAction={{ content: 'Orders', url: '/hub/orders' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Card>
          <InlineStack gap="300" blockAlign="end" align="space-between">
            <div style={{ minInlineSize: '16rem', flex: '0 1 24rem' }}>
              <Select
                label="Rules of"
                value={connectionId ?? ''}
                options={[
                  { value: '', label: 'Every retailer (default)' },
                  ...connections.map((each) => ({
                    value: each.id,
                    label: each.own ? `${each.store} (own rules)` : each.store,
                  })),
                ]}
                onChange={(id) => navigate(id ? `?retailer=${id}` : '?')}
              />
            </div>
            {connectionId && own ? (
              <ConfirmButton
                label="Follow the default again"
                fields={{ intent: 'follow-default' }}
              />
            ) : null}
          </InlineStack>
        </Card>
        {connectionId && !own ? (
          <Banner tone="info">
            <Text as="p">
              {store} follows the default, shown below. Saving gives it a list of its own.
            </Text>
          </Banner>
        ) : null}
        <ReleaseRulesEditor
          key={`${connectionId ?? 'default'}:${JSON.stringify(clauses)}`}
          initial={clauses}
          currency={currency}
          sentenceOf={(clause) => clauseSentence(clause, currency)}
          isSound={(list) => ReleaseClauses.safeParse(list).success}
          heading={store ? `When orders of ${store} go` : 'When orders go'}
        />
        {connectionId ? null : <RestrictionsCard restrictions={restrictions} />}
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
