/**
 * Demo: starts all of Stockbridge with sandbox shops and suppliers, walks the whole road with a real catalogue and
 * checks it step by step. `--once` ends there and prints a JSON summary on the last line (exit code 1 when a check
 * failed); without it everything stays open for a look. `--dev` serves the screens from their sources. `--catalogue FILE` takes any Shopify product CSV.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseEnvironment } from '../../app/platform/env.server.ts';
import { createLog } from '../../app/platform/log.server.ts';
import { openRuntime } from '../../app/runtime.server.ts';
import { startStack } from '../sandbox/stack.ts';
import type { Stack } from '../sandbox/stack.ts';
import { writeSampleCatalogue } from './sample-catalogue.ts';
import { orderSteps } from './order-steps.ts';
import { HUB_LOG_IN, setUpSteps } from './set-up-steps.ts';
import { shelfSteps } from './shelf-steps.ts';
import type { CatalogueCounts, Step, World } from './world.ts';

const { values: flags } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    catalogue: { type: 'string' },
    port: { type: 'string' },
    'admin-port': { type: 'string' },
    verbose: { type: 'boolean', default: false },
    dev: { type: 'boolean', default: false },
  },
});

type StepReport = { name: string; ok: boolean; ms: number; found?: string; failed?: string };

const NO_CATALOGUE: CatalogueCounts = {
  rows: 0,
  products: 0,
  variants: 0,
  created: 0,
  updated: 0,
  warned: 0,
  refused: 0,
};

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const given = flags.catalogue === undefined ? undefined : resolve(flags.catalogue);
  if (given && !existsSync(given)) {
    say(
      `There is no file ${given}. Give a Shopify product CSV: npm run demo -- --catalogue FILE.csv`,
    );
    return 1;
  }
  if (!flags.dev) buildScreens();
  mkdirSync('.data', { recursive: true });
  const dataFolder = resolve(mkdtempSync('.data/demo-'));
  const stopping = Promise.withResolvers<void>();
  process.once('SIGINT', stopping.resolve).once('SIGTERM', stopping.resolve);
  const stack = await timed('start', () =>
    startStack({
      dataFolder,
      develops: flags.dev,
      appPort: portOf(flags.port),
      adminPort: portOf(flags['admin-port']),
      environment: { AUTH_SECRET: 'the-sign-in-secret-of-the-demo-only' },
    }),
  );
  try {
    const file = given ?? resolve(dataFolder, 'sample-catalogue.csv');
    if (!given) await writeSampleCatalogue(file, `${stack.value.adminUrl}/screens/pictures`);
    const world = await openWorld(stack.value, file);
    const reports = [
      stack.report,
      ...(await walk(world.world, [...setUpSteps, ...shelfSteps, ...orderSteps])),
    ];
    const ok = reports.every((report) => report.ok);
    if (!flags.once) {
      showAddresses(world.world, ok);
      await stopping.promise;
    }
    await world.close();
    await stack.value.stop();
    if (ok || !flags.once) rmSync(dataFolder, { recursive: true, force: true });
    else say(`The logs are in ${dataFolder}`);
    const steps = reports.map(({ name, ok: held, ms }) => ({ name, ok: held, ms }));
    if (flags.once) say(JSON.stringify({ steps, catalogue: world.world.catalogue }));
    return ok ? 0 : 1;
  } catch (fault) {
    await stack.value.stop();
    throw fault;
  }
}

function portOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function buildScreens(): void {
  const { status, stderr, stdout } = spawnSync('npm', ['run', 'build'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The screens could not be built:\n${stdout}\n${stderr}`);
}

async function openWorld(stack: Stack, file: string) {
  const environment = parseEnvironment({ ...stack.environment });
  const runtime = await openRuntime(environment, {
    name: 'demo',
    log: createLog({ level: 'warn' }),
  });
  const nobody = { code: '', name: '', id: '' };
  const world: World = {
    stack,
    context: runtime.door,
    file,
    distributorId: '',
    priceListId: '',
    north: nobody,
    south: nobody,
    stores: [],
    catalogue: NO_CATALOGUE,
  };
  return { world, close: () => runtime.close() };
}

async function timed<Value>(
  name: string,
  act: () => Promise<Value>,
): Promise<{ value: Value; report: StepReport }> {
  const startedAt = performance.now();
  const value = await act();
  const report = { name, ok: true, ms: Math.round(performance.now() - startedAt) };
  tell({ ...report, found: 'database, web, worker and sandboxes are up' });
  return { value, report };
}

/** A step that fails ends the walk: what comes after stands on it. */
async function walk(world: World, steps: readonly Step[]): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (const { name, run } of steps) {
    const startedAt = performance.now();
    const outcome = await run(world).then(
      (found) => ({ ok: true, found }),
      (fault: unknown) => ({ ok: false, failed: describe(fault) }),
    );
    const report = { name, ms: Math.round(performance.now() - startedAt), ...outcome };
    tell(report);
    reports.push(report);
    if (!report.ok) break;
  }
  return reports;
}

function describe(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return flags.verbose ? (fault.stack ?? fault.message) : fault.message;
}

function tell({ name, ok, ms, found, failed }: StepReport): void {
  say(
    `${ok ? '✓' : '✗'} ${name.padEnd(26)} ${String(ms).padStart(7)} ms  ${found ?? failed ?? ''}`,
  );
}

function showAddresses({ stack, stores }: World, ok: boolean): void {
  const lines = [
    '',
    ok
      ? 'Everything holds. It stays open until you press Ctrl-C.'
      : 'A check failed. It stays open until you press Ctrl-C.',
    '',
    `Distributor  ${stack.appUrl}/hub`,
    `             ${HUB_LOG_IN.email}   ${HUB_LOG_IN.password}`,
    ...stores.flatMap(({ name, shop }) => {
      const handle = shop.split('.')[0] ?? shop;
      return [
        `Retailer     ${stack.adminUrl}/store/${handle}/apps/stockbridge-sandbox   (${name}: the app inside the shop’s admin)`,
        `Shopper      ${stack.adminUrl}/storefront/${handle}/`,
      ];
    }),
    `Sandbox      ${stack.adminUrl}/   (place, pay, cancel and fulfil orders as a merchant)`,
    '',
  ];
  for (const line of lines) say(line);
}

process.exitCode = await main().catch((fault: unknown) => {
  say(describe(fault));
  return 1;
});
process.exit();
