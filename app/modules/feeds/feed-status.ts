/**
 * The life of a feed, as a table. `held`: suspicious, waits for a person. `superseded`: a newer full feed had
 * already been applied. `failed`: it could not be read.
 */
export type FeedStatus =
  | 'received'
  | 'staged'
  | 'held'
  | 'applying'
  | 'applied'
  | 'superseded'
  | 'rejected'
  | 'failed';

const TRANSITIONS: Readonly<Record<FeedStatus, readonly FeedStatus[]>> = {
  received: ['staged', 'failed'],
  staged: ['applying', 'held', 'superseded'],
  held: ['applying', 'rejected', 'superseded'],
  applying: ['applied'],
  applied: [],
  superseded: [],
  rejected: [],
  failed: [],
};

export function feedMayBecome(from: FeedStatus, to: FeedStatus): boolean {
  return TRANSITIONS[from].includes(to);
}
