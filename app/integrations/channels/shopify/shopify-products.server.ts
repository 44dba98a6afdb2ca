/** Products: importing them so that repeating it updates instead of doubling, showing and hiding them. */
import type {
  Channel,
  ChannelAnswer,
  ChannelProduct,
  ImportedVariant,
  ImportOutcome,
  OutsideProductId,
} from '../../../modules/stores/channel.ts';
import { stableId } from '../../../platform/ids.ts';
import { err, ok } from '../../../platform/result.ts';
import { collectPages } from './collect-pages.ts';
import type { ChannelContext } from './channel-context.ts';
import { refusalOf } from './shopify-failures.ts';
import {
  newProductInput,
  productIdentifier,
  repeatedProductInput,
  VARIANT_KEY,
} from './product-input.ts';
import type { ProductInput } from './product-input.ts';
import { matchVariants, outsideProductId } from './shopify-mapper.ts';
import type { VariantNode } from './shopify-mapper.ts';
import {
  activateProduct,
  findProduct,
  hideProduct,
  listVariants,
  productExists,
  readProductSet,
  setLargeProduct,
  setProduct,
  showProduct,
} from './shopify-operations/products.ts';
import type { FoundProduct, StoreVariant } from './shopify-operations/products.ts';
import { activateLevel } from './shopify-operations/stock.ts';

/** Above this a product is written by an operation of its own inside Shopify that we ask after. */
const LARGEST_SYNCHRONOUS = 100;
const VARIANTS_PER_PAGE = 100;

export function createProducts(
  context: ChannelContext,
): Pick<Channel, 'importProduct' | 'setPublished'> {
  return {
    importProduct: (product) => importProduct(context, product),
    setPublished: (product, published) => setPublished(context, product, published),
  };
}

async function importProduct(
  context: ChannelContext,
  product: ChannelProduct,
): ChannelAnswer<ImportOutcome> {
  const existing = await readExisting(context, product.key);
  if (!existing.ok) return existing;
  const input = existing.value
    ? repeatedProductInput(context.store, product, existing.value)
    : newProductInput(context.store, product);
  const written = await writeProduct(context, product, input);
  if (!written.ok) return written;
  if ('why' in written.value)
    return ok({ kind: 'refused', key: product.key, why: written.value.why });
  const { id, nodes } = written.value;
  const matched = matchVariants(product, nodes);
  if (!matched.ok) return matched;
  const stocked = await stockWhatWasNot(context, product, matched.value, existing.value?.variants);
  if (!stocked.ok) return stocked;
  if (product.published) {
    const shown = await showImported(context, id);
    if (!shown.ok) return shown;
  }
  const variants = matched.value;
  return ok({
    kind: 'imported',
    product: { key: product.key, outsideProductId: id, variants },
  });
}

export type ExistingProduct = FoundProduct & { readonly variants: readonly StoreVariant[] };

/** What we imported before under this key, with all variants; undefined when nothing was. */
export async function readExisting(
  { client, store }: ChannelContext,
  key: string,
): ChannelAnswer<ExistingProduct | undefined> {
  const found = await client.run(findProduct, { identifier: productIdentifier(key) });
  if (!found.ok) return found;
  const product = found.value.productByIdentifier;
  if (!product) return ok(undefined);
  const variants = await collectPages(async (after) => {
    const answer = await client.run(listVariants, {
      id: product.id,
      locationId: store.places.outsideLocationId,
      variantKey: VARIANT_KEY,
      first: VARIANTS_PER_PAGE,
      after,
    });
    return answer.ok ? ok(answer.value.product?.variants) : answer;
  });
  return variants.ok ? ok({ ...product, variants: variants.value }) : variants;
}

type Written = { readonly id: OutsideProductId; readonly nodes: readonly VariantNode[] };
type Refused = { readonly why: string };

async function writeProduct(
  context: ChannelContext,
  product: ChannelProduct,
  input: ProductInput,
): ChannelAnswer<Written | Refused> {
  if (input.variants.length > LARGEST_SYNCHRONOUS)
    return writeLargeProduct(context, product, input);
  const answer = await context.client.run(setProduct, {
    identifier: productIdentifier(product.key),
    input,
    variantKey: VARIANT_KEY,
    first: input.variants.length,
  });
  if (!answer.ok) return answer;
  const { product: written, userErrors } = answer.value.productSet;
  const refusal = refusalOf(userErrors);
  if (refusal?.kind === 'refused') return ok({ why: refusal.why });
  if (!written) return err({ kind: 'unreadable', why: 'SetProduct: neither product nor error' });
  return ok({ id: outsideProductId(written.id), nodes: written.variants.nodes });
}

