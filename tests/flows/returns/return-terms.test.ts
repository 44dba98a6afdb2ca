import { expect, test } from 'vitest';
import { saveConnectionTerms } from '../../../app/flows/relation/save-connection-terms.server.ts';
import { DEFAULT_RETURN_POLICY } from '../../../app/modules/returns/return-policy.ts';
import { readReturnPolicy } from '../../../app/modules/returns/return-policies.repository.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;

test('each change of what is agreed about returns is a version that holds from then on; saving the same again is none', async () => {
  const clock = movableClock();
  const context = makeFlowContext(database, clock);
  const distributor = await makeDistributor(db);
  const { id: connectionId, distributorId } = await makeConnection(db, distributor.id);
  const key = { distributorId, connectionId };
  const { priceListId } = await db.connection.findFirstOrThrow({ where: { id: connectionId } });
  const save = async (windowDays: number) =>
    expectOk(
      await saveConnectionTerms(context, {
        ...key,
        actor: { kind: 'user', id: 'hanna' },
        terms: {
          assortment: { kind: 'all' },
          priceListId: priceListId ?? '',
          buffer: 0,
          cap: undefined,
          releaseDelaySeconds: 0,
          releaseOn: 'paid',
          returnPolicy: { ...DEFAULT_RETURN_POLICY, windowDays },
        },
      }),
    );
  const versionAt = async (minutes: number) => {
    const at = new Date(FACTORY_NOW.getTime() + minutes * 60_000);
    const { version, policy } = await readReturnPolicy(db, key, at);
    return [version, policy.windowDays];
  };
  expect(await versionAt(0)).toEqual([0, DEFAULT_RETURN_POLICY.windowDays]);
  clock.move(60_000);
  await save(14);
  await save(14);
  clock.move(60_000);
  await save(60);
  expect([await versionAt(0), await versionAt(1), await versionAt(2)]).toEqual([
    [0, DEFAULT_RETURN_POLICY.windowDays],
    [1, 14],
    [2, 60],
  ]);
});
