import { readProducts } from '../../modules/catalog/read-products.server.ts';
import type { CatalogProduct } from '../../modules/catalog/read-products.server.ts';
import { breakProduct } from '../../modules/listings/break-product.server.ts';
import {
  findProductDifferences,
  recordProductTold,
} from '../../modules/listings/product-differences.server.ts';
import type { ProductDifference } from '../../modules/listings/product-differences.server.ts';
import type { PublishState } from '../../modules/listings/publish-state.repository.server.ts';
import type { ContentField, ProductContent } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { describeFailure } from '../../platform/retry-policy.ts';
import type { PublishingFailure, StoreDrain } from './publishing-back-off.server.ts';
import { reportBroken } from './report-broken.server.ts';

/** Few at a time, so that a change of stock never waits long behind words and pictures. */
const AT_A_TIME = 50;

/**
 * Tells the store what is to be seen of its products and, where the retailer lets it, their words and pictures. After
 * each round stock comes first again.
 */
export async function publishProducts(
  drain: StoreDrain,
  state: PublishState,
): Promise<PublishingFailure | undefined> {
  const verb = { tx: drain.context.db, clock: drain.context.clock };
  const found = await findProductDifferences(verb, drain.storeId, state, AT_A_TIME);
  const contents = await readContents(drain, found);
  for (const difference of found) {
    const failure = await publishProduct(drain, difference, contents.get(difference.productId));
    if (failure) return failure;
    drain.seen.progress = true;
  }
  if (found.length === AT_A_TIME) drain.seen.repeat = true;
  return undefined;
}

async function readContents(
  { context }: StoreDrain,
  found: readonly ProductDifference[],
): Promise<ReadonlyMap<string, CatalogProduct>> {
  const changed = found.filter(({ contentDiffers }) => contentDiffers);
  const products = new Map<string, CatalogProduct>();
  for (const [distributorId, ofOne] of Map.groupBy(changed, (each) => each.distributorId)) {
    const productIds = ofOne.map(({ productId }) => productId);
    const read = await readProducts(context.db, { distributorId, productIds });
    for (const product of read) products.set(product.id, product);
  }
  return products;
}

async function publishProduct(
  drain: StoreDrain,
  difference: ProductDifference,
  product: CatalogProduct | undefined,
): Promise<PublishingFailure | undefined> {
  const { visibility } = difference;
  if (visibility) {
    const answer = await drain.channel.setPublished(
      difference.outsideProductId,
      visibility === 'show',
    );
    const failure = await note(drain, difference, answer, { hidden: visibility === 'hide' });
    if (failure) return failure;
  }
  if (!product) return undefined;
  const answer = await drain.channel.setContent(
    difference.outsideProductId,
    chosen(product, difference.contentFields),
  );
  return note(drain, difference, answer, { contentHash: product.contentHash });
}

/** A refusal is about this product alone: it is shown on it, and tried again when the product changes. */
async function note(
  { context, storeId }: StoreDrain,
  difference: ProductDifference,
  answer: Awaited<ReturnType<StoreDrain['channel']['setContent']>>,
  told: { readonly contentHash?: string; readonly hidden?: boolean },
): Promise<PublishingFailure | undefined> {
  if (!answer.ok && answer.error.kind !== 'refused') return answer.error;
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    if (answer.ok && answer.value === 'gone') {
      await reportBroken(tx, context, storeId, await breakProduct(verb, difference));
    }
    const failure = answer.ok ? undefined : describeFailure(answer.error);
    await recordProductTold(verb, difference, { ...told, failure });
  });
  return undefined;
}

const CONTENT: Readonly<Record<ContentField, (product: CatalogProduct) => ProductContent>> = {
  title: ({ title }) => ({ title }),
  description: ({ bodyHtml }) => ({ bodyHtml }),
  vendor: ({ vendor }) => ({ vendor }),
  type: ({ productType }) => ({ productType }),
  tags: ({ tags }) => ({ tags }),
  images: ({ images }) => ({
    images: images.map(({ url, altText }) => ({ url, altText: altText || undefined })),
  }),
};

function chosen(product: CatalogProduct, fields: readonly ContentField[]): ProductContent {
  return fields.reduce<ProductContent>(
    (content, field) => ({ ...content, ...CONTENT[field](product) }),
    {},
  );
}
