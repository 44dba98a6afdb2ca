import type pg from 'pg';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.server.ts';
import type { SealedColumn } from '../../platform/reseal.server.ts';
import type { SecretsBox } from '../../platform/secrets.server.ts';
import type { StoreSession, StoreSessions } from './store-session.ts';

export type StoreSessionsContext = {
  readonly db: Database;
  /** Connections of its own, because each lock holds one while it lasts; a handful is enough. */
  readonly lockPool: pg.Pool;
  readonly secrets: SecretsBox;
  readonly clock: Clock;
};

/** Sessions in store_session, their tokens sealed. */
export function createStoreSessions(context: StoreSessionsContext): StoreSessions {
  const { db, lockPool } = context;
  return {
    async find(id) {
      // Before every call to a store: plain SQL is several times cheaper than the client's own query.
      const [row] = await db.$queryRaw<Row[]>`
        /* planned once */ select id, domain, is_online as "isOnline", scope, expires_at as "expiresAt",
          refresh_expires_at as "refreshExpiresAt", sealed
        from store_session where id = ${id}`;
      return row ? unseal(context, row) : undefined;
    },
    async findByDomain(domain) {
      const rows = await db.storeSession.findMany({ where: { domain }, orderBy: { id: 'asc' } });
      return rows.map((row) => unseal(context, row));
    },
    save: (session) => save(context, session),
    async remove(ids) {
      const { count } = await db.storeSession.deleteMany({ where: { id: { in: [...ids] } } });
      return count;
    },
    withLock: (domain, act) => withLock(lockPool, domain, act),
  };
}

/** All sessions of a store, at once: its tokens are worthless and not ours to keep. Returns how many there were. */
export async function removeStoreSessions(tx: Tx, domain: string): Promise<number> {
  return (await tx.storeSession.deleteMany({ where: { domain } })).count;
}

const Sealed = z.object({
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  extra: z.record(z.string(), z.unknown()),
});

const purposeOf = (id: string) => `store-session:${id}`;

export const sessionColumn: SealedColumn = {
  table: 'store_session',
  column: 'sealed',
  keys: [{ name: 'id', type: 'text' }],
  purposeOf: ([id = '']) => purposeOf(id),
};

async function save({ db, secrets, clock }: StoreSessionsContext, session: StoreSession) {
  const { id, domain, isOnline, accessToken, refreshToken, extra } = session;
  const sealed = secrets.seal(JSON.stringify({ accessToken, refreshToken, extra }), purposeOf(id));
  const columns = {
    domain,
    isOnline,
    scope: session.scope ?? null,
    expiresAt: session.expiresAt ?? null,
    refreshExpiresAt: session.refreshExpiresAt ?? null,
    sealed,
    updatedAt: clock.now(),
  };
  await db.storeSession.upsert({ where: { id }, create: { id, ...columns }, update: columns });
}

type Row = {
  readonly id: string;
  readonly domain: string;
  readonly isOnline: boolean;
  readonly scope: string | null;
  readonly expiresAt: Date | null;
  readonly refreshExpiresAt: Date | null;
  readonly sealed: string;
};

/** Contents by what they are sealed in: a session is asked for before every call, and seldom another one. */
type Opened = { readonly sealed: string; readonly content: z.infer<typeof Sealed> };
const opened = new WeakMap<SecretsBox, Map<string, Opened>>();
const MOST_OPENED = 10_000;

function open({ secrets }: StoreSessionsContext, { id, sealed }: Row): Opened['content'] {
  const known = opened.get(secrets) ?? new Map<string, Opened>();
  opened.set(secrets, known);
  const before = known.get(id);
  if (before?.sealed === sealed) return before.content;
  const content = Sealed.parse(JSON.parse(secrets.open(sealed, purposeOf(id))));
  if (known.size >= MOST_OPENED) known.clear();
  known.set(id, { sealed, content });
  return content;
}

function unseal(context: StoreSessionsContext, row: Row): StoreSession {
  const content = open(context, row);
  return {
    id: row.id,
    domain: row.domain,
    isOnline: row.isOnline,
    scope: row.scope ?? undefined,
    accessToken: content.accessToken,
    expiresAt: row.expiresAt ?? undefined,
    refreshToken: content.refreshToken,
    refreshExpiresAt: row.refreshExpiresAt ?? undefined,
    extra: content.extra,
  };
}

/**
 * A session-level advisory lock: no transaction stays open while the channel is asked, and a process that dies
 * loses its connection and with it the lock.
 */
async function withLock<Value>(
  pool: pg.Pool,
  domain: string,
  act: () => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  const key = `store-session:${domain}`;
  let broken = false;
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [key]);
    return await act();
  } finally {
    await client
      .query('select pg_advisory_unlock(hashtextextended($1, 0))', [key])
      .catch(() => (broken = true));
    client.release(broken); // a connection that may still hold the lock is closed, not reused
  }
}
