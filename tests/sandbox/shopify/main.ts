/**
 * The sandbox as a process of its own. Prints one line of JSON (`{"origin": …}`) when it listens and stops on
 * SIGTERM. Settings by environment: SHOPIFY_SANDBOX_PORT, SHOPIFY_SANDBOX_OPTIONS (JSON, the options of
 * `startShopifySandbox`), SHOPIFY_SANDBOX_FRONT_PORT (where a browser finds the app; default: any, at the first use) and SHOPIFY_SANDBOX_SNAPSHOT (a file read at start, if it is there, and written at the end).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { openAppFront } from './screens/index.ts';
import { startShopifySandbox } from './sandbox.ts';
import type { ShopifySandboxOptions } from './sandbox.ts';

const environment = process.env;
const options = JSON.parse(environment['SHOPIFY_SANDBOX_OPTIONS'] ?? '{}') as ShopifySandboxOptions;
const port = Number(environment['SHOPIFY_SANDBOX_PORT'] ?? options.port ?? 0);
const snapshotFile = environment['SHOPIFY_SANDBOX_SNAPSHOT'];

const sandbox = await startShopifySandbox({ ...options, port });
if (snapshotFile !== undefined && existsSync(snapshotFile))
  await sandbox.control.restore({ snapshot: readFileSync(snapshotFile, 'utf8') });

async function stop(): Promise<void> {
  if (snapshotFile !== undefined) writeFileSync(snapshotFile, await sandbox.control.snapshot());
  await sandbox.close();
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
// Last, so that whoever reads the line may stop the process at once.
const frontPort = environment['SHOPIFY_SANDBOX_FRONT_PORT'];
if (frontPort !== undefined) await openAppFront(sandbox.core, { port: Number(frontPort) });
process.stdout.write(`${JSON.stringify({ origin: sandbox.origin })}\n`);
