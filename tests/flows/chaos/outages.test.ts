/**
 * What is away for a while, answers that are lost, and deaths other than that of the only worker: on the same road as
 * the kills, with the same checks at its end.
 */
import { afterAll, expect, test } from 'vitest';
import { until } from '../../demo/world.ts';
import type { Cut, Gate, Passage } from '../../sandbox/cutting-proxy/toll.ts';
import { addressOf, layGround, SHOP } from './chaos-ground.ts';
import { startRun } from './chaos-run.ts';
import type { Run, RunOptions } from './chaos-run.ts';
import { everythingHolds } from './holds.ts';
import { commitOf } from './kill.ts';
import { openProcessPool } from './process-pool.ts';
import type { ChaosProcess } from './process-pool.ts';
import { walkRoad } from './road.ts';
import type { Phase, Walked } from './road.ts';

const ground = await layGround();
const pool = openProcessPool(2);
const { gates, toll, webToll } = ground;

afterAll(async () => {
  await pool.close();
  await ground.close();
});

/** Shopify's first retry comes after ten seconds. */
const RETRY_MS = 10_000;
const WEBHOOK = /^POST \/webhooks\/shopify/;

type Scene = {
  readonly run: Run;
  readonly phase: () => Phase;
  /** A worker that is started again when it ends by itself, as whoever runs it would. */
  startWorker(through: 'gates' | 'straight'): Promise<ChaosProcess>;
  startWeb(): Promise<ChaosProcess>;
  /** Something that goes on beside the road; the scene ends when it has, too. */
  beside(act: Promise<unknown>): void;
};

type Script = {
  readonly options?: RunOptions;
  readonly prepare: (scene: Scene) => Promise<void>;
  readonly enter?: (phase: Phase, scene: Scene) => void;
  readonly check?: (run: Run, walked: Walked) => Promise<void>;
};

async function play({ options = {}, prepare, enter, check }: Script): Promise<void> {
  const run = await startRun(ground, options);
  const actors = new Set<ChaosProcess>();
  const beside: Promise<unknown>[] = [];
  let phase: Phase = 'stock';
  let ended = false;
  const scene: Scene = {
    run,
    phase: () => phase,
    async startWorker(through) {
      const worker = await pool.take();
      actors.add(worker);
      void worker.gone.then(async () => {
        actors.delete(worker);
        if (ended || !worker.endedByItself()) return;
        await scene.startWorker(through).catch(() => undefined); // it ends, and is started again
      });
      await worker.work(ground.environmentOf(run.database, through));
      return worker;
    },
    async startWeb() {
      const web = await pool.take();
      actors.add(web);
      void web.gone.then(() => actors.delete(web));
      gates.web.aim(addressOf(await web.serve(ground.environmentOf(run.database, 'gates'))));
      return web;
    },
    beside(act) {
      act.catch(() => undefined); // told at the end
      beside.push(act);
    },
  };
  try {
    await prepare(scene);
    const walked = await walkRoad(run, (next) => {
      phase = next;
      enter?.(next, scene);
    });
    await Promise.all(beside);
    await everythingHolds(run, walked);
    await check?.(run, walked);
  } catch (fault) {
    const said = [...actors].map((actor) => actor.said().slice(-2_000)).join('\n');
    throw new Error(`In the phase ${phase}: ${String(fault)}\n${said}`, { cause: fault });
  } finally {
    ended = true;
    toll.end();
    webToll.end();
    for (const gate of Object.values(gates)) gate.setShut(false);
    await Promise.all([...actors].map((actor) => actor.kill()));
    await run.close();
  }
}

/** Shuts a gate now and opens it when so many have knocked in vain. */
async function shutUntilRefused(gate: Gate, knocks: number): Promise<void> {
  const before = gate.refused;
  gate.setShut(true);
  await until(`${knocks} find it shut`, async () => gate.refused >= before + knocks, 20_000);
  gate.setShut(false);
}

const attemptsOf = async ({ shopify }: Run, topic: string) =>
  (await shopify.deliveries({ shop: SHOP, topic })).flatMap(({ attempts }) =>
    attempts.map(({ status }) => status),
  );

