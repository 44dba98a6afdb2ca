/**
 * Stack: the whole of Stockbridge as processes (sandbox Shopify, sandbox suppliers, web, worker) on free ports,
 * for the demo, the benches, the browser tests and the kills.
 */
import { join } from 'node:path';
import { freePort, startChild } from './child-process.ts';
import type { Child } from './child-process.ts';
import { createShopifyControl } from './shopify/control.ts';
import type { ShopifyControl } from './shopify/control.ts';
import { createSupplierControl } from './suppliers/control.ts';
import type { SupplierControl } from './suppliers/control.ts';

export type StackOptions = {
  /** The embedded database, its keys and the logs live here. */
  readonly dataFolder: string;
  /** Default: the embedded PostgreSQL in the data folder. */
  readonly databaseUrl?: string | undefined;
  /** Port of the sandbox's admin; default a free one. */
  readonly adminPort?: number | undefined;
  /** Port of the app; default a free one. */
  readonly appPort?: number | undefined;
  readonly workers?: number | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly shopify?: object | undefined;
  /** Screens from their sources instead of the build. */
  readonly develops?: boolean | undefined;
};

export type Stack = {
  /** Where the sandbox's admin and storefronts are. */
  readonly adminUrl: string;
  /** Where the app is. */
  readonly appUrl: string;
  readonly supplierUrl: string;
  readonly shopify: ShopifyControl;
  readonly suppliers: SupplierControl;
  /** What our own processes were started with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly web: Child;
  readonly workers: Child[];
  startWorker(): Promise<Child>;
  stop(): Promise<void>;
};

const APP = {
  clientId: 'stockbridge-sandbox',
  clientSecret: 'sandbox-secret-of-the-stockbridge-app',
};

const readOrigin = (line: string): string | undefined =>
  line.startsWith('{') ? (JSON.parse(line) as { origin?: string }).origin : undefined;
const saysMessage = (text: string) => (line: string) => (line.includes(text) ? true : undefined);

/** Starts everything and resolves when all of it answers. The screens must have been built. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataFolder } = options;
  const logOf = (name: string) => join(dataFolder, `${name}.log`);
  const appPort = options.appPort ?? (await freePort());
  const appUrl = `http://127.0.0.1:${appPort}`;
  const children: Child[] = [];
  const start = async <Ready>(...given: Parameters<typeof startChild<Ready>>) => {
    const started = await startChild(...given);
    children.push(started.child);
    return started;
  };

  const shopify = await start(
    {
      script: 'tests/sandbox/shopify/main.ts',
      logFile: logOf('sandbox-shopify'),
      environment: {
        SHOPIFY_SANDBOX_PORT: String(options.adminPort ?? 0),
        SHOPIFY_SANDBOX_OPTIONS: JSON.stringify({
          app: { ...APP, applicationUrl: `${appUrl}/app` },
          ...options.shopify,
        }),
      },
    },
    readOrigin,
  );
  const suppliers = await start(
    { script: 'tests/sandbox/suppliers/main.ts', logFile: logOf('sandbox-suppliers') },
    readOrigin,
  );
  const environment: Record<string, string> = {
    NODE_ENV: 'development',
    DATA_FOLDER: dataFolder,
    APP_URL: appUrl,
    PORT: String(appPort),
    HOST: '127.0.0.1',
    SHOPIFY_API_KEY: APP.clientId,
    SHOPIFY_API_SECRET: APP.clientSecret,
    SHOPIFY_SANDBOX_URL: shopify.ready,
    ALLOW_PRIVATE_ADDRESSES: new URL(suppliers.ready).host,
    ...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : {}),
    ...options.environment,
  };
  const web = await start(
    {
      script: 'app/web.server.ts',
      arguments: options.develops ? ['--dev'] : [],
      environment,
      logFile: logOf('web'),
    },
    saysMessage('"Serving"'),
  );
  const workers: Child[] = [];
  const startWorker = async () => {
    const { child } = await start(
      { script: 'app/worker.server.ts', environment, logFile: logOf('worker') },
      saysMessage('"Working"'),
    );
    workers.push(child);
    return child;
  };
  for (let count = 0; count < (options.workers ?? 1); count += 1) await startWorker();

  return {
    adminUrl: shopify.ready,
    appUrl,
    supplierUrl: suppliers.ready,
    shopify: createShopifyControl(shopify.ready),
    suppliers: createSupplierControl(suppliers.ready),
    environment,
    web: web.child,
    workers,
    startWorker,
    async stop() {
      // The last to start goes first, so that nobody calls somebody who has left.
      for (const child of children.toReversed()) await child.stop();
    },
  };
}
