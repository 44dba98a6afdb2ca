/** Metafields read and written. */
import { createHash } from 'node:crypto';
import { appNamespace } from '../app-configuration.ts';
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidKind, nextGid } from '../ids.ts';
import { findDefinition } from '../installation.ts';
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused } from '../resolver-types.ts';
import { whyNotMetafield, writeMetafield } from '../simulator/metafields.ts';
import type { MetafieldInput, MetafieldOwner, OwnerType } from '../simulator/metafields.ts';
import type { MetafieldRecord } from '../store.ts';
import type { UserErrorRecord } from '../store-app.ts';
import { findNode } from './nodes.ts';

type SetInput = MetafieldInput & { ownerId: string; compareDigest?: string | null };

const MOST_AT_ONCE = 25;

const digest = (metafield: MetafieldRecord): string =>
  createHash('sha256').update(`${metafield.type}${metafield.value}`).digest('hex');

/** All or nothing: one that cannot be written refuses the call. */
function metafieldsSet(
  _source: unknown,
  args: { metafields: SetInput[] },
  context: Context,
): Payload {
  if (args.metafields.length > MOST_AT_ONCE)
    return refused(
      ['metafields'],
      `Exceeded the maximum metafields input limit of ${MOST_AT_ONCE}`,
      'LESS_THAN_OR_EQUAL_TO',
    );
  const userErrors = args.metafields.flatMap((input, index) => check(context, input, index) ?? []);
  if (userErrors.length > 0) return { metafields: [], userErrors };
  const metafields = args.metafields.flatMap((input) => {
    const owner = ownerOf(context, input.ownerId);
    return owner
      ? [writeMetafield(context.core, context.store, owner.type, owner.record, input)]
      : [];
  });
  return { metafields, userErrors: NO_ERRORS };
}

function ownerOf({ store }: Context, id: string) {
  const type: OwnerType | undefined =
    gidKind(id) === 'Product'
      ? 'PRODUCT'
      : gidKind(id) === 'ProductVariant'
        ? 'PRODUCTVARIANT'
        : undefined;
  const record = type && (store.products.get(id) ?? store.variants.get(id));
  return type && record ? { type, record } : undefined;
}

function check(
  context: Context,
  input: SetInput,
  index: number,
): (UserErrorRecord & { elementIndex: number }) | undefined {
  const wrong = (field: string, message: string, code: string) => ({
    field: ['metafields', String(index), field],
    message,
    code,
    elementIndex: index,
  });
  const owner = ownerOf(context, input.ownerId);
  if (!owner)
    return findNode(context.store, input.ownerId) === null
      ? wrong('ownerId', 'Owner does not exist', 'INVALID')
      : wrong('ownerId', 'not emulated: metafields of this owner', 'INVALID');
  const refusal = whyNotMetafield(context.core, context.store, owner.type, owner.record.id, input);
  if (refusal)
    return wrong(
      'value',
      refusal.message,
      refusal.code === 'DUPLICATED_METAFIELD_VALUE' ? 'TAKEN' : 'INVALID_VALUE',
    );
  if (input.compareDigest === undefined) return undefined;
  const stored = findMetafield(context, owner.record, input);
  const current = stored ? digest(stored) : null;
  return current === input.compareDigest
    ? undefined
    : wrong('compareDigest', 'The resource has been updated since it was loaded', 'STALE_OBJECT');
}

function findMetafield(
  { core }: Context,
  owner: MetafieldOwner,
  wanted: { namespace?: string | null; key?: string | null },
): MetafieldRecord | undefined {
  const namespace = appNamespace(core.app, wanted.namespace);
  return owner.metafields.find((each) => each.namespace === namespace && each.key === wanted.key);
}

type DefinitionInput = {
  key: string;
  name: string;
  namespace?: string | null;
  ownerType: string;
  type: string;
  capabilities?: {
    uniqueValues?: { enabled: boolean } | null;
    adminFilterable?: { enabled: boolean } | null;
  } | null;
};

function metafieldDefinitionCreate(
  _source: unknown,
  args: { definition: DefinitionInput },
  { core, store }: Context,
): Payload {
  const input = args.definition;
  const namespace = appNamespace(core.app, input.namespace);
  if (findDefinition(store, input.ownerType, namespace, input.key))
    return refused(
      ['definition', 'key'],
      `Key is in use for ${input.ownerType} metafields on the '${namespace}' namespace.`,
      'TAKEN',
    );
  const created = {
    id: nextGid(store, 'MetafieldDefinition'),
    ownerType: input.ownerType,
    namespace,
    key: input.key,
    type: input.type,
    name: input.name,
    uniqueValues: input.type === 'id' || input.capabilities?.uniqueValues?.enabled === true,
    adminFilterable: input.capabilities?.adminFilterable?.enabled === true,
  };
  store.metafieldDefinitions.set(created.id, created);
  return { createdDefinition: created, userErrors: NO_ERRORS };
}

const ownerFields = {
  metafield: (owner: MetafieldOwner, args: { namespace?: string; key: string }, context: Context) =>
    findMetafield(context, owner, args) ?? null,
  metafields: (
    owner: MetafieldOwner,
    args: PageArguments & { namespace?: string },
    context: Context,
  ) => {
    const namespace = args.namespace && appNamespace(context.core.app, args.namespace);
    const found = owner.metafields.filter((each) => !namespace || each.namespace === namespace);
    return connect(found, args, context);
  },
};

type DefinitionArguments = PageArguments & {
  ownerType: string;
  namespace?: string | null;
  key?: string | null;
};

function metafieldDefinitions(_source: unknown, args: DefinitionArguments, context: Context) {
  const namespace = args.namespace && appNamespace(context.core.app, args.namespace);
  const found = [...context.store.metafieldDefinitions.values()].filter(
    (each) =>
      each.ownerType === args.ownerType &&
      (!namespace || each.namespace === namespace) &&
      (!args.key || each.key === args.key),
  );
  return connect(found, args, context);
}

export const metafieldResolvers: ResolverTable = {
  QueryRoot: { metafieldDefinitions },
  Mutation: { metafieldsSet, metafieldDefinitionCreate },
  Product: ownerFields,
  ProductVariant: ownerFields,
  Metafield: {
    compareDigest: digest,
    jsonValue: (metafield: MetafieldRecord) =>
      /^(json|number|boolean|list\.)/.test(metafield.type)
        ? (JSON.parse(metafield.value) as unknown)
        : metafield.value,
  },
  MetafieldDefinition: {
    type: (definition: { type: string }) => ({ name: definition.type }),
    capabilities: (definition: { uniqueValues: boolean; adminFilterable: boolean }) => ({
      uniqueValues: { enabled: definition.uniqueValues, eligible: true },
      adminFilterable: {
        enabled: definition.adminFilterable,
        eligible: true,
        status: 'FILTERABLE',
      },
    }),
  },
};
