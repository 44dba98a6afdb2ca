import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Layout, Page, Tag, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { DocumentsCard } from '../components/hub/documents-card.tsx';
import { Facts } from '../components/hub/facts.tsx';
import { IdentityCard } from '../components/hub/identity-card.tsx';
import {
  namesOf,
  PricesCard,
  SuppliesCard,
  VariantsCard,
} from '../components/hub/product-cards.tsx';
import { ListingsCard } from '../components/hub/listings-card.tsx';
import { HistoryCard } from '../components/hub/product-history.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { ProductThumb } from '../components/hub/product-thumb.tsx';
import { DateTimeText } from '../components/relative-time.tsx';
import { addProductDocument } from '../flows/supply/add-product-document.server.ts';
import { restoreProductVersion } from '../flows/supply/restore-product-version.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { notFound } from '../http/not-found.ts';
import { readUpload } from '../http/read-upload.server.ts';
import {
  DOCUMENT_KINDS,
  removeDocument,
} from '../modules/catalog/product-documents.repository.server.ts';
import { inTransaction } from '../platform/database.server.ts';
import type { Result } from '../platform/result.ts';
import { readHubProduct } from '../views/read-hub-product.server.ts';
import { readProductDocuments, readProductVersions } from '../views/read-product-history.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const key = { distributorId, productId: idOf<'Product'>(params['productId']) };
  const now = door.clock.now();
  const found = foundOr404(await readHubProduct(door.db, key, now));
  const [versions, documents] = await Promise.all([
    readProductVersions(door.db, key),
    readProductDocuments(door.db, key),
  ]);
  return json({ ...found, versions, documents, today: now.toISOString().slice(0, 10) });
}

const Restore = z.object({ intent: z.literal('restore'), version: z.coerce.number().int().min(0) });
const Remove = z.object({ intent: z.literal('remove-document'), documentId: z.uuid() });
const Wish = z.union([Restore, Remove]);
const Paper = z.object({
  kind: z.enum(DOCUMENT_KINDS),
  expiresOn: z.union([z.iso.date(), z.literal('').transform(() => undefined)]),
});

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const key = { distributorId, productId: idOf<'Product'>(params['productId']) };
  if (request.headers.get('Content-Type')?.startsWith('multipart/')) {
    const added = await readUpload(request, async ({ name, body }, given) => {
      const paper = Paper.safeParse(given);
      if (!paper.success) return undefined;
      const document = { ...key, ...paper.data, name: name.slice(0, 255), body, actor };
      return addProductDocument(door, document);
    });
    if (!added) return json<ActionAnswer>({ ok: false, message: 'Choose a file first.' }, 400);
    return answerOf(added, 'The document is added.');
  }
  const wish = Wish.safeParse(Object.fromEntries(await request.formData()));
  if (!wish.success)
    return json<ActionAnswer>({ ok: false, message: refusalText({ kind: '' }) }, 400);
  if (wish.data.intent === 'restore') {
    const restored = await restoreProductVersion(
      door,
      { ...key, version: wish.data.version },
      actor,
    );
    return answerOf(restored, 'The product is as it was. The change is in its history.');
  }
  const { documentId } = wish.data;
  const removed = await inTransaction(door.db, (tx) =>
    removeDocument({ tx, clock: door.clock }, { ...key, documentId }),
  );
  if (!removed) throw notFound();
  return json<ActionAnswer>({ ok: true, message: 'The document is removed.' });
}

function answerOf(
  result: Result<unknown, { readonly kind: string }>,
  done: string,
): ReturnType<typeof json<ActionAnswer>> {
  if (result.ok) return json<ActionAnswer>({ ok: true, message: done });
  return json<ActionAnswer>({ ok: false, message: refusalText(result.error) }, 409);
}

export default function Product() {
  const { product, variants, supplies, prices, listings, versions, documents, today } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title={product.title}
      subtitle={product.vendor}
      titleMetadata={
        <Badge {...(product.status === 'active' ? { tone: 'success' as const } : {})}>
          {product.status.charAt(0).toUpperCase() + product.status.slice(1)}
        </Badge>
      }
      backAction={{ content: 'Catalogue', url: '/hub/catalogue' }}
      secondaryActions={[
        {
          content: 'Edit',
          url: `/hub/catalogue/edit?${new URLSearchParams({ id: product.id }).toString()}`,
        },
      ]}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <VariantsCard
                variants={variants}
                optionNames={product.optionNames}
                currency={product.currency}
              />
              <SuppliesCard variants={variants} supplies={supplies} />
              <PricesCard variants={variants} prices={prices} hubCurrency={product.currency} />
              <IdentityCard variants={variants} />
              <ListingsCard variants={variants} listings={listings} />
              <DocumentsCard documents={documents} today={today} productId={product.id} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <Card>
                <BlockStack gap="400">
                  {product.images.length > 0 ? (
                    <InlineStack gap="200">
                      {product.images.slice(0, 6).map(({ url }) => (
                        <ProductThumb key={url} url={url} />
                      ))}
                    </InlineStack>
                  ) : null}
                  <Facts
                    facts={[
                      ['Handle', product.handle],
                      ['Type', product.productType || '—'],
                      ['Vendor', product.vendor || '—'],
                      ['Category', product.category ?? '—'],
                      ...Object.entries(product.attributes),
                      ['Changed', <DateTimeText key="changed" at={product.updatedAt} />],
                    ]}
                  />
                  {product.tags.length > 0 ? (
                    <BlockStack gap="200">
                      <Text as="h2" variant="headingSm">
                        Tags
                      </Text>
                      <InlineStack gap="150">
                        {product.tags.map((tag) => (
                          <Tag key={tag}>{tag}</Tag>
                        ))}
                      </InlineStack>
                    </BlockStack>
                  ) : null}
                </BlockStack>
              </Card>
              <HistoryCard versions={versions} variantNames={namesOf(variants)} />
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
