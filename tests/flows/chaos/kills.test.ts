import { afterAll, beforeAll, expect, test } from 'vitest';
import { layGround } from './chaos-ground.ts';
import type { Ground } from './chaos-ground.ts';
import { startRun } from './chaos-run.ts';
import { everythingHolds } from './holds.ts';
import { walkRoad } from './road.ts';
import { openWorkerPool } from './worker-pool.ts';

let ground: Ground;
const pool = openWorkerPool();
beforeAll(async () => {
  ground = await layGround();
});
afterAll(async () => {
  await pool.close();
  await ground.close();
});

test('the road without a kill', async () => {
  const t = performance.now();
  const run = await startRun(ground);
  const worker = await pool.take();
  console.log('run', performance.now() - t);
  await worker.work(ground.environmentOf(run.database, 'gates'));
  console.log('work', performance.now() - t);
  ground.toll.begin();
  const at: [string, number, number][] = [];
  const walked = await walkRoad(run, (phase) => at.push([phase, ground.toll.passages.length, performance.now() - t]));
  await everythingHolds(run, walked);
  console.log(at, performance.now() - t);
  const p = ground.toll.end();
  console.log(p.length, worker.said());
  (await import('node:fs')).writeFileSync('/tmp/passages.txt', p.map((x) => `${x.number} ${x.gate} ${x.what}`).join('\n'));
  await pool.giveBack(worker);
  await run.close();
  console.log('closed', performance.now() - t);
  expect(p.length).toBeGreaterThan(10);
});
