/**
 * A process of ours that has loaded its code and waits to be told on which database to be a worker, or the doors of
 * web. Loading takes most of a start; what follows (connections, life lock, first look at the queue) is the part that
 * matters after a kill.
 */
import { createDoors } from '../../../app/http/doors.server.ts';
import { parseEnvironment } from '../../../app/platform/env.server.ts';
import { openRuntime } from '../../../app/runtime.server.ts';
import type { Runtime } from '../../../app/runtime.server.ts';
import { startWork } from '../../../app/worker.server.ts';
import { listen } from '../../setup/loopback.ts';

export type WarmProcessCommand =
  | { readonly kind: 'work' | 'serve'; readonly environment: Readonly<Record<string, string>> }
  | { readonly kind: 'rest' };

export type WarmProcessAnswer =
  | { readonly kind: 'loaded' | 'working' | 'resting' }
  | { readonly kind: 'serving'; readonly origin: string };

let rest = async (): Promise<void> => undefined;

const say = (answer: WarmProcessAnswer) => void process.send?.(answer);

async function obey(command: WarmProcessCommand): Promise<void> {
  if (command.kind === 'rest') {
    await rest();
    return say({ kind: 'resting' });
  }
  const environment = parseEnvironment(command.environment);
  const runtime = await openRuntime(environment, { name: command.kind });
  await (command.kind === 'work' ? work(runtime) : serve(runtime));
}

async function work(runtime: Runtime): Promise<void> {
  const running = await startWork(runtime);
  rest = async () => {
    await running.stop();
    await runtime.close();
  };
  say({ kind: 'working' });
}

async function serve(runtime: Runtime): Promise<void> {
  const doors = createDoors(runtime.door, runtime.health);
  const server = await listen((request, response) => void doors(request, response));
  rest = async () => {
    await server.close();
    await runtime.close();
  };
  say({ kind: 'serving', origin: server.origin });
}

process.on('message', (command) => {
  obey(command as WarmProcessCommand).catch((fault: unknown) => {
    process.stderr.write(
      `${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`,
    );
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
say({ kind: 'loaded' });
