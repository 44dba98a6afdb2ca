/** Processes for the kills: real ones, with their code loaded ahead, used again as long as nobody has killed them. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WarmProcessAnswer, WarmProcessCommand } from './warm-process.ts';

export type ChaosProcess = {
  readonly pid: number;
  /** The last of what it has logged (warnings and errors), for the report of a failure. */
  said(): string;
  work(environment: Readonly<Record<string, string>>): Promise<void>;
  /** Opens the doors of web; answers where. */
  serve(environment: Readonly<Record<string, string>>): Promise<string>;
  /** Settles when the process has ended, by whatever cause. */
  readonly gone: Promise<void>;
  /** It has ended, and not by `kill`. */
  endedByItself(): boolean;
  /** Stops cleanly and keeps its code loaded for the next run. */
  rest(): Promise<void>;
  /** SIGKILL at once; resolves when the process is gone. */
  kill(): Promise<void>;
};

export type ProcessPool = {
  take(): Promise<ChaosProcess>;
  giveBack(worker: ChaosProcess): Promise<void>;
  close(): Promise<void>;
};

const SCRIPT = new URL('./warm-process.ts', import.meta.url);
const KEPT = 20_000;

/** Keeps `spare` loaded processes at hand. */
export function openProcessPool(spare = 1): ProcessPool {
  const all = new Set<ChaosProcess>();
  const resting: Promise<ChaosProcess>[] = [];
  const load = () => {
    const loading = startProcess(() => void all.delete(worker));
    const { worker } = loading;
    all.add(worker);
    const ready = loading.loaded.then(() => worker);
    ready.catch(() => undefined); // told to whoever takes it
    return ready;
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

function startProcess(onGone: () => void): { worker: ChaosProcess; loaded: Promise<unknown> } {
  const child = fork(SCRIPT, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'stockbridge-chaos-code') },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-KEPT)));
  }
  const gone = once(child, 'exit').then(onGone);
  const answer = (kind: WarmProcessAnswer['kind']) => heard(child, kind, () => said);
  const tell = (command: WarmProcessCommand) => void child.send(command);
  const worker: ChaosProcess = {
    pid: child.pid ?? 0,
    gone,
    endedByItself: () => child.exitCode !== null,
    said: () => said,
    async work(environment) {
      said = '';
      const working = answer('working');
      tell({ kind: 'work', environment });
      await working;
    },
    async serve(environment) {
      said = '';
      const serving = answer('serving');
      tell({ kind: 'serve', environment });
      const told = await serving;
      return told.kind === 'serving' ? told.origin : '';
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

function heard(
  child: ChildProcess,
  kind: WarmProcessAnswer['kind'],
  said: () => string,
): Promise<WarmProcessAnswer> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      const answer = message as WarmProcessAnswer;
      if (answer.kind !== kind) return;
      child.off('message', onMessage).off('exit', onExit);
      resolve(answer);
    };
    const onExit = () => reject(new Error(`The process ended instead of “${kind}”: ${said()}`));
    child.on('message', onMessage).once('exit', onExit);
  });
}
