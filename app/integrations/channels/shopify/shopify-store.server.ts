/** Store: describing the shop, and setting up our place in it. Everything is looked for before it is made. */
import type { Channel, ChannelAnswer, StorePlaces } from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { collectPages } from './collect-pages.ts';
import { PRODUCT_KEY, VARIANT_KEY } from './product-input.ts';
import { refusalOf } from './shopify-failures.ts';
import { toStoreDescription } from './shopify-mapper.ts';
import {
  createDefinition,
  createFulfillmentService,
  describeShop,
  findIdDefinitions,
  listFulfillmentServices,
  listPublications,
} from './shopify-operations/store.ts';
import type { FulfillmentService } from './shopify-operations/store.ts';

const SERVICE_NAME = 'Stockbridge';
/** What Shopify makes of the name; it stays when the merchant renames the service. */
const SERVICE_HANDLE = 'stockbridge';

export function createStoreSetup(
  context: ChannelContext,
): Pick<Channel, 'describeStore' | 'prepareStore'> {
  return {
    async describeStore() {
      const answer = await context.client.run(describeShop, {});
      return answer.ok ? ok(toStoreDescription(answer.value.shop)) : answer;
    },
    prepareStore: () => prepareStore(context),
  };
}

async function prepareStore(context: ChannelContext): ChannelAnswer<StorePlaces> {
  const service = await provideService(context);
  if (!service.ok) return service;
  const defined = await provideDefinitions(context);
  if (!defined.ok) return defined;
  const publication = await findOnlineStore(context);
  if (!publication.ok) return publication;
  return ok({
    outsideServiceId: service.value.id,
    outsideLocationId: service.value.location?.id,
    outsidePublicationId: publication.value,
    ...(service.value.location?.isActive === false ? { locationIsInactive: true } : {}),
  });
}

/** Where the name is taken (an earlier installation, or a race), the service with our handle is ours. */
async function provideService(context: ChannelContext): ChannelAnswer<FulfillmentService> {
  const before = await findService(context);
  if (!before.ok) return before;
  if (before.value) return ok(before.value);
  const made = await context.client.run(createFulfillmentService, { name: SERVICE_NAME });
  if (!made.ok) return made;
  const { fulfillmentService, userErrors } = made.value.fulfillmentServiceCreate;
  if (fulfillmentService?.location) return ok(fulfillmentService);
  const after = await findService(context);
  if (!after.ok) return after;
  if (after.value) return ok(after.value);
  return err(refusalOf(userErrors) ?? { kind: 'unreadable', why: 'No service and no error' });
}

async function findService({
  client,
  store,
}: ChannelContext): ChannelAnswer<FulfillmentService | undefined> {
  const answer = await client.run(listFulfillmentServices, {});
  if (!answer.ok) return answer;
  const services = answer.value.shop.fulfillmentServices.filter(({ location }) => location);
  const known = services.find(({ id }) => id === store.places.outsideServiceId);
  return ok(known ?? services.find(isByName));
}

/** The merchant may rename a service, and Shopify number a handle that was taken: either is enough. */
function isByName({ handle, serviceName }: FulfillmentService): boolean {
  return handle === SERVICE_HANDLE || serviceName === SERVICE_NAME;
}

/** Declared in shopify.app.toml, too; made here only where that has not (yet) taken effect. */
async function provideDefinitions({ client }: ChannelContext): ChannelAnswer<undefined> {
  const found = await client.run(findIdDefinitions, {
    productKey: PRODUCT_KEY,
    variantKey: VARIANT_KEY,
  });
  if (!found.ok) return found;
  const missing = [
    ...(found.value.product.nodes.length === 0 ? [definition('PRODUCT', PRODUCT_KEY)] : []),
    ...(found.value.variant.nodes.length === 0 ? [definition('PRODUCTVARIANT', VARIANT_KEY)] : []),
  ];
  for (const each of missing) {
    const answer = await client.run(createDefinition, { definition: each });
    if (!answer.ok) return answer;
    const { userErrors } = answer.value.metafieldDefinitionCreate;
    const refusal = refusalOf(userErrors.filter(({ code }) => code !== 'TAKEN'));
    if (refusal) return err(refusal);
  }
  return ok();
}

function definition(ownerType: 'PRODUCT' | 'PRODUCTVARIANT', key: string) {
  const name = ownerType === 'PRODUCT' ? 'Stockbridge product' : 'Stockbridge variant';
  return { ownerType, namespace: '$app', key, name, type: 'id' };
}

const ONLINE_STORE = 'online_store';

/** Undefined for a shop without an online store (a till only): its products are then not shown by us. */
async function findOnlineStore({ client }: ChannelContext): ChannelAnswer<string | undefined> {
  const publications = await collectPages(async (after) => {
    const answer = await client.run(listPublications, { first: 20, after });
    return answer.ok ? ok(answer.value.publications) : answer;
  });
  if (!publications.ok) return publications;
  const found = publications.value.find(({ catalog, channels }) => {
    if (channels?.nodes.some(({ handle }) => handle === ONLINE_STORE)) return true;
    return catalog?.title === 'Online Store';
  });
  return ok(found?.id);
}
