import { describe, expect, it } from 'vitest';
import { ANY_ZONE, learnHabits, MOST_SLIP, slipOf } from '../../../app/modules/insights/supplier-habit.ts'; // prettier-ignore
import type { Dispatch } from '../../../app/modules/insights/supplier-habit.ts';

const NOW = new Date('2026-06-30T12:00:00Z');
const DAY = 86_400_000;

function dispatch(changes: Partial<Dispatch> = {}): Dispatch {
  const askedAt = new Date('2026-06-05T08:00:00Z');
  return { supplierId: 'a', zone: 'DE', askedAt, leftAt: askedAt, handlingDays: 0, ...changes };
}

describe('how late a dispatch is', () => {
  const calendar = {
    timeZone: 'Europe/Berlin',
    cutOffMinutes: 12 * 60,
    weekdays: [1, 2, 3, 4, 5],
    holidays: ['2026-06-08'],
  };

  it.each([
    ['leaves on the day', dispatch(), 0],
    ['leaves two days after', dispatch({ leftAt: new Date('2026-06-07T08:00:00Z') }), 2],
    ['leaves within its handling', dispatch({ leftAt: new Date('2026-06-07T08:00:00Z'), handlingDays: 2 }), 0],
    ['waits for weekend and holiday after the cut-off', dispatch({ calendar, askedAt: new Date('2026-06-05T10:30:00Z'), leftAt: new Date('2026-06-09T07:00:00Z') }), 0],
    ['leaves before it must', dispatch({ leftAt: new Date('2026-06-05T09:00:00Z'), handlingDays: 3 }), 0],
    ['has not left for long', dispatch({ leftAt: null }), MOST_SLIP],
    ['has not left and need not yet', dispatch({ leftAt: null, askedAt: NOW, handlingDays: 1 }), undefined],
  ] as const)('%s', (_, made, slip) => {
    expect(slipOf(made, NOW)).toBe(slip);
  }); // prettier-ignore
});

describe('habits of suppliers', () => {
  const many = (supplierId: string, zone: string, days: number, count: number): Dispatch[] =>
    Array.from({ length: count }, (_, index) => {
      const askedAt = new Date(NOW.getTime() - (count - index) * DAY);
      const leftAt = new Date(askedAt.getTime() + days * DAY);
      return dispatch({ supplierId, zone, askedAt, leftAt });
    });

  it('are learned for each country, and for those that it has not sent to yet', () => {
    const habits = learnHabits([...many('a', 'DE', 0, 30), ...many('a', 'FR', 2, 30)], NOW);
    const of = (zone: string) => habits.find((habit) => habit.zone === zone);
    expect(of('DE')?.slip[0]).toBeGreaterThan(0.7);
    expect(of('FR')?.slip[2]).toBeGreaterThan(0.6);
    expect(of(ANY_ZONE)).toMatchObject({ supplierId: 'a', observations: 60 });
    expect(of(ANY_ZONE)?.slip[2]).toBeGreaterThan(0.3);
  });

  it('are close to what is stated after one late dispatch', () => {
    const [habit] = learnHabits(many('a', 'DE', 5, 1), NOW).filter(({ zone }) => zone === 'DE');
    expect(habit?.slip[0]).toBeGreaterThan(0.75);
    expect(habit?.observations).toBe(1);
  });
});
