import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LABEL_PAYERS, LABEL_SOURCES } from '../../../app/modules/returns/return-policy.ts';
import type { LabelPayer, LabelSource } from '../../../app/modules/returns/return-policy.ts';
import { GRADES } from '../../../app/modules/returns/return.ts';
import type { Grade, ReturnId } from '../../../app/modules/returns/return.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeReturnWorld } from './return-world.ts';
import type { ReturnWorld } from './return-world.ts';

const database = await cloneDatabase();
const FEE_BASIS_POINTS = 1_250;

const EVENTS = ['authorise', 'send', 'receive', 'inspect', 'label', 'supplier-credit', 'refund-in-store', 'work'] as const; // prettier-ignore
type Event = (typeof EVENTS)[number];

type Case = {
  readonly quantity: number;
  readonly grade: Grade;
  readonly reason: 'changed-mind' | 'defective';
  readonly refundWhen: 'authorised' | 'received' | 'inspected' | undefined;
  readonly labelFrom: LabelSource;
  readonly labelPaidBy: LabelPayer;
  readonly labelMinor: number;
  /** 0: the supplier gives nothing. */
  readonly supplierMinor: number;
  readonly order: readonly Event[];
};

const anyCase: fc.Arbitrary<Case> = fc.record({
  quantity: fc.integer({ min: 1, max: 3 }),
  grade: fc.constantFrom(...GRADES),
  reason: fc.constantFrom('changed-mind', 'defective'),
  refundWhen: fc.constantFrom('authorised', 'received', 'inspected', undefined),
  labelFrom: fc.constantFrom(...LABEL_SOURCES),
  labelPaidBy: fc.constantFrom(...LABEL_PAYERS),
  labelMinor: fc.integer({ min: 1, max: 2_000 }),
  supplierMinor: fc.integer({ min: 0, max: 3_000 }),
  // Each event once or twice, in any order.
  order: fc.tuple(fc.subarray([...EVENTS]), fc.infiniteStream(fc.nat())).map(([repeated, keys]) =>
    [...EVENTS, ...repeated]
      .map((event) => ({ event, key: keys.next().value ?? 0 }))
      .toSorted((one, other) => one.key - other.key)
      .map(({ event }) => event),
  ),
});

test('whatever the order of events, the books of each closed return balance and say the same', async () => {
  const way = await makeReturnWorld(database, {
    units: 400,
    stock: [400],
    policy: { reasons: [], grades: ['A', 'B'], restockingFeeBasisPoints: FEE_BASIS_POINTS },
  });
  await fc.assert(
    fc.asyncProperty(anyCase, async (given) => {
      const { reason, refundWhen } = given;
      const id = await way.open(given.quantity, { reason, refundWhen });
      for (const event of given.order) await happen(way, id, event, given);
      await way.work();
      expect(await way.read(id)).toMatchObject({ status: 'closed' });
      expect(await booksOf(way, id)).toEqual(expected(given, way.wholesaleMinor));
    }),
    { numRuns: 40, seed: 20_261_122 },
  );
}, 300_000);

async function happen(way: ReturnWorld, id: ReturnId, event: Event, given: Case): Promise<void> {
  const acts: Readonly<Record<Event, () => Promise<unknown>>> = {
    authorise: () => way.authorise(id),
    send: () => way.send(id),
    receive: () => way.receive(id, given.quantity),
    inspect: () => way.inspect(id, given.quantity, given.grade),
    label: () => way.label(id, given.labelFrom, given.labelPaidBy, given.labelMinor),
    'supplier-credit': () => way.supplierCredits(id, given.supplierMinor),
    'refund-in-store': async () => {
      const { refund } = await way.read(id);
      if (refund === 'by-hand' || refund === 'wanted') await way.refundInStore(given.quantity);
    },
    work: () => way.work(),
  };
  await acts[event]();
}

async function booksOf(way: ReturnWorld, id: ReturnId) {
  const [row] = await way.db.$queryRaw<{ receivable: number; payable: number; all: number }[]>`
    select coalesce(sum(e.amount_minor) filter (where e.account = 'receivable'), 0)::float8 as receivable,
      coalesce(sum(e.amount_minor) filter (where e.account = 'payable'), 0)::float8 as payable,
      coalesce(sum(e.amount_minor), 0)::float8 as all
    from ledger_posting p join ledger_entry e on e.distributor_id = p.distributor_id and e.posting_id = p.id
    where p.subject_kind = 'return' and p.subject_id = ${id}`;
  return row;
}

/** Written down a second time from the rules in words: what each side owes in the end. Debit is positive. */
function expected(given: Case, wholesaleMinor: number) {
  const isFault = given.reason === 'defective';
  const isCredited = isFault || given.grade === 'A' || given.grade === 'B';
  const gross = isCredited ? given.quantity * wholesaleMinor : 0;
  const fee = isFault ? 0 : Math.round((gross * FEE_BASIS_POINTS) / 10_000);
  const laidOut = { supplier: [0, -1], distributor: [0, 0], shopper: [-1, 0] } as const;
  const borne = { retailer: [1, 0], supplier: [0, 1], distributor: [0, 0] } as const;
  const [outRetailer, outSupplier] = laidOut[given.labelFrom];
  const [inRetailer, inSupplier] = borne[given.labelPaidBy];
  return {
    receivable: -(gross - fee) + (outRetailer + inRetailer) * given.labelMinor,
    payable: given.supplierMinor + (outSupplier + inSupplier) * given.labelMinor,
    all: 0,
  };
}