test('while the database is away a shop’s events are answered with 503, and after their retry nothing is missing', async () => {
  await play({
    options: { webThrough: 'gates' },
    prepare: async ({ startWorker }) => void (await startWorker('gates')),
    enter(phase, { run, beside }) {
      if (phase !== 'order') return;
      gates.postgres.setShut(true);
      beside(
        until('the events of the order were turned away', async () => {
          const deliveries = await run.shopify.deliveries({ shop: SHOP, topic: 'orders/create' });
          return deliveries.some(({ attempts }) => attempts.length > 0);
        }).then(async () => {
          gates.postgres.setShut(false);
          await run.shopify.advance({ ms: RETRY_MS });
        }),
      );
    },
    check: async (run) => {
      expect(await attemptsOf(run, 'orders/create')).toEqual([503, 200, 200]);
    },
  });
});

test('the database goes away in the middle of an order and comes back', async () => {
  await play({
    prepare: async ({ startWorker, phase, beside }) => {
      await startWorker('gates');
      toll.begin({
        when: 'after',
        matches: commitOf(/^insert into orders /, 'order')(phase),
        act: () => beside(shutUntilRefused(gates.postgres, 2)),
      });
    },
  });
});

test('suppliers and shop are away when they are needed, and come back', async () => {
  await play({
    prepare: async ({ startWorker }) => void (await startWorker('gates')),
    enter(phase, { beside }) {
      if (phase === 'stock') beside(shutUntilRefused(gates.shopify, 2));
      if (phase === 'order') beside(shutUntilRefused(gates.suppliers, 2));
      if (phase === 'other-parcels') beside(shutUntilRefused(gates.shopify, 2));
    },
  });
});

test('the first answer to every kind of write is lost, though it took effect', async () => {
  const WRITES = /^POST .*(purchase-orders|SetQuantities|SubmitAndAccept|CreateFulfillment)$/;
  const lost: string[] = [];
  await play({
    prepare: async ({ startWorker }) => {
      await startWorker('gates');
      const cut: Cut = {
        when: 'after',
        matches: ({ what }) => WRITES.test(what) && !lost.includes(what),
        act: ({ what }) => {
          lost.push(what);
          toll.arm(cut);
        },
      };
      toll.begin(cut);
    },
  });
  expect(lost).toHaveLength(5);
});

test.each([40, 160])(
  'of two workers one is killed at its %i. message after the order came, and the other ends the road alone',
  async (number) => {
    const deaths: Passage[] = [];
    await play({
      prepare: async ({ startWorker, phase }) => {
        const victim = await startWorker('gates');
        await startWorker('straight');
        let seen = 0;
        toll.begin({
          when: 'after',
          matches: ({ gate }) =>
            gate === 'postgres' && phase() !== 'stock' && (seen += 1) === number,
          act(passage) {
            deaths.push(passage);
            void victim.kill();
            gates.postgres.breakAll();
          },
        });
      },
    });
    expect(deaths).toHaveLength(1);
  },
);

test('web dies when an event is kept and not yet answered: the retry makes no second order', async () => {
  const deaths: string[] = [];
  await play({
    prepare: async ({ run, startWorker, startWeb, phase, beside }) => {
      await startWorker('straight');
      const web = await startWeb();
      toll.begin({
        when: 'after',
        matches: ({ what }) => phase() === 'order' && /^insert into store_event/.test(what),
        act({ what }) {
          deaths.push(what);
          beside(succeed(run, web, startWeb));
        },
      });
    },
    check: async (run) => {
      const attempts = await attemptsOf(run, 'orders/create');
      expect(attempts.some((status) => status !== 200)).toBe(true);
    },
  });
  expect(deaths).toHaveLength(1);
});

test('web dies when it has answered and the answer is lost', async () => {
  const deaths: string[] = [];
  await play({
    prepare: async ({ run, startWorker, startWeb, phase, beside }) => {
      await startWorker('straight');
      const web = await startWeb();
      webToll.begin({
        when: 'after',
        matches: ({ what }) => phase() === 'order' && WEBHOOK.test(what),
        act({ what }) {
          deaths.push(what);
          beside(succeed(run, web, startWeb));
        },
      });
    },
  });
  expect(deaths).toHaveLength(1);
});

async function succeed(run: Run, web: ChaosProcess, startWeb: Scene['startWeb']): Promise<void> {
  const gone = web.kill();
  gates.postgres.breakAll();
  await gone;
  await startWeb();
  await run.shopify.advance({ ms: RETRY_MS });
}
