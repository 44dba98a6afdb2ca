/** Child process: one of ours started for a demo, a bench or a test, with a clean end. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

export type Child = {
  readonly process: ChildProcess;
  /** Settles with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** SIGTERM, and SIGKILL after ten seconds. */
  stop(): Promise<void>;
  /** SIGKILL, as a machine that vanishes. */
  kill(): Promise<void>;
};

export type ChildOptions = {
  readonly script: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where stdout and stderr go; default nowhere. */
  readonly logFile?: string | undefined;
};

const STOP_PATIENCE_MS = 10_000;

/** Starts a script of ours with this node and resolves when its stdout shows a line that `isReady` takes. */
export async function startChild<Ready>(
  options: ChildOptions,
  isReady: (line: string) => Ready | undefined,
): Promise<{ child: Child; ready: Ready }> {
  const started = spawn(process.execPath, [options.script, ...(options.arguments ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  const log = options.logFile ? createWriteStream(options.logFile, { flags: 'a' }) : undefined;
  const said: string[] = [];
  started.stderr.on('data', (bytes: Buffer) => {
    log?.write(bytes);
    said.push(bytes.toString());
  });
  const ended = new Promise<number | string>((resolve) => {
    started.once('exit', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
  const child: Child = {
    process: started,
    ended,
    stop: () => stop(started, ended),
    kill: () => kill(started, ended),
  };
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: started.stdout }).on('line', (line) => {
      log?.write(`${line}\n`);
      const found = isReady(line);
      if (found !== undefined) resolve(found);
    });
    void ended.then((how) =>
      reject(
        new Error(
          `${options.script} ended (${how}) before it was ready:\n${said.join('').slice(-4_000)}`,
        ),
      ),
    );
  });
  return { child, ready };
}

async function stop(started: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (started.exitCode !== null || started.signalCode !== null) return;
  started.kill('SIGTERM');
  const timer = setTimeout(() => started.kill('SIGKILL'), STOP_PATIENCE_MS);
  await ended;
  clearTimeout(timer);
}

async function kill(started: ChildProcess, ended: Promise<unknown>): Promise<void> {
  started.kill('SIGKILL');
  await ended;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
