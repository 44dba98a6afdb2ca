/** Starts a sandbox Shopify: an HTTP server on loopback that stands for every `*.myshopify.com`. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { systemClock } from '../../../app/platform/clock.ts';
import type { Clock } from '../../../app/platform/clock.ts';
import { handleAdminApi } from './admin-api.ts';
import { readAppConfiguration } from './app-configuration.ts';
import type { AppOptions } from './app-configuration.ts';
import { createBuckets } from './bucket.ts';
import { createSandboxClock } from './clock.ts';
import type { ShopifyControl, StoreInput } from './control.ts';
import { createControl, handleControl } from './control-door.ts';
import type { SandboxCore, SandboxHandler } from './core.ts';
import { createFaults } from './faults.ts';
import { handleFiles } from './files.ts';
import { sendJson } from './http.ts';
import { createRandom } from './random.ts';
import { adminSchema } from './schema.ts';
import { closeAppFront, handleScreens } from './screens/index.ts';
import { createStore } from './simulator/stores.ts';
import { DEFAULT_SWITCHES } from './switches.ts';
import type { Switches } from './switches.ts';
import { createTokenBook } from './tokens.ts';
import { createWebhookSender } from './webhooks.ts';

export type ShopifySandboxOptions = {
  /** 0 (default): any free port. */
  port?: number;
  app?: AppOptions;
  stores?: StoreInput[];
  switches?: Partial<Switches>;
  clock?: Clock;
  seed?: number;
  unlimited?: boolean;
  webhooks?: 'auto' | 'manual';
  extraHandlers?: SandboxHandler[];
};

export type ShopifySandbox = {
  origin: string;
  control: ShopifyControl;
  core: SandboxCore;
  close(): Promise<void>;
};

export async function startShopifySandbox(
  options: ShopifySandboxOptions = {},
): Promise<ShopifySandbox> {
  const core = createCore(options);
  const doors = [
    handleControl,
    handleAdminApi,
    handleFiles,
    ...(options.extraHandlers ?? []),
    handleScreens,
  ];
  const server = createServer((request, response) => {
    void answer(doors, request, response, core);
  });
  core.origin = await listen(server, options.port ?? 0);
  // Built before the first request, so that its half second counts for nobody's latency.
  adminSchema();
  return { origin: core.origin, control: core.control, core, close: () => close(server, core) };
}

function createCore(options: ShopifySandboxOptions): SandboxCore {
  const clock = createSandboxClock(options.clock ?? systemClock);
  const random = createRandom(options.seed ?? 1);
  const app = readAppConfiguration(options.app ?? {});
  const core: Omit<SandboxCore, 'control'> = {
    clock,
    random,
    app,
    switches: { ...DEFAULT_SWITCHES, ...options.switches },
    settings: { unlimited: options.unlimited ?? false, media: 'instant' },
    stores: new Map(),
    tokens: createTokenBook(clock, random),
    buckets: createBuckets(clock),
    faults: createFaults(random),
    webhooks: createWebhookSender({ clock, random, app: () => app }),
    requests: [],
    origin: '',
  };
  const whole: SandboxCore = Object.assign(core, { control: {} as ShopifyControl });
  whole.control = createControl(whole);
  whole.webhooks.setMode(options.webhooks ?? 'auto');
  for (const store of options.stores ?? []) createStore(whole, store);
  return whole;
}

async function answer(
  doors: readonly SandboxHandler[],
  request: IncomingMessage,
  response: ServerResponse,
  core: SandboxCore,
): Promise<void> {
  try {
    for (const door of doors) if (await door(request, response, core)) return;
    sendJson(response, 404, { errors: 'Not Found' });
  } catch (error) {
    if (response.destroyed || request.destroyed) return;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!response.headersSent) sendJson(response, 500, { errors: `sandbox: ${detail}` });
    else response.destroy();
  }
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server, core: SandboxCore): Promise<void> {
  await core.webhooks.close();
  await closeAppFront(core);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
