/** A run: one copy of the ground, its own shop and suppliers, a web process' doors, and the workers it is given. */
import { createDoors } from '../../../app/http/doors.server.ts';
import { parseEnvironment } from '../../../app/platform/env.server.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { openRuntime } from '../../../app/runtime.server.ts';
import type { SupplierSandbox } from '../../sandbox/suppliers/start-supplier-sandbox.ts';
import { aimGates, eventSecretOf } from './chaos-ground.ts';
import type { Ground, SupplierName } from './chaos-ground.ts';
import type { Shelf } from './shelf.ts';

export type Run = Shelf & {
  readonly ground: Ground;
  readonly database: string;
  readonly suppliers: SupplierSandbox['control'];
  /** The doors of the web process that this run has in itself. */
  readonly doors: Parameters<Ground['answerBy']>[0];
  close(): Promise<void>;
};

let seed = 1;

export async function startRun(ground: Ground): Promise<Run> {
  const { made } = ground;
  const database = await ground.copyDatabase();
  // Another seed than the ground's: events of this run must not bear the ids of events that were.
  const shop = await ground.startShop((seed += 1));
  await shop.control.restore({ snapshot: ground.shopSnapshot });
  const suppliers = await ground.startSuppliers();
  aimGates(ground, shop, suppliers);
  await stockUp(ground, suppliers);
  const environment = parseEnvironment(ground.environmentOf(database, 'straight'));
  const runtime = await openRuntime(environment, { name: 'web', log: silentLog });
  const answer = createDoors(runtime.door, runtime.health);
  const doors: Run['doors'] = (request, response) => void answer(request, response);
  ground.answerBy(doors);
  return {
    ground,
    database,
    made,
    doors,
    db: runtime.door.db,
    clock: runtime.door.clock,
    shopify: shop.control,
    suppliers: suppliers.control,
    async close() {
      await suppliers.stop();
      await shop.close();
      ground.answerBy(undefined);
      await runtime.close();
      await ground.dropDatabase(database);
    },
  };
}

/** The suppliers have what the hub believes; from then on they tell of every change. */
async function stockUp(ground: Ground, { control }: SupplierSandbox): Promise<void> {
  const { made, appUrl } = ground;
  const row = ({ sku, onHand }: { sku: string; onHand: number }) => ({ sku, quantity: onHand });
  await control.setStock({ code: 'north', rows: [row(made.sock), row(made.shirt)] });
  await control.setStock({ code: 'south', rows: [row(made.cap)] });
  for (const code of ['north', 'south'] satisfies SupplierName[]) {
    await control.configure({
      code,
      currency: 'CHF',
      deductsAt: 'acknowledgement',
      stockEvents: true,
      acknowledge: { mode: 'accept' },
      ship: { mode: 'manual' },
      hub: {
        url: `${appUrl}/suppliers/${made.suppliers[code]}/events`,
        secret: eventSecretOf(code),
      },
      // What a supplier could not tell is told again until it is taken.
      webhooks: { attempts: 10_000, retryMs: 20 },
    });
  }
}
