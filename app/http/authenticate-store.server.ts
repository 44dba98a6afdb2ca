import { redirect } from '@remix-run/node';
import type { DoorContext, RetailerVisit } from './door-context.ts';

type StoreVisit = RetailerVisit & { readonly storeId: string };

/** A retailer's visit with a store in view; without one, home says how to connect it. */
export async function authenticateStore(door: DoorContext, request: Request): Promise<StoreVisit> {
  const visit = await door.authenticateRetailer(request);
  const { storeId } = visit;
  if (!storeId) throw redirect('/app');
  return { ...visit, storeId };
}
