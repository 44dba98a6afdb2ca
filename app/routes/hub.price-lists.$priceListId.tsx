import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { useRef } from 'react';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import { PriceListForm, priceListFault } from '../http/price-list-form.ts';
import { PriceListFields } from '../components/hub/price-list-fields.tsx';
import { PriceListUsers } from '../components/hub/price-list-users.tsx';
import { PricePreview } from '../components/hub/price-preview.tsx';
import { PriceTable } from '../components/hub/price-table.tsx';
import { PromotionForm, promotionFault } from '../http/promotion-form.ts';
import { PromotionsCard } from '../components/hub/promotions-card.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { TableReport } from '../components/hub/table-report.tsx';
import type { ShownReport } from '../components/hub/table-report.tsx';
import { CountText } from '../components/number-text.tsx';
import {
  addPromotion,
  changePriceList,
  importFixedPrices,
  setFixedPrice,
  stopPromotion,
} from '../flows/supply/save-price-list.server.ts';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { NotATable } from '../platform/csv/read-table.ts';
import { currencyCode, parseMoney } from '../platform/money.ts';
import { pageRequest } from '../platform/page.ts';
import {
  readHubPriceLists,
  readPriceListUsers,
  readPriceRows,
  readPromotions,
} from '../views/read-hub-price-lists.server.ts';

export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const key = { distributorId, priceListId: idOf<'PriceList'>(path['priceListId']) };
  const [list] = await readHubPriceLists(door.db, distributorId, door.clock.now(), key.priceListId);
  const filter = { search, view: chosen(params.get('view'), ['fixed', 'none', 'under']) };
  const now = door.clock.now();
  const [rows, users, promotions] = await Promise.all([
    readPriceRows(door.db, key, filter, pageRequest(params), now),
    readPriceListUsers(door.db, key),
    readPromotions(door.db, key, now),
  ]);
  return json({ list: foundOr404(list), users, promotions, ...rows });
}

type Answer = ActionAnswer & { readonly report?: ShownReport };
const SAVED = 'Saved. Stores on this list follow within seconds.';

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const key = { distributorId, priceListId: idOf<'PriceList'>(params['priceListId']) };
  const [list] = await readHubPriceLists(door.db, distributorId, door.clock.now(), key.priceListId);
  const { currency } = foundOr404(list);
  if (request.headers.get('content-type')?.startsWith('multipart/')) {
    const answer = await readUpload(request, ({ body, name }) =>
      importFixedPrices(door, { ...key, body, name: name.slice(0, 255), actor }).catch(tableFault),
    );
    if (!answer) return json<Answer>({ ok: false, message: 'Choose a CSV file first.' }, 400);
    if (answer instanceof NotATable)
      return json<Answer>({ ok: false, message: answer.message }, 400);
    if (!answer.ok) return json<Answer>({ ok: false, message: refusalText(answer.error) }, 409);
    const { rows, saved, refused } = answer.value;
    const message = `${rows} rows read: ${saved} saved, ${refused} refused.`;
    return json<Answer>({ ok: saved > 0 || refused === 0, message, report: answer.value });
  }
  const given = Object.fromEntries(await request.formData());
  if (given['intent'] === 'price') {
    const variantId = z.uuid().safeParse(given['variantId']);
    const text = z.string().trim().catch('').parse(given['price']);
    const amount = text === '' ? null : parseMoney(text, currencyCode(currency));
    if (!variantId.success || amount === undefined || (amount && amount.minor <= 0))
      return json<Answer>({ ok: false, message: `"${text}" is no price in ${currency}.` }, 400);
    const wholesaleMinor = amount?.minor ?? null;
    const entry = { variantId: variantId.data, wholesaleMinor };
    return tell(await setFixedPrice(door, { ...key, ...entry, actor }));
  }
  if (given['intent'] === 'promotion') {
    const form = PromotionForm.safeParse(given);
    if (!form.success) return json<Answer>({ ok: false, message: promotionFault(form.error) }, 400);
    return tell(await addPromotion(door, { ...key, promotion: form.data, actor }));
  }
  if (given['intent'] === 'end-promotion') {
    const promotionId = idOf<'Promotion'>(z.string().catch('').parse(given['promotionId']));
    return tell(await stopPromotion(door, { ...key, promotionId, actor }));
  }
  const form = PriceListForm.safeParse(given);
  if (!form.success) return json<Answer>({ ok: false, message: priceListFault(form.error) }, 400);
  return tell(await changePriceList(door, { ...key, terms: form.data, actor }));
}

function tableFault(fault: unknown): NotATable {
  if (fault instanceof NotATable) return fault;
  throw fault;
}

function tell(done: Awaited<ReturnType<typeof setFixedPrice>>) {
  return done.ok
    ? json<Answer>({ ok: true, message: SAVED })
    : json<Answer>({ ok: false, message: refusalText(done.error) }, 409);
}

export default function PriceList() {
  const { list, rows, next, users, promotions } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const form = useRef<HTMLFormElement>(null);
  return (
    <Page
      title={list.name}
      titleMetadata={
        <Text as="span" tone="subdued">
          <CountText count={list.retailers} one="retailer" many="retailers" />,{' '}
          <CountText count={list.entries} one="fixed price" many="fixed prices" />
        </Text>
      }
      backAction={{ content: 'Price lists', url: '/hub/price-lists' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {answer?.report ? <TableReport report={answer.report} /> : null}
        <Layout>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <Card>
                <Form method="post" ref={form}>
                  <BlockStack gap="400">
                    <Text as="h2" variant="headingMd">
                      Rule
                    </Text>
                    <PriceListFields
                      key={`${list.id}-${list.entries > 0}`}
                      values={list}
                      currencyIsFixed={list.entries > 0}
                    />
                    <InlineStack align="end">
                      <Button submit variant="primary" loading={busy}>
                        Save
                      </Button>
                    </InlineStack>
                  </BlockStack>
                </Form>
              </Card>
              <PriceListUsers users={users} listCurrency={list.currency} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section>
            <BlockStack gap="400">
              <PricePreview form={form} priceListId={list.id} />
              <PromotionsCard promotions={promotions} timeZone={list.timeZone} busy={busy} />
              <Card>
                <Form method="post" encType="multipart/form-data">
                  <BlockStack gap="400">
                    <Text as="h2" variant="headingMd">
                      Prices from a file
                    </Text>
                    <FileInput
                      label="Prices (CSV)"
                      help={`Columns: sku and price, in ${list.currency}; with a column from, a row is the price from so many units on. An empty price takes it off; what the file does not name stays.`}
                    />
                    <InlineStack align="end">
                      <Button submit loading={busy}>
                        Upload prices
                      </Button>
                    </InlineStack>
                  </BlockStack>
                </Form>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
        <PriceTable rows={rows} next={next} list={list} />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
