/**
 * Wake-up calls: LISTEN and NOTIFY for queues that are tables of ours (inbox, change log). A call carries
 * nothing; whoever is woken reads its table. A call may be lost while a connection is down, so every
 * reader is also run by a clock job.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export type Listener = { close(): Promise<void> };

export type ListenerOptions = {
  readonly databaseUrl: string;
  /** What to run when a channel is called. Calls during a run lead to one more run, not to one each. */
  readonly channels: Readonly<Record<string, () => Promise<void>>>;
  readonly onFault?: (message: string, fault: unknown) => void;
};

const RECONNECT_MS = [100, 250, 500, 1_000, 2_000, 5_000];

/**
 * Listens on one connection of its own, which is made again when it breaks; every channel is then woken
 * once, for calls that were missed. Rejects when the first connection fails.
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const runs = new Map(
    Object.entries(options.channels).map(([channel, act]) => [
      channel,
      coalesce(act, (fault) => options.onFault?.(`Woken by ${channel}`, fault)),
    ]),
  );
  let closed = false;
  let client = await connect(options.databaseUrl, runs, onEnd);
  function onEnd(): void {
    if (!closed) void reconnect();
  }
  async function reconnect(): Promise<void> {
    for (let attempt = 0; !closed; attempt += 1) {
      await delay(RECONNECT_MS[Math.min(attempt, RECONNECT_MS.length - 1)], undefined, {
        ref: false,
      });
      try {
        client = await connect(options.databaseUrl, runs, onEnd);
        if (closed) return await client.end();
        for (const run of runs.values()) run.wake();
        return;
      } catch (fault) {
        options.onFault?.('Listening connection lost', fault);
      }
    }
  }
  return {
    async close() {
      closed = true;
      await client.end().catch(() => undefined);
      await Promise.all([...runs.values()].map((run) => run.idle()));
    },
  };
}

async function connect(
  databaseUrl: string,
  runs: ReadonlyMap<string, Coalesced>,
  onEnd: () => void,
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'listener',
    keepAlive: true,
  });
  client.on('error', () => undefined); // 'end' follows
  client.on('notification', ({ channel }) => runs.get(channel)?.wake());
  try {
    await client.connect();
    for (const channel of runs.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
  } catch (fault) {
    await client.end().catch(() => undefined);
    throw fault;
  }
  client.once('end', onEnd);
  return client;
}

export type Coalesced = { wake(): void; idle(): Promise<void> };

/** Runs `act` now, or once more after the run under way; never two at a time. */
export function coalesce(
  act: () => Promise<void>,
  onFault: (fault: unknown) => void = () => undefined,
): Coalesced {
  let running: Promise<void> | undefined;
  let again = false;
  async function run(): Promise<void> {
    do {
      again = false;
      await act().catch(onFault);
    } while (again);
    running = undefined;
  }
  return {
    wake() {
      if (running) again = true;
      else running = Promise.resolve().then(run);
    },
    idle: () => running ?? Promise.resolve(),
  };
}

/** Milliseconds that the newest of many events may wait for its call. */
const CALL_GAP_MS = 20;

export type Caller = { wake(): void; idle(): Promise<void> };

/**
 * Calls a channel after commits, many calls as one: NOTIFY takes a lock that all committing transactions
 * share, so it stays out of the transactions that are many. At most one call is on its way and one waits. The
 * first goes at once; the next one not before the gap is over, so that a stream of events costs a few calls a second.
 */
export function createCaller(
  pool: Pick<pg.Pool, 'query'>,
  channel: string,
  onFault?: (fault: unknown) => void,
): Caller {
  return coalesce(async () => {
    await pool.query('select pg_notify($1, $2)', [channel, '']);
    await delay(CALL_GAP_MS, undefined, { ref: false });
  }, onFault);
}
