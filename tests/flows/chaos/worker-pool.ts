/** Worker processes for the kills: real ones, with their code loaded ahead so that a run costs seconds only once. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WarmWorkerCommand } from './warm-worker.ts';

export type ChaosWorker = {
  readonly pid: number;
  /** The last of what it has logged (warnings and errors), for the report of a failure. */
  said(): string;
  work(environment: Readonly<Record<string, string>>): Promise<void>;
  /** Stops cleanly and keeps its code loaded for the next run. */
  rest(): Promise<void>;
  /** SIGKILL at once; resolves when the process is gone. */
  kill(): Promise<void>;
};

export type WorkerPool = {
  take(): Promise<ChaosWorker>;
  giveBack(worker: ChaosWorker): Promise<void>;
  close(): Promise<void>;
};

const SCRIPT = new URL('./warm-worker.ts', import.meta.url);
const KEPT = 20_000;

/** Keeps `spare` loaded processes at hand. */
export function openWorkerPool(spare = 1): WorkerPool {
  const all = new Set<ChaosWorker>();
  const resting: Promise<ChaosWorker>[] = [];
  const load = () => {
    const loading = startWorker(() => void all.delete(worker));
    const worker = loading.worker;
    all.add(worker);
    return loading.loaded.then(() => worker);
  };
  const refill = () => {
    while (resting.length < spare) resting.push(load());
  };
  refill();
  return {
    take() {
      const next = resting.shift() ?? load();
      refill();
      return next;
    },
    async giveBack(worker) {
      await worker.rest();
      resting.unshift(Promise.resolve(worker));
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.kill()));
    },
  };
}

function startWorker(onGone: () => void): { worker: ChaosWorker; loaded: Promise<void> } {
  const child = fork(SCRIPT, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'stockbridge-chaos-code') },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-KEPT)));
  }
  const gone = once(child, 'exit').then(onGone);
  const answer = (word: string) => heard(child, word, () => said);
  const tell = (command: WarmWorkerCommand) => void child.send(command);
  const worker: ChaosWorker = {
    pid: child.pid ?? 0,
    said: () => said,
    async work(environment) {
      said = '';
      const working = answer('working');
      tell({ kind: 'work', environment });
      await working;
    },
    async rest() {
      const resting = answer('resting');
      tell({ kind: 'rest' });
      await resting;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
  return { worker, loaded: answer('loaded') };
}

function heard(child: ChildProcess, word: string, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      if (message !== word) return;
      child.off('message', onMessage).off('exit', onExit);
      resolve();
    };
    const onExit = () => reject(new Error(`The worker ended instead of “${word}”: ${said()}`));
    child.on('message', onMessage).once('exit', onExit);
  });
}
