/**
 * Reseal: `npm run reseal` after a rotation of ENCRYPTION_KEYS (the new key first, the old ones behind it). When it
 * reports that nothing is left under older keys, they can be taken out of the ring. Exit code 1: some texts stayed.
 */
import { readEnvironment } from './platform/env.server.ts';
import { createLog } from './platform/log.server.ts';
import { runProcess } from './platform/process.server.ts';
import { reseal } from './platform/reseal.server.ts';
import { openRuntime } from './runtime.server.ts';
import { sealedColumns } from './sealed-columns.ts';

await runProcess(async () => {
  const runtime = await openRuntime(readEnvironment(), {
    name: 'reseal',
    log: createLog({ level: 'warn' }),
  });
  const { db, secrets } = runtime.door;
  for (const column of sealedColumns) {
    const { resealed, unopened } = await reseal(db, secrets, column);
    const left = unopened === 0 ? 'none is left' : `${unopened} open under no key of the ring`;
    process.stdout.write(`${column.table}: ${resealed} sealed again, ${left}\n`);
    if (unopened > 0) process.exitCode = 1;
  }
  await runtime.close();
});
