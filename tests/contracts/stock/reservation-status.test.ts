import { expect, test } from 'vitest';
import {
  RESERVATION_STATES,
  reservationCounts,
  reservationMayBecome,
} from '../../../app/modules/stock/reservation-status.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db } = await cloneDatabase();

test('the database and the code agree on the life of a reservation', async () => {
  for (const from of RESERVATION_STATES) {
    const [counted] = await db.$queryRaw<
      { counts: boolean }[]
    >`select reservation_counts(${from}) as counts`;
    expect([from, counted?.counts]).toEqual([from, reservationCounts(from)]);
    for (const to of RESERVATION_STATES) {
      const [may] = await db.$queryRaw<
        { may: boolean }[]
      >`select reservation_may_become(${from}, ${to}) as may`;
      expect([from, to, may?.may]).toEqual([from, to, reservationMayBecome(from, to)]);
    }
  }
});
