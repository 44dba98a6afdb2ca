import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FavourCard } from '../components/favour-card.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { connectionEvents } from '../components/hub/connection-events.ts';
import { ConnectionSummary } from '../components/hub/connection-summary.tsx';
import { ConnectionActs } from '../components/hub/connection-acts.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { TermsForm } from '../components/hub/terms-form.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { Timeline } from '../components/timeline.tsx';
import { changeOrderFavours } from '../flows/relation/change-order-favours.server.ts';
import { decideConnection } from '../flows/relation/decide-connection.server.ts';
import { saveConnectionTerms } from '../flows/relation/save-connection-terms.server.ts';
import type { DecidedTerms } from '../flows/relation/save-connection-terms.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { readPolicy } from '../http/return-forms.ts';
import { ReleaseOn } from '../modules/connections/connection.ts';
import type { Assortment } from '../modules/connections/connection.ts';
import { readOrderFavours } from '../modules/connections/order-favours.server.ts';
import { currencyCode, parseMoney } from '../platform/money.ts';
import { readReturnTerms } from '../views/read-return-terms.server.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';
import { readAssortmentChoices, readHubConnection } from '../views/read-hub-connection.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const connectionId = idOf<'Connection'>(params['connectionId']);
  const key = { distributorId, connectionId };
  const [found, favours, choices, returnTerms] = await Promise.all([
    readHubConnection(door.db, key),
    readOrderFavours(door.db, key),
    readAssortmentChoices(door.db, distributorId),
    readReturnTerms(door, key),
  ]);
  return json({ ...foundOr404(found), favours: foundOr404(favours), choices, returnTerms });
}

const Terms = z.object({
  assortment: z.enum(['all', 'rule', 'by-hand']),
  priceListId: z.uuid(),
  buffer: z.coerce.number().int().min(0).max(1_000_000),
  cap: z.union([
    z.literal('').transform(() => undefined),
    z.coerce.number().int().min(0).max(1_000_000),
  ]),
  // The flow says what these may be, and refuses them in words of their own.
  bufferMost: z.coerce.number(),
  shareWeight: z.coerce.number(),
  shareMinimum: z.coerce.number(),
  releaseDelayMinutes: z.coerce.number().min(0).max(10_080),
  releaseOn: ReleaseOn,
  creditLimit: z.string().trim().max(20),
  territories: z
    .string()
    .max(2_000)
    .transform((text) =>
      text
        .toUpperCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[A-Z]{2}$/)).max(250)),
  types: z.array(z.string().max(255)).max(500),
  tags: z.array(z.string().max(255)).max(500),
  vendors: z.array(z.string().max(255)).max(500),
  products: z.array(z.uuid()).max(1_000),
});

/** Undefined where something is missing or out of range; `currency`: of the hub, for the credit limit. */
function readTerms(form: FormData, currency: string): DecidedTerms | undefined {
  const lists = ['types', 'tags', 'vendors', 'products'] as const;
  const parsed = Terms.safeParse({
    ...Object.fromEntries(form),
    ...Object.fromEntries(lists.map((name) => [name, form.getAll(name)])),
  });
  if (!parsed.success) return undefined;
  const {
    assortment: kind,
    types,
    tags,
    vendors,
    products,
    releaseDelayMinutes,
    creditLimit,
    ...terms
  } = parsed.data;
  const limit = creditLimit ? parseMoney(creditLimit, currencyCode(currency)) : undefined;
  if (creditLimit && (!limit || limit.minor < 0)) return undefined;
  const returnPolicy = readPolicy(form);
  if (!returnPolicy) return undefined;
  const assortment: Assortment = kind === 'rule' ? { kind, types, tags, vendors } : { kind };
  return {
    ...terms,
    assortment,
    releaseDelaySeconds: Math.round(releaseDelayMinutes * 60),
    creditLimitMinor: limit?.minor ?? null,
    productIds: kind === 'by-hand' ? products : undefined,
    returnPolicy,
  };
}

