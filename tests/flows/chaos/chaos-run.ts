/** A run: one copy of the ground, its own shop and suppliers, a web process' doors, and the workers it is given. */
import { openDatabase } from '../../../app/db.server.ts';
import { createDoors } from '../../../app/http/doors.server.ts';
import { parseEnvironment } from '../../../app/platform/env.server.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { openRuntime } from '../../../app/runtime.server.ts';
import { listen } from '../../setup/loopback.ts';
import type { SupplierSandbox } from '../../sandbox/suppliers/start-supplier-sandbox.ts';
import { addressOf, aimGates, eventSecretOf } from './chaos-ground.ts';
import type { Ground, SupplierName } from './chaos-ground.ts';
import type { Shelf } from './shelf.ts';

export type Run = Shelf & {
  readonly ground: Ground;
  readonly database: string;
  readonly suppliers: SupplierSandbox['control'];
  close(): Promise<void>;
};

let seed = 1;

export type RunOptions = {
  /** The web part reaches the database through the gate too; default straight. */
  readonly webThrough?: 'gates' | 'straight';
};

export async function startRun(
  ground: Ground,
  { webThrough = 'straight' }: RunOptions = {},
): Promise<Run> {
  const { made } = ground;
  const database = await ground.copyDatabase();
  // Another seed than the ground's: events of this run must not bear the ids of events that were.
  const shop = await ground.startShop((seed += 1));
  await shop.control.restore({ snapshot: ground.shopSnapshot });
  const suppliers = await ground.startSuppliers();
  aimGates(ground, shop, suppliers);
  await stockUp(ground, suppliers);
  const environment = parseEnvironment(ground.environmentOf(database, webThrough));
  const runtime = await openRuntime(environment, { name: 'web', log: silentLog });
  const doors = createDoors(runtime.door, runtime.health);
  const web = await listen((request, response) => void doors(request, response));
  ground.gates.web.aim(addressOf(web.origin));
  const straight = ground.environmentOf(database, 'straight')['DATABASE_URL'] ?? '';
  const db = openDatabase(straight, { size: 4, name: 'looker' });
  return {
    ground,
    database,
    made,
    db,
    clock: runtime.door.clock,
    shopify: shop.control,
    suppliers: suppliers.control,
    async close() {
      await suppliers.stop();
      await shop.close();
      await web.close();
      await runtime.close();
      await db.$disconnect();
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
