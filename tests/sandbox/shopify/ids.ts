/** Shopify's gids: `gid://shopify/Product/42`. Numbers count up per store. */
import type { Gid, StoreState } from './store.ts';

export function nextNumber(store: StoreState): number {
  store.lastNumber += 1;
  return store.lastNumber;
}

export function nextGid(store: StoreState, kind: string): Gid {
  return `gid://shopify/${kind}/${nextNumber(store)}`;
}

/** The number at the end of a gid (`legacyResourceId`, ids of webhook payloads). */
export function gidNumber(gid: Gid): number {
  return Number(/\/(\d+)(\?|$)/.exec(gid)?.[1] ?? Number.NaN);
}

export function gidKind(gid: Gid): string {
  return /^gid:\/\/shopify\/(\w+)\//.exec(gid)?.[1] ?? '';
}

/** A level has no number of its own: its id names the location and the item. */
export function levelGid(itemId: Gid, locationId: Gid): Gid {
  return `gid://shopify/InventoryLevel/${gidNumber(locationId)}?inventory_item_id=${gidNumber(itemId)}`;
}
