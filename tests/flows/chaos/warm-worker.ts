/**
 * A worker process that has loaded its code and waits to be told which database to work on. Loading takes most of a
 * start; what follows (connections, life lock, first look at the queue) is the part that matters after a kill.
 */
import { parseEnvironment } from '../../../app/platform/env.server.ts';
import { openRuntime } from '../../../app/runtime.server.ts';
import { startWork } from '../../../app/worker.server.ts';

export type WarmWorkerCommand =
  | { readonly kind: 'work'; readonly environment: Readonly<Record<string, string>> }
  | { readonly kind: 'rest' };

let rest = async (): Promise<void> => undefined;

async function obey(command: WarmWorkerCommand): Promise<void> {
  if (command.kind === 'rest') {
    await rest();
    return void process.send?.('resting');
  }
  const runtime = await openRuntime(parseEnvironment(command.environment), { name: 'worker' });
  const work = await startWork(runtime);
  work.ended.catch(() => process.exit(1));
  rest = async () => {
    await work.stop();
    await runtime.close();
  };
  process.send?.('working');
}

process.on('message', (command) => {
  obey(command as WarmWorkerCommand).catch((fault: unknown) => {
    process.stderr.write(`${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.('loaded');
