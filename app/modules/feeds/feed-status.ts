/**
 * The life of a feed, as a table. `held`: suspicious, waits for a person. `superseded`: a newer full feed has been
 * applied, before this one was or while it was being. `failed`: it could not be read. `stopped`: a person stopped it while it was being applied; what
 * is applied stays until it goes on or is rolled back.
 */
export type FeedStatus =
  | 'received'
  | 'staged'
  | 'held'
  | 'applying'
  | 'stopped'
  | 'applied'
  | 'superseded'
  | 'rejected'
  | 'failed'
  | 'rolling-back'
  | 'rolled-back';

const TRANSITIONS: Readonly<Record<FeedStatus, readonly FeedStatus[]>> = {
  received: ['staged', 'failed', 'rejected'],
  staged: ['applying', 'held', 'superseded', 'rejected'],
  held: ['applying', 'rejected', 'superseded'],
  applying: ['applied', 'stopped', 'superseded'],
  stopped: ['applying', 'rolling-back'],
  applied: ['rolling-back'],
  superseded: [],
  rejected: [],
  failed: [],
  'rolling-back': ['rolled-back'],
  'rolled-back': [],
};

export function feedMayBecome(from: FeedStatus, to: FeedStatus): boolean {
  return TRANSITIONS[from].includes(to);
}