const DONE = {
  approve: 'Approved. The retailer can pick products from now on.',
  decline: 'Declined. The retailer is told, and may ask again.',
  suspend: 'Suspended. The store shows none of your stock from now on.',
  resume: 'Resumed. The store’s stock follows again.',
  end: 'Ended. The store shows none of your stock any more.',
} as const;
const VIP = 'From now on its orders come before others where stock is scarce.';
const INVALID =
  'Some terms are missing or out of range: amounts are written like 5000.00, countries like CH. Check the fields and save again.';

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const connectionId = idOf<'Connection'>(params['connectionId']);
  const key = { distributorId, connectionId };
  const form = await request.formData();
  if (form.get('intent') === 'vip') {
    const vip = form.get('value') === 'yes';
    foundOr404((await changeOrderFavours(door, { ...key, favours: { vip }, actor })) || undefined);
    return json<ActionAnswer>({ ok: true, message: vip ? VIP : 'Its orders wait in line again.' });
  }
  const intent = z
    .enum(['terms', 'approve', 'decline', 'suspend', 'resume', 'end'])
    .safeParse(form.get('intent'));
  if (!intent.success) return json<ActionAnswer>({ ok: false, message: INVALID }, 400);
  const act = intent.data;
  const terms =
    act === 'terms' || act === 'approve'
      ? readTerms(form, await readHubCurrency(door.db, distributorId))
      : undefined;
  if (!terms && (act === 'terms' || act === 'approve'))
    return json<ActionAnswer>({ ok: false, message: INVALID }, 400);
  const done =
    act === 'terms'
      ? terms && (await saveConnectionTerms(door, { ...key, terms, actor }))
      : await decideConnection(door, { ...key, act, actor, terms });
  if (done && !done.ok) {
    if (done.error.kind === 'unknown-connection') foundOr404(undefined);
    return json<ActionAnswer>({ ok: false, message: refusalText(done.error) }, 409);
  }
  const message = act === 'terms' ? 'Saved. The store follows within seconds.' : DONE[act];
  return json<ActionAnswer>({ ok: true, message });
}

export default function Retailer() {
  const { connection, favours, priceLists, chosen, choices, acts, returnTerms } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title={connection.store}
      subtitle={connection.domain}
      titleMetadata={<StatusBadge of="connection" status={connection.status} />}
      backAction={{ content: 'Retailers', url: '/hub/retailers' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              {connection.status === 'requested' ? (
                <Card>
                  <BlockStack gap="200">
                    <Text as="h2" variant="headingMd">
                      {connection.store} asks to sell your goods
                    </Text>
                    <Text as="p">{connection.message || 'They left no message.'}</Text>
                    <Text as="p" tone="subdued">
                      Set the terms below, then approve. You can change them at any time.
                    </Text>
                  </BlockStack>
                </Card>
              ) : null}
              <TermsForm
                key={`${connection.id}-${connection.status}`}
                connection={connection}
                priceLists={priceLists}
                chosen={chosen}
                choices={choices}
                returnTerms={returnTerms}
              />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <ConnectionSummary connection={connection} />
              <ConnectionActs status={connection.status} store={connection.store} />
              <FavourCard
                title="Where stock is scarce"
                told={
                  favours.vip
                    ? 'A VIP: its orders come right after rush orders, before those of other retailers.'
                    : 'Its orders wait in line: rush orders and those of VIPs come first, then the oldest.'
                }
                intent="vip"
                isOn={favours.vip}
                turnOn="Make it a VIP"
                turnOff="Let it wait in line"
              />
              <Card>
                <BlockStack gap="400">
                  <InlineStack>
                    <Text as="h2" variant="headingMd">
                      History
                    </Text>
                  </InlineStack>
                  <Timeline label="History of the connection" events={connectionEvents(acts)} />
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
