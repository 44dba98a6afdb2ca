import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Card, Page } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ItemCard, ItemUpload } from '../components/hub/item-card.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { ListFilters } from '../components/list-filters.tsx';
import { NextPage } from '../components/next-page.tsx';
import { decideSupplierItem } from '../flows/supply/decide-supplier-item.server.ts';
import type { ItemDecision } from '../flows/supply/decide-supplier-item.server.ts';
import { importSupplierItems } from '../flows/supply/import-supplier-items.server.ts';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { NotATable } from '../platform/csv/read-table.ts';
import { parseId } from '../platform/ids.ts';
import { currencyCode, parseMoney } from '../platform/money.ts';
import { pageRequest } from '../platform/page.ts';
import {
  countSupplierItems,
  ITEM_VIEWS,
  readSupplierItems,
  suggestVariants,
} from '../views/read-supplier-items.server.ts';

const PAGE_SIZE = 10;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const view = chosen(params.get('view'), ITEM_VIEWS) || 'open';
  const filter = { view, search, supplierId: parseId(params.get('supplier')) };
  const [items, suppliers] = await Promise.all([
    readSupplierItems(door.db, distributorId, filter, pageRequest(params, PAGE_SIZE)),
    countSupplierItems(door.db, distributorId),
  ]);
  const find = { itemId: params.get('item'), words: (params.get('find') ?? '').slice(0, 200) };
  const rows = await Promise.all(
    items.rows.map(async (item) => {
      const words = item.id === find.itemId ? find.words : '';
      const isOpen = item.status === 'open';
      const suggestions = isOpen ? await suggestVariants(door.db, distributorId, item, words) : [];
      return { item, suggestions, words };
    }),
  );
  return json({ rows, next: items.next, suppliers, view });
}

const cost = z.string().max(20).optional();
const Wish = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('accept'), itemId: z.uuid(), currency: z.string(), variantId: z.uuid(), cost }),
  z.object({ intent: z.literal('create'), itemId: z.uuid(), currency: z.string(), title: z.string().trim().min(1).max(255), cost }),
  z.object({ intent: z.literal('reject'), itemId: z.uuid() }),
  z.object({ intent: z.literal('undo'), itemId: z.uuid() }),
]); // prettier-ignore
type Wish = z.infer<typeof Wish>;

const DONE: Readonly<Record<Wish['intent'], string>> = {
  accept: 'Matched. The supplier supplies the variant from now on.',
  create: 'A draft product is made and supplied. Complete it before it is sold.',
  reject: 'Set aside. It will not be asked about again.',
  undo: 'Taken back. The article waits for a decision again.',
};

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  if (request.headers.get('Content-Type')?.startsWith('multipart/'))
    return upload(request, (file) => importSupplierItems(door, { distributorId, actor, ...file }));
  const wish = Wish.safeParse(Object.fromEntries(await request.formData()));
  if (!wish.success)
    return json<ActionAnswer>({ ok: false, message: 'Choose a variant, or enter a title.' }, 400);
  const key = { distributorId, itemId: wish.data.itemId };
  const decided = await decideSupplierItem(door, key, decisionOf(wish.data), actor);
  if (!decided.ok)
    return json<ActionAnswer>({ ok: false, message: refusalText(decided.error) }, 409);
  return json<ActionAnswer>({ ok: true, message: DONE[wish.data.intent] });
}

function decisionOf(wish: Wish): ItemDecision {
  if (wish.intent === 'reject' || wish.intent === 'undo') return { kind: wish.intent };
  const costMinor = wish.cost
    ? parseMoney(wish.cost, currencyCode(wish.currency))?.minor
    : undefined;
  return wish.intent === 'accept'
    ? { kind: 'accept', variantId: wish.variantId, costMinor }
    : { kind: 'create', title: wish.title, costMinor };
}

type Receive = (file: {
  readonly supplierId: string;
  readonly name: string;
  readonly body: AsyncIterable<Uint8Array>;
}) => ReturnType<typeof importSupplierItems>;

async function upload(request: Request, receive: Receive) {
  try {
    const read = await readUpload(request, async ({ name, body }, { supplierId = '' }) =>
      parseId(supplierId) ? receive({ supplierId, name, body }) : undefined,
    );
    if (!read)
      return json<ActionAnswer>({ ok: false, message: 'Choose a supplier and a file.' }, 400);
    if (!read.ok) return json<ActionAnswer>({ ok: false, message: refusalText(read.error) }, 409);
    const { rows, matched, noted } = read.value;
    const message = `${rows} rows read: ${matched} matched by their codes, ${noted - matched} wait below, the others were known.`;
    return json<ActionAnswer>({ ok: true, message });
  } catch (fault) {
    if (fault instanceof NotATable)
      return json<ActionAnswer>({ ok: false, message: fault.message }, 400);
    throw fault;
  }
}

const VIEWS = [
  { value: '', label: 'To decide' },
  { value: 'matched', label: 'Matched' },
  { value: 'rejected', label: 'Set aside' },
] as const;

export default function Matching() {
  const { rows, next, suppliers, view } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const choices = suppliers.map(({ id, name, open }) => ({
    value: id,
    label: `${name} (${open})`,
  }));
  return (
    <Page
      title="Matching"
      subtitle="Which variant is what a supplier calls by a SKU that nobody knows?"
      backAction={{ content: 'Catalogue', url: '/hub/catalogue' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Card padding="0">
          <ListFilters
            views={VIEWS}
            search="Search by SKU, GTIN or title"
            filters={[{ key: 'supplier', label: 'Supplier', choices }]}
          />
          {rows.length === 0 ? (
            <EmptyList
              icon={CheckCircleIcon}
              heading={view === 'open' ? 'Nothing waits for a decision' : 'Nothing here yet'}
            >
              Articles under an unknown SKU arrive here from suppliers’ feeds and from the lists
              that you upload below. A GTIN, or brand and number together, match by themselves.
            </EmptyList>
          ) : null}
        </Card>
        {rows.map(({ item, suggestions, words }) => (
          <ItemCard key={item.id} item={item} suggestions={suggestions} words={words} />
        ))}
        <NextPage next={next} />
        <ItemUpload suppliers={suppliers} />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
