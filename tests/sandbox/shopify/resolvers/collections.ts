/** Collections, as far as an import puts products into them. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { nextGid } from '../ids.ts';
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, notEmulated, refused } from '../resolver-types.ts';
import { compareMoments, filterBy, sameId, sameText } from '../search-query.ts';
import { toHandle } from '../simulator/catalog.ts';
import type { CollectionRecord, Gid } from '../store.ts';
import { byMoment } from './sorting.ts';

type Search = PageArguments & { query?: string | null; sortKey?: string | null };
type Selection = { productId?: Gid | null; id?: Gid | null };
type CreateInput = {
  title: string;
  handle?: string | null;
  sources?: { source?: { inclusion?: { selections?: Selection[] | null } | null } | null }[] | null;
};

function collections(_source: unknown, args: Search, context: Context) {
  const found = filterBy([...context.store.collections.values()], args.query, {
    '': (collection, value) => collection.title.toLowerCase().includes(value.toLowerCase()),
    id: (collection, value) => sameId(collection.id, value),
    title: (collection, value) => sameText(collection.title, value),
    handle: (collection, value) => sameText(collection.handle, value),
    updated_at: (collection, value, how) => compareMoments(collection.updatedAt, value, how),
  });
  return connect(byMoment(found, args.sortKey), args, context);
}

function collectionCreate(
  _source: unknown,
  args: { collection?: CreateInput },
  { core, store }: Context,
): Payload {
  if (!args.collection) throw notEmulated('collectionCreate(input:)');
  const input = args.collection;
  if (!input.title.trim()) return refused(['collection', 'title'], "Title can't be blank");
  const selections = (input.sources ?? []).flatMap(
    (each) => each.source?.inclusion?.selections ?? [],
  );
  const productIds = selections.flatMap((each) => each.productId ?? each.id ?? []);
  const now = core.clock.iso();
  const collection: CollectionRecord = {
    id: nextGid(store, 'Collection'),
    title: input.title,
    handle: input.handle ?? toHandle(input.title),
    productIds,
    createdAt: now,
    updatedAt: now,
  };
  store.collections.set(collection.id, collection);
  for (const id of productIds) store.products.get(id)?.collectionIds.push(collection.id);
  return { collection, userErrors: NO_ERRORS };
}

export const collectionResolvers: ResolverTable = {
  QueryRoot: {
    collections,
    collection: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.collections.get(args.id) ?? null,
  },
  Mutation: { collectionCreate },
  Collection: {
    products: (collection: CollectionRecord, args: PageArguments, context: Context) =>
      connect(
        collection.productIds.flatMap((id) => context.store.products.get(id) ?? []),
        args,
        context,
      ),
    productsCount: (collection: CollectionRecord) => ({
      count: collection.productIds.length,
      precision: 'EXACT',
    }),
  },
};
