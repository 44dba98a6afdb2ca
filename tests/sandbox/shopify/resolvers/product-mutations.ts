/** Products written: set, create, update, delete, and the operations that run on after the answer. */
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, notEmulated, refused } from '../resolver-types.ts';
import { nextGid } from '../ids.ts';
import type { ProductOperationRecord } from '../store-app.ts';
import { deleteProduct, touchProduct } from '../simulator/catalog.ts';
import { findByCustomId, whyNotMetafield, writeMetafield } from '../simulator/metafields.ts';
import { isAddress, takeIn } from '../simulator/product-files.ts';
import { setCollections, setProduct, writeProductFields } from '../simulator/product-set.ts';
import type { ProductSetIdentifier, ProductSetInput } from '../simulator/product-set.ts';
import type { Gid, ProductRecord } from '../store.ts';

type Media = { originalSource: string; alt?: string | null }[] | null;
type UpdateInput = ProductSetInput & { collectionsToJoin?: Gid[]; collectionsToLeave?: Gid[] };

/** How long an operation that runs on takes, by the sandbox's clock. */
const OPERATION_MS = 500;

function productSet(
  _source: unknown,
  args: { identifier?: ProductSetIdentifier; input: ProductSetInput; synchronous: boolean },
  { core, store }: Context,
): Payload {
  const outcome = setProduct(core, store, args.identifier ?? null, args.input);
  if (args.synchronous) return { product: outcome.product, userErrors: outcome.userErrors };
  const operation = addOperation({ core, store }, 'ProductSetOperation');
  operation.productId = outcome.product?.id ?? null;
  operation.userErrors = outcome.userErrors;
  return { productSetOperation: operation, userErrors: NO_ERRORS };
}

function addOperation(
  { core, store }: Pick<Context, 'core' | 'store'>,
  kind: ProductOperationRecord['kind'],
): ProductOperationRecord {
  const operation: ProductOperationRecord = {
    id: nextGid(store, kind),
    kind,
    status: 'CREATED',
    readyAt: new Date(core.clock.now().getTime() + OPERATION_MS).toISOString(),
    productId: null,
    deletedProductId: null,
    userErrors: [],
  };
  store.productOperations.set(operation.id, operation);
  return operation;
}

function productOperation(_source: unknown, args: { id: Gid }, { core, store }: Context) {
  const operation = store.productOperations.get(args.id);
  if (operation && operation.readyAt <= core.clock.iso()) operation.status = 'COMPLETE';
  return operation ?? null;
}

function productCreate(
  _source: unknown,
  args: { product: UpdateInput; media?: Media },
  { core, store }: Context,
): Payload {
  if (args.product.productOptions) throw notEmulated('ProductCreateInput.productOptions');
  const outcome = setProduct(core, store, null, args.product);
  if (!outcome.product) return { product: null, userErrors: outcome.userErrors };
  return finish({ core, store }, outcome.product, args.product, args.media ?? null);
}

function productUpdate(
  _source: unknown,
  args: { product?: UpdateInput; identifier?: ProductSetIdentifier; media?: Media },
  { core, store }: Context,
): Payload {
  if (!args.product) throw notEmulated('productUpdate(input:)');
  const input = args.product;
  const product = store.products.get(identify({ core, store }, args.identifier, input) ?? '');
  if (!product) return refused(['id'], 'Product does not exist');
  if (input.title != null && input.title.trim() === '')
    return refused(['title'], "Title can't be blank");
  const taken = input.handle == null ? undefined : store.productHandles.get(input.handle);
  if (taken !== undefined && taken !== product.id)
    return refused(['handle'], `Handle '${input.handle ?? ''}' already in use`);
  for (const each of input.metafields ?? []) {
    const wrong = whyNotMetafield(core, store, 'PRODUCT', product.id, each);
    if (wrong) return refused(['metafields'], wrong.message);
  }
  writeProductFields(store, product, input);
  for (const each of input.metafields ?? []) writeMetafield(core, store, 'PRODUCT', product, each);
  touchProduct(core, store, product);
  return finish({ core, store }, product, input, args.media ?? null);
}

function identify(
  { core, store }: Pick<Context, 'core' | 'store'>,
  identifier: ProductSetIdentifier | undefined,
  input: UpdateInput,
): Gid | null | undefined {
  if (!identifier) return input.id;
  if (identifier.id != null) return identifier.id;
  if (identifier.handle != null) return store.productHandles.get(identifier.handle);
  return identifier.customId
    ? findByCustomId(core, store, 'PRODUCT', identifier.customId).owner
    : undefined;
}

function finish(
  { core, store }: Pick<Context, 'core' | 'store'>,
  product: ProductRecord,
  input: UpdateInput,
  media: Media,
): Payload {
  const joined = [...product.collectionIds, ...(input.collectionsToJoin ?? [])];
  const left = input.collectionsToLeave ?? [];
  const collections = [...new Set(joined)].filter((id) => !left.includes(id));
  if (input.collectionsToJoin ?? input.collectionsToLeave)
    setCollections(store, product, collections);
  for (const file of media ?? []) {
    if (!isAddress(file.originalSource)) return refused(['media'], 'Image URL is invalid');
    product.media.push(takeIn(core, store, file));
  }
  return { product, userErrors: NO_ERRORS };
}

function productDelete(
  _source: unknown,
  args: { input: { id: Gid }; synchronous: boolean },
  { core, store }: Context,
): Payload {
  const product = store.products.get(args.input.id);
  if (!product) return refused(['id'], 'Product does not exist');
  deleteProduct(core, store, product);
  if (args.synchronous) return { deletedProductId: product.id, userErrors: NO_ERRORS };
  const operation = addOperation({ core, store }, 'ProductDeleteOperation');
  operation.deletedProductId = product.id;
  return { productDeleteOperation: operation, userErrors: NO_ERRORS };
}

const productOf = (operation: ProductOperationRecord, _args: unknown, { store }: Context) =>
  operation.status === 'COMPLETE' ? (store.products.get(operation.productId ?? '') ?? null) : null;

export const productMutations: ResolverTable = {
  QueryRoot: { productOperation },
  Mutation: { productSet, productCreate, productUpdate, productDelete },
  ProductSetOperation: { product: productOf },
  ProductDeleteOperation: { product: productOf },
};
