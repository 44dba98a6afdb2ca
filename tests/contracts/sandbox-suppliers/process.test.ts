import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createSupplierControl } from '../../sandbox/suppliers/control.ts';
import { startSupplierSandbox } from '../../sandbox/suppliers/start-supplier-sandbox.ts';
import { clientOf, orderFor, stopAfterTest } from './supplier-client.ts';

const MAIN = fileURLToPath(new URL('../../sandbox/suppliers/main.ts', import.meta.url));

describe('the sandbox', () => {
  test('runs as a process that prints its origin, is driven through its door, and stops cleanly', async () => {
    const child = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const line = await new Promise<string>((resolve) =>
      createInterface(child.stdout).once('line', resolve),
    );
    const control = createSupplierControl(
      z.object({ origin: z.url() }).parse(JSON.parse(line)).origin,
    );
    await control.addSupplier({ code: 'acme', apiKey: 'k' });
    await control.setStock({ code: 'acme', rows: [{ sku: 'A', quantity: 2 }] });
    expect(await control.onHand({ code: 'acme', sku: 'A' })).toBe(2);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('answers later by the system’s clock when none is given', async () => {
    const sandbox = stopAfterTest(
      await startSupplierSandbox({
        suppliers: [{ code: 'acme', apiKey: 'k', acknowledge: { afterMs: 3_600_000 } }],
      }),
    );
    await sandbox.control.setStock({ code: 'acme', rows: [{ sku: 'A', quantity: 2 }] });
    await clientOf(sandbox, 'acme', 'k').place('k', orderFor('R', { A: 1 }));
    await sandbox.control.advanceClock({ ms: 3_600_000 });
    expect(await sandbox.control.orders({ code: 'acme' })).toMatchObject([
      { status: 'acknowledged' },
    ]);
  });

  test('stops while a caller still waits for an answer that will not come', async () => {
    const sandbox = await startSupplierSandbox({ suppliers: [{ code: 'acme', apiKey: 'k' }] });
    await sandbox.control.addFault({ kind: 'timeout-before-effect' });
    const waiting = clientOf(sandbox, 'acme', 'k').call('GET', '/stock');
    const failed = expect(waiting).rejects.toThrow();
    await sandbox.control.now();
    await sandbox.stop();
    await failed;
  });

  test('forgets everything when it is reset', async () => {
    const sandbox = stopAfterTest(
      await startSupplierSandbox({ suppliers: [{ code: 'acme', apiKey: 'k' }] }),
    );
    await sandbox.control.reset();
    expect((await clientOf(sandbox, 'acme', 'k').call('GET', '/stock')).status).toBe(401);
  });
});