async function writeLargeProduct(
  context: ChannelContext,
  product: ChannelProduct,
  input: ProductInput,
): ChannelAnswer<Written | Refused> {
  const identifier = productIdentifier(product.key);
  const answer = await context.client.run(setLargeProduct, { identifier, input });
  if (!answer.ok) return answer;
  const { productSetOperation, userErrors } = answer.value.productSet;
  const refusal = refusalOf(userErrors);
  if (refusal?.kind === 'refused') return ok({ why: refusal.why });
  if (!productSetOperation)
    return err({ kind: 'unreadable', why: 'SetLargeProduct: neither operation nor error' });
  const ended = await awaitProductSet(context, productSetOperation.id);
  if (!ended.ok) return ended;
  if ('why' in ended.value) return ok(ended.value);
  const existing = await readExisting(context, product.key);
  if (!existing.ok) return existing;
  if (!existing.value) return err({ kind: 'unreadable', why: 'The product written is not there' });
  return ok({ id: outsideProductId(existing.value.id), nodes: existing.value.variants });
}

/** Milliseconds between questions after an operation; in all about a minute. */
const QUESTIONS_MS = [200, 300, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 10_000, 15_000, 15_000];

async function awaitProductSet(
  { client, clock, pause }: ChannelContext,
  operationId: string,
): ChannelAnswer<Refused | { readonly done: true }> {
  for (const wait of QUESTIONS_MS) {
    await pause(new Date(clock.now().getTime() + wait));
    const answer = await client.run(readProductSet, { id: operationId });
    if (!answer.ok) return answer;
    const operation = answer.value.productOperation;
    if (operation?.status !== 'COMPLETE') continue;
    const refusal = refusalOf(operation.userErrors ?? []);
    return ok(refusal?.kind === 'refused' ? { why: refusal.why } : { done: true });
  }
  const why = 'Shopify has not finished the product within a minute';
  return err({ kind: 'unavailable', why, outcome: 'unknown' });
}

/** Variants that stood in the store before may not be stocked at our location: a write to them would go astray. */
async function stockWhatWasNot(
  { client, store }: ChannelContext,
  product: ChannelProduct,
  imported: readonly ImportedVariant[],
  before: readonly StoreVariant[] = [],
): ChannelAnswer<undefined> {
  const unstocked = new Set(
    before
      .filter(({ inventoryItem }) => !inventoryItem.inventoryLevel?.isActive)
      .map(({ inventoryItem }) => inventoryItem.id),
  );
  const quantities = new Map(product.variants.map(({ key, quantity }) => [key, quantity]));
  for (const { key, outsideStockId } of imported) {
    if (!unstocked.has(outsideStockId)) continue;
    const available = Math.max(0, quantities.get(key) ?? 0);
    const locationId = store.places.outsideLocationId;
    // The key names the wish, so a repetition of this import within Shopify's memory does nothing more.
    const idempotencyKey = stableId('stock', store.storeId, outsideStockId, String(available));
    const variables = { inventoryItemId: outsideStockId, locationId, available, idempotencyKey };
    const answer = await client.run(activateLevel, variables);
    if (!answer.ok) return answer;
  }
  return ok();
}

/** Importing is the wish to sell it here; a status that the merchant has set since stays as it is. */
async function showImported(
  { client, store }: ChannelContext,
  id: OutsideProductId,
): ChannelAnswer<undefined> {
  const publicationId = store.places.outsidePublicationId;
  if (!publicationId) return ok();
  const answer = await client.run(showProduct, { id, publicationId });
  if (!answer.ok) return answer;
  const refusal = refusalOf(answer.value.publishablePublish.userErrors);
  return refusal ? err(refusal) : ok();
}

async function setPublished(
  { client, store }: ChannelContext,
  id: OutsideProductId,
  published: boolean,
): ChannelAnswer<'done' | 'gone'> {
  const publicationId = store.places.outsidePublicationId;
  if (!publicationId) return err({ kind: 'refused', why: 'The shop has no online store' });
  const failures = published
    ? await show(client, id, publicationId)
    : await hide(client, id, publicationId);
  if (!failures.ok) return failures;
  const refusal = refusalOf(failures.value);
  if (!refusal) return ok('done');
  const answer = await client.run(productExists, { id });
  if (!answer.ok) return answer;
  return answer.value.product ? err(refusal) : ok('gone');
}

type Client = ChannelContext['client'];

async function show(client: Client, id: string, publicationId: string) {
  const active = await client.run(activateProduct, { id });
  if (!active.ok) return active;
  const { userErrors } = active.value.productUpdate;
  if (userErrors.length > 0) return ok(userErrors);
  const answer = await client.run(showProduct, { id, publicationId });
  return answer.ok ? ok(answer.value.publishablePublish.userErrors) : answer;
}

async function hide(client: Client, id: string, publicationId: string) {
  const answer = await client.run(hideProduct, { id, publicationId });
  return answer.ok ? ok(answer.value.publishableUnpublish.userErrors) : answer;
}
