import { beforeEach, expect, test } from 'vitest';
import { reseal } from '../../../app/platform/reseal.server.ts';
import { createSecretsBox, newSealingKey } from '../../../app/platform/secrets.server.ts';
import { sealedColumns } from '../../../app/sealed-columns.ts';
import { credentialsColumn, credentialsPurpose } from '../../../app/modules/suppliers/supplier.ts';
import { sessionColumn } from '../../../app/modules/stores/store-sessions.repository.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool, empty } = await cloneDatabase();
beforeEach(empty);

const [oldKey, newKey] = ['old', 'new'].map((id) => ({ id, bytes: newSealingKey() })) as [
  { id: string; bytes: Buffer },
  { id: string; bytes: Buffer },
];
const before = createSecretsBox([oldKey]);
const rotated = createSecretsBox([newKey, oldKey]);
const after = createSecretsBox([newKey]);

/** More than one batch, so that there is a place to go on from. */
const SESSIONS = 1_203;

async function makeSessions(): Promise<void> {
  await db.storeSession.createMany({
    data: Array.from({ length: SESSIONS }, (_, index) => ({
      id: `session-${index}`,
      domain: 'one.example.com',
      isOnline: false,
      sealed: before.seal(`token ${index}`, `store-session:session-${index}`),
      updatedAt: new Date('2026-10-01T12:00:00Z'),
    })),
  });
}

test('everything under an older key is sealed under the new one, which alone opens it then', async () => {
  await makeSessions();
  expect(await reseal(db, rotated, sessionColumn)).toEqual({ resealed: SESSIONS, unopened: 0 });
  for (const { id, sealed } of await db.storeSession.findMany()) {
    expect(after.open(sealed, `store-session:${id}`)).toBe(`token ${id.slice('session-'.length)}`);
  }
});

test('a second run has nothing to do, and one that was interrupted goes on with what is left', async () => {
  await makeSessions();
  await db.storeSession.updateMany({
    where: { id: 'session-7' },
    data: { sealed: rotated.seal('token 7', 'store-session:session-7') },
  });
  expect(await reseal(db, rotated, sessionColumn)).toMatchObject({ resealed: SESSIONS - 1 });
  expect(await reseal(db, rotated, sessionColumn)).toEqual({ resealed: 0, unopened: 0 });
});

test('a text that no key of the ring opens is counted and left as it is; the others are renewed', async () => {
  const { id: distributorId } = await makeDistributor(db);
  const lost = createSecretsBox([{ id: 'lost', bytes: newSealingKey() }]);
  const suppliers = await Promise.all(
    [before, lost].map(async (box) => {
      const { id } = await makeSupplier(db, distributorId);
      const sealedCredentials = box.seal(
        'secret',
        credentialsPurpose({ distributorId, supplierId: id }),
      );
      await db.supplier.updateMany({ where: { id }, data: { sealedCredentials } });
      return { id, sealedCredentials };
    }),
  );
  expect(await reseal(db, rotated, credentialsColumn)).toEqual({ resealed: 1, unopened: 1 });
  const left = await db.supplier.findFirst({ where: { id: suppliers[1]?.id ?? '' } });
  expect(left?.sealedCredentials).toBe(suppliers[1]?.sealedCredentials);
});

test('every sealed column of the schema is known, but for contacts, which are under keys of their own', async () => {
  const { rows } = await pool.query<{ name: string }>(`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = current_schema() and column_name like 'sealed%' order by 1`);
  const known = sealedColumns.map(({ table, column }) => `${table}.${column}`);
  expect([...known, 'order_contact.sealed'].sort()).toEqual(rows.map(({ name }) => name));
});
