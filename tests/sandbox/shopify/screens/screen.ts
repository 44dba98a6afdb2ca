/** Screen: one request for a page of the sandbox, with everything a page needs to answer it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxCore } from '../core.ts';
import type { StoreState } from '../store.ts';

/** What the screens use of the sandbox. */
export type ScreensSandbox = Pick<
  SandboxCore,
  'app' | 'clock' | 'stores' | 'control' | 'switches' | 'origin'
>;

export type Screen = {
  request: IncomingMessage;
  response: ServerResponse;
  sandbox: ScreensSandbox;
  store: StoreState;
  /** The store's handle, `x` of `x.myshopify.com`. */
  handle: string;
  /** What follows the store in the path: '' or '/orders/12'. */
  path: string;
  query: URLSearchParams;
};

/** The app's handle in the admin's addresses. The client id leads there too, as in Shopify. */
export function appHandle(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** The number at the end of a gid. */
export function numberOf(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1);
}

export function isInstalled(sandbox: ScreensSandbox, store: StoreState): boolean {
  return store.installations.has(sandbox.app.clientId);
}
