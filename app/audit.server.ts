/** Audit: `npm run audit [-- stock|orders|money]` holds the promises of the books against live data and reports each difference. */
import { auditOrders } from './modules/shipments/audit-orders.server.ts';
import { auditTold } from './modules/listings/audit-told.server.ts';
import { auditMoney } from './modules/settlement/audit-money.server.ts';
import { auditStock } from './modules/stock/audit-stock.server.ts';
import type { FlowContext } from './flows/flow-context.ts';
import { readEnvironment } from './platform/env.server.ts';
import { createLog } from './platform/log.server.ts';
import { runProcess } from './platform/process.server.ts';
import { openRuntime } from './runtime.server.ts';

type Audit = (context: FlowContext) => Promise<readonly object[]>;

const AUDITS: Readonly<Record<string, Audit>> = {
  /**
   * Every level recomputed from the stock ledger, what it has reserved from the open reservations, and what stores were
   * told against both. A figure that has just fallen shows as told beyond stock until its stores have followed.
   */
  stock: async ({ db }) => [...(await auditStock({ tx: db })), ...(await auditTold({ tx: db }))],
  /** Orders against their ledger, purchase orders and parcels: nothing lost, nothing doubled, sums equal. */
  orders: ({ db, clock }) => auditOrders({ tx: db, clock }),
  /** The books against what was shipped, invoiced and paid: balanced, complete, every total the sum of its lines. */
  money: ({ db }) => auditMoney({ tx: db }),
};

await runProcess(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in AUDITS));
  if (unknown.length > 0) {
    throw new Error(
      `There is no audit ${unknown.join(', ')}; there are ${Object.keys(AUDITS).join(', ')}.`,
    );
  }
  const runtime = await openRuntime(readEnvironment(), {
    name: 'audit',
    log: createLog({ level: 'warn' }),
  });
  for (const [name, audit] of Object.entries(AUDITS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const differences = await audit(runtime.door);
    for (const difference of differences)
      process.stdout.write(`${name}: ${JSON.stringify(difference)}\n`);
    process.stdout.write(
      `${name}: ${differences.length === 0 ? 'no difference' : `${differences.length} differences`}\n`,
    );
    if (differences.length > 0) process.exitCode = 1;
  }
  await runtime.close();
});
