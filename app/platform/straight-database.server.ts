/**
 * Straight database: a Prisma client whose raw SQL and transactions go straight to the driver. Prisma's engine takes a
 * raw statement through its query compiler and interpreter, at five to ten times the driver's own CPU for an answer that
 * is the same; our journeys are made of raw statements. Models stay Prisma's: inside a transaction they are lent its
 * connection, so that rows, models and jobs of one act commit together.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from './prisma/generated/client.ts';
import type { Prisma } from './prisma/generated/client.ts';
import { createRawSql } from './raw-sql.ts';
import type { RawSql } from './raw-sql.ts';

type Tx = Prisma.TransactionClient;
type Act = (tx: Tx) => Promise<unknown>;
type Settings = { readonly timeout?: number; readonly isolationLevel?: string };

/** Milliseconds that a transaction may take. */
const TIMEOUT_MS = 15_000;
/** Ours ends it in time; Prisma's own end must not come first. */
const LENT_FOR_MS = 2_000_000_000;

/** What runs beside each open transaction. */
const lanes = new WeakMap<object, RawSql>();

/**
 * The lane beside a transaction: what runs there is committed at once, whatever becomes of the transaction, and no lock of
 * it waits for the transaction's end. It is one connection for all, apart from the pool: transactions that held the last
 * connection of a pool and asked it for another would wait for each other.
 */
export function besideTransaction(tx: Tx): RawSql {
  return lanes.get(tx) ?? tx;
}

/** The connection of the transaction for which Prisma is opening one. */
const borrowed = new AsyncLocalStorage<pg.PoolClient>();

/** The pools are the database's from now on: `$disconnect` ends them. `beside` has one connection. */
export function createStraightDatabase(pool: pg.Pool, beside: pg.Pool): PrismaClient {
  const adapter = new PrismaPg(lendingPool(pool), { disposeExternalPool: true });
  const models = new PrismaClient({ adapter });
  const lane = createRawSql((statement) => beside.query(statement));
  const straight: Readonly<Record<string, unknown>> = {
    ...createRawSql((statement) => pool.query(statement)),
    $transaction: (act: Act, settings?: Settings) =>
      transact({ pool, models, lane }, act, settings),
    $disconnect: () => Promise.all([models.$disconnect(), beside.end()]),
  };
  return new Proxy(models, {
    get: (target, name) => straight[String(name)] ?? bound(target, name),
  });
}

function bound(target: object, name: string | symbol): unknown {
  const found: unknown = Reflect.get(target, name);
  return typeof found === 'function' ? (found.bind(target) as unknown) : found;
}

type Ground = {
  readonly pool: pg.Pool;
  readonly models: PrismaClient;
  readonly lane: RawSql;
};

async function transact(
  { pool, models, lane }: Ground,
  act: Act,
  { timeout = TIMEOUT_MS, isolationLevel }: Settings = {},
): Promise<unknown> {
  const client = await pool.connect();
  const lent = lendModels(models, client);
  let late: Error | undefined;
  const timer = setTimeout(() => {
    late = new Error(`A transaction took longer than ${timeout} ms`);
    client.query('rollback').catch(() => undefined); // its locks are wanted by others, whatever it still waits for
  }, timeout);
  let broken = false;
  const run = (statement: pg.QueryConfig) =>
    late ? Promise.reject(late) : client.query(statement);
  try {
    await client.query(beginning(isolationLevel));
    const tx = withModels(createRawSql(run), lent);
    lanes.set(tx, lane);
    const value = await act(tx);
    await lent.close();
    if (late) throw late;
    clearTimeout(timer);
    await client.query('commit');
    return value;
  } catch (fault) {
    clearTimeout(timer);
    await lent.close();
    await client.query('rollback').catch(() => (broken = true));
    throw fault;
  } finally {
    client.release(broken);
  }
}

/** Prisma names levels in one word: `RepeatableRead`. */
function beginning(level: string | undefined): string {
  return level ? `begin isolation level ${level.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')}` : 'begin';
}

type LentModels = { of(name: string): unknown; close(): Promise<void> };

/** Prisma's side of a transaction, opened when a model is first asked for. */
function lendModels(models: PrismaClient, client: pg.PoolClient): LentModels {
  let opening: Promise<Tx> | undefined;
  let release = (): void => undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const open = () =>
    (opening ??= new Promise<Tx>((resolve, reject) => {
      const over = new Promise<void>((done) => (release = done));
      const hold = (tx: Tx) => {
        resolve(tx);
        return over;
      };
      ended = borrowed.run(client, () => models.$transaction(hold, { timeout: LENT_FOR_MS }));
      ended.catch(reject);
    }));
  return {
    of: (name) => modelOf(open, name),
    async close() {
      release();
      await ended.catch(() => undefined);
    },
  };
}

/** Stands for `tx.order` until the first verb is called on it. */
function modelOf(open: () => Promise<Tx>, name: string): unknown {
  return new Proxy(
    {},
    {
      get:
        (_, verb) =>
        async (...given: unknown[]) => {
          const model: object = Reflect.get(await open(), name) as object;
          return Reflect.apply(Reflect.get(model, verb) as () => unknown, model, given) as unknown;
        },
    },
  );
}

function withModels(raw: RawSql, lent: LentModels): Tx {
  const known: Record<string, unknown> = { ...raw, then: undefined };
  const get = (_: unknown, name: string | symbol) => {
    const key = String(name);
    if (!(key in known)) known[key] = lent.of(key);
    return known[key];
  };
  return new Proxy({}, { get }) as Tx;
}

/** The pool as Prisma sees it: where a transaction of ours lends its connection, that one. */
function lendingPool(pool: pg.Pool): pg.Pool {
  const connect = async () => {
    const client = borrowed.getStore();
    return client ? lend(client) : pool.connect();
  };
  return new Proxy(pool, {
    get: (target, name) => (name === 'connect' ? connect : bound(target, name)),
  });
}

const BEGINS_OR_ENDS = /^(begin|commit|rollback)$/i;
const NOTHING = { rows: [], fields: [], rowCount: 0 };

/** A connection that can neither begin nor end a transaction, nor be given back: that stays with us. */
function lend(client: pg.PoolClient) {
  return {
    query: (statement: pg.QueryConfig, values: unknown[]) =>
      BEGINS_OR_ENDS.test(statement.text)
        ? Promise.resolve(NOTHING)
        : client.query(statement, values),
    on: () => undefined,
    removeListener: () => undefined,
    release: () => undefined,
  };
}
