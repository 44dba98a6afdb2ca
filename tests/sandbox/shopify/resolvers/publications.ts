/** Publications: where products can be shown, and putting them there. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidNumber } from '../ids.ts';
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused } from '../resolver-types.ts';
import { touchProduct } from '../simulator/catalog.ts';
import type { Gid, ProductRecord, PublicationRecord } from '../store.ts';

type PublishArguments = { id: Gid; input: { publicationId?: Gid | null }[] };

const change =
  (apply: (standing: readonly Gid[], wanted: readonly Gid[]) => Gid[]) =>
  (_source: unknown, args: PublishArguments, { core, store }: Context): Payload => {
    const product = store.products.get(args.id);
    if (!product) return refused(['id'], 'Resource does not exist');
    const wanted = args.input.flatMap((each) => each.publicationId ?? []);
    const unknown = wanted.findIndex((id) => !store.publications.has(id));
    if (unknown >= 0)
      return refused(['input', unknown, 'publicationId'], 'Publication does not exist');
    product.publicationIds = apply(product.publicationIds, wanted);
    touchProduct(core, store, product);
    return { publishable: product, shop: store.shop, userErrors: NO_ERRORS };
  };

const count = (product: ProductRecord) => ({
  count: product.publicationIds.length,
  precision: 'EXACT',
});

export const publicationResolvers: ResolverTable = {
  QueryRoot: {
    publications: (_source: unknown, args: PageArguments, context: Context) =>
      connect([...context.store.publications.values()], args, context),
  },
  Mutation: {
    publishablePublish: change((standing, wanted) => [...new Set([...standing, ...wanted])]),
    publishableUnpublish: change((standing, wanted) =>
      standing.filter((id) => !wanted.includes(id)),
    ),
  },
  Publication: {
    supportsFuturePublishing: (publication: PublicationRecord) =>
      publication.handle === 'online_store',
    catalog: (publication: PublicationRecord) => ({
      id: `gid://shopify/AppCatalog/${gidNumber(publication.id)}`,
      title: publication.title,
      status: 'ACTIVE',
    }),
    channels: (publication: PublicationRecord, args: PageArguments, context: Context) =>
      connect(
        [
          {
            id: `gid://shopify/Channel/${gidNumber(publication.id)}`,
            handle: publication.handle,
            name: publication.title,
          },
        ],
        args,
        context,
      ),
  },
  Product: {
    availablePublicationsCount: count,
    resourcePublicationsCount: count,
    publishedAt: (product: ProductRecord) =>
      product.publicationIds.length > 0 ? product.updatedAt : null,
    publishedOnPublication: (product: ProductRecord, args: { publicationId: Gid }) =>
      product.publicationIds.includes(args.publicationId),
  },
};
