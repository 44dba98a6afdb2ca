/** Metafields of products and variants. Values of a definition of type `id` are unique over the shop. */
import { appNamespace } from '../app-configuration.ts';
import type { SandboxCore } from '../core.ts';
import { nextGid } from '../ids.ts';
import { findDefinition } from '../installation.ts';
import type { Gid, MetafieldRecord, StoreState } from '../store.ts';

export type MetafieldInput = {
  id?: string | null;
  namespace?: string | null;
  key?: string | null;
  type?: string | null;
  value?: string | null;
};
export type MetafieldOwner = { id: Gid; metafields: MetafieldRecord[] };
export type OwnerType = 'PRODUCT' | 'PRODUCTVARIANT';

const uniqueKey = (ownerType: string, namespace: string, key: string, value: string) =>
  `${ownerType}|${namespace}|${key}|${value}`;

/** The owner that carries a custom id; `defined` is false when no definition of type `id` has that key. */
export function findByCustomId(
  core: SandboxCore,
  store: StoreState,
  ownerType: OwnerType,
  custom: { namespace?: string | null; key: string; value: string },
): { defined: boolean; owner: Gid | undefined } {
  const namespace = appNamespace(core.app, custom.namespace);
  const definition = findDefinition(store, ownerType, namespace, custom.key);
  if (!definition?.uniqueValues) return { defined: false, owner: undefined };
  const owner = store.uniqueMetafields.get(
    uniqueKey(ownerType, namespace, custom.key, custom.value),
  );
  return { defined: true, owner };
}

/** Why a metafield cannot be written; undefined when it can. */
export function whyNotMetafield(
  core: SandboxCore,
  store: StoreState,
  ownerType: OwnerType,
  ownerId: Gid | undefined,
  input: MetafieldInput,
): { message: string; code: string } | undefined {
  if (!input.key || input.value == null)
    return { message: 'Metafield key and value are required.', code: 'INVALID_METAFIELD' };
  const namespace = appNamespace(core.app, input.namespace);
  const definition = findDefinition(store, ownerType, namespace, input.key);
  const type = input.type ?? definition?.type;
  if (!type) return { message: "Type can't be blank", code: 'INVALID_METAFIELD' };
  if (definition && type !== definition.type)
    return { message: `Type must be '${definition.type}'`, code: 'INVALID_METAFIELD' };
  if (type === 'json' && !isJson(input.value))
    return { message: 'Value is invalid JSON', code: 'INVALID_METAFIELD' };
  if (!definition?.uniqueValues) return undefined;
  const taken = store.uniqueMetafields.get(uniqueKey(ownerType, namespace, input.key, input.value));
  return taken !== undefined && taken !== ownerId
    ? {
        message: `Value '${input.value}' has already been taken`,
        code: 'DUPLICATED_METAFIELD_VALUE',
      }
    : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function writeMetafield(
  core: SandboxCore,
  store: StoreState,
  ownerType: OwnerType,
  owner: MetafieldOwner,
  input: MetafieldInput,
): MetafieldRecord {
  const namespace = appNamespace(core.app, input.namespace);
  const key = input.key ?? '';
  const definition = findDefinition(store, ownerType, namespace, key);
  const now = core.clock.iso();
  let metafield = owner.metafields.find((each) => each.namespace === namespace && each.key === key);
  if (!metafield) {
    const id = nextGid(store, 'Metafield');
    const type = input.type ?? definition?.type ?? 'single_line_text_field';
    metafield = { id, namespace, key, type, value: '', createdAt: now, updatedAt: now };
    owner.metafields.push(metafield);
  }
  if (definition?.uniqueValues) {
    store.uniqueMetafields.delete(uniqueKey(ownerType, namespace, key, metafield.value));
    store.uniqueMetafields.set(uniqueKey(ownerType, namespace, key, input.value ?? ''), owner.id);
  }
  metafield.value = input.value ?? '';
  metafield.updatedAt = now;
  return metafield;
}

/** A list that is sent replaces what was there. */
export function replaceMetafields(
  core: SandboxCore,
  store: StoreState,
  ownerType: OwnerType,
  owner: MetafieldOwner,
  inputs: readonly MetafieldInput[],
): void {
  const kept = inputs.map(
    (input) => `${appNamespace(core.app, input.namespace)}|${input.key ?? ''}`,
  );
  for (const each of owner.metafields)
    if (!kept.includes(`${each.namespace}|${each.key}`)) forget(store, ownerType, each);
  owner.metafields = owner.metafields.filter((each) =>
    kept.includes(`${each.namespace}|${each.key}`),
  );
  for (const input of inputs) writeMetafield(core, store, ownerType, owner, input);
}

export function forgetMetafields(
  store: StoreState,
  ownerType: OwnerType,
  owner: MetafieldOwner,
): void {
  for (const each of owner.metafields) forget(store, ownerType, each);
}

function forget(store: StoreState, ownerType: OwnerType, metafield: MetafieldRecord): void {
  store.uniqueMetafields.delete(
    uniqueKey(ownerType, metafield.namespace, metafield.key, metafield.value),
  );
}
