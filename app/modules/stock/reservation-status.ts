/**
 * The life of a reservation, as a table. `held`: the supplier knows nothing of it. `deducted`: the supplier has
 * taken it off, but a figure that shows so has not arrived. `settled`: we took it off the figure ourselves.
 * `inside`: the supplier's own figure includes it. `released`: given back.
 */
export type ReservationState = 'held' | 'deducted' | 'settled' | 'inside' | 'released';

const TRANSITIONS: Readonly<Record<ReservationState, readonly ReservationState[]>> = {
  held: ['deducted', 'settled', 'released'],
  deducted: ['settled', 'inside', 'released'],
  settled: ['inside'],
  inside: ['released'],
  released: [],
};

/** The database says the same in `reservation_may_become`. */
export function reservationMayBecome(from: ReservationState, to: ReservationState): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Whether its units count against the level; the database says the same in `reservation_counts`. */
export function reservationCounts(state: ReservationState): boolean {
  return state === 'held' || state === 'deducted';
}

export const RESERVATION_STATES: readonly ReservationState[] = [
  'held',
  'deducted',
  'settled',
  'inside',
  'released',
];
