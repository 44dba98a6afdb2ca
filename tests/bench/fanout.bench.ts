/**
 * Bench: a feed changes every SKU of a supplier, as a file that it delivers; until the new levels are in the books and
 * every listing that now differs is known with its wanted quantity, over all stores. Beside it the bare work: COPY of the
 * same figures, one UPDATE of the same levels, one join that lists the same differences (without ledger, change log,
 * guards, report or division). `scale` is the same at three sizes: the time for each listing must not grow.
 */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { from as copyFrom } from 'pg-copy-streams';
import { applyFeed } from '../../app/flows/supply/apply-feed.server.ts';
import { collectFeed } from '../../app/flows/supply/collect-feed.server.ts';
import type { FeedId } from '../../app/modules/feeds/feed.ts';
import { systemClock } from '../../app/platform/clock.ts';
import { makeFlowContext } from '../factories/flow-context.ts';
import { makeDelivery, makeDeliveryDesk } from '../factories/stock-deliveries.ts';
import type { Bench, BenchLine } from './bench.ts';
import { skuOf } from './bench-goods.ts';
import { STORES, STORES_OF_VARIANT, withFanoutWorld } from './fanout-world.ts';
import type { FanoutWorld } from './fanout-world.ts';
import { compare, inTurn } from './rounds.ts';

type Round = { readonly ms: number; readonly feedMs: number; readonly differences: number };

/** Listings; `BENCH_LISTINGS` makes it smaller where the machine has other work. */
const LISTINGS = Number(process.env['BENCH_LISTINGS'] ?? 1_000_000);

export const fanout: Bench = {
  name: 'fanout',
  run: async () => [await measure('fanout', LISTINGS)],
};

export const scale: Bench = {
  name: 'scale',
  async run() {
    const lines: BenchLine[] = [];
    for (const listings of [LISTINGS / 100, LISTINGS / 10, LISTINGS]) {
      const line = await measure('scale', listings);
      const each = (1_000 * line.figure) / listings;
      const smallest = lines[0]?.figure ?? each;
      lines.push({
        bench: 'scale',
        figure: each,
        unit: 'µs/listing',
        baseline: smallest,
        ratio: each / smallest,
        listings,
        totalMs: line.figure,
      });
    }
    return lines;
  },
};

async function measure(bench: string, listings: number): Promise<BenchLine> {
  return withFanoutWorld(listings, async (world) => {
    const rounds = await inTurn(
      (round) => ours(world, 2 * round + 1),
      (round) => bare(world, 2 * round + 2),
    );
    const ms = (list: readonly Round[]) => list.map((round) => round.ms);
    const compared = compare(ms(rounds.ours), ms(rounds.bare));
    const last = rounds.ours.at(-1);
    return {
      bench,
      unit: 'ms',
      ...compared,
      // A rate compares as the target asks: ours ÷ bare, more is better.
      ratio: compared.baseline / compared.figure,
      listings,
      stores: STORES,
      skus: world.variants,
      differences: last?.differences ?? 0,
      bareDifferences: rounds.bare.at(-1)?.differences ?? 0,
      feedMs: last?.feedMs ?? 0,
      bareFeedMs: rounds.bare.at(-1)?.feedMs ?? 0,
    };
  });
}

/** A figure that nobody has told before, a multiple of the stores of a variant: every share changes. */
const figureOf = (round: number, sku: number) =>
  STORES_OF_VARIANT * (100 + ((round * 7 + sku) % 900));

async function ours(world: FanoutWorld, round: number): Promise<Round> {
  const { db, distributorId, supplier, variants } = world;
  const desk = makeDeliveryDesk();
  const context = makeFlowContext(world, systemClock, { connectorOf: () => desk.connector });
  const rows = Array.from({ length: variants }, (_, at) => ({
    sku: skuOf(at + 1),
    quantity: figureOf(round, at + 1),
  }));
  desk.next = makeDelivery(rows, { asOf: new Date() });
  const key = { distributorId, supplierId: supplier.id };
  await collectFeed(context, key, { attempt: 1 });
  const feed = await db.feed.findFirstOrThrow({ orderBy: { receivedAt: 'desc' } });
  const cursor = await snapshot(world);
  const start = performance.now();
  await applyFeed(context, { distributorId, feedId: feed.id as FeedId });
  const applied = performance.now();
  const found = await findDifferences(world, cursor);
  const end = performance.now();
  return { ms: end - start, feedMs: applied - start, differences: found.length };
}

async function snapshot({ pool }: FanoutWorld): Promise<string> {
  const { rows } = await pool.query<{ now: string }>('select pg_current_snapshot()::text as now');
  return rows[0]?.now ?? '';
}

/** One pass over all stores by the function that publishers use for theirs, of what the change log names. */
async function findDifferences({ pool, distributorId }: FanoutWorld, cursor: string) {
  const client = await pool.connect();
  try {
    await client.query(`begin; set local enable_nestloop = off; set local work_mem = '64MB'`);
    const { rows } = await client.query(
      `select store_id, variant_id, wanted_quantity from unit_differences($1, null, now(), array(
         select distinct variant_id from stock_change where distributor_id = $1
           and transaction_id >= pg_snapshot_xmin($2::pg_snapshot) and not pg_visible_in_snapshot(transaction_id, $2::pg_snapshot)))`,
      [distributorId, cursor],
    );
    await client.query('commit');
    return rows;
  } finally {
    client.release();
  }
}

async function bare({ pool, variants, distributorId }: FanoutWorld, round: number): Promise<Round> {
  const client = await pool.connect();
  try {
    await client.query('create temporary table if not exists told (sku text, quantity integer)');
    await client.query('truncate told');
    const start = performance.now();
    await pipeline(
      Readable.from(figures(round, variants)),
      client.query(copyFrom('copy told from stdin')),
    );
    await client.query(
      `update stock_level l set on_hand = t.quantity from told t
       join supply s on s.distributor_id = $1 and s.supplier_sku = t.sku
       where l.distributor_id = $1 and l.variant_id = s.variant_id`,
      [distributorId],
    );
    const applied = performance.now();
    const { rows } = await client.query(
      `select l.store_id, l.variant_id, (s.on_hand - s.reserved) / ${STORES_OF_VARIANT} as wanted
       from listing l join stock_level s on s.distributor_id = l.distributor_id and s.variant_id = l.variant_id
       where l.distributor_id = $1 and l.told_quantity is distinct from (s.on_hand - s.reserved) / ${STORES_OF_VARIANT}`,
      [distributorId],
    );
    const end = performance.now();
    return { ms: end - start, feedMs: applied - start, differences: rows.length };
  } finally {
    client.release();
  }
}

function* figures(round: number, variants: number): Generator<string> {
  for (let first = 1; first <= variants; first += 1_000) {
    let text = '';
    for (let sku = first; sku < first + 1_000 && sku <= variants; sku += 1)
      text += `${skuOf(sku)}\t${figureOf(round, sku)}\n`;
    yield text;
  }
}
