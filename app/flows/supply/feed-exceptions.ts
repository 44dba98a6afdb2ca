/** Exceptions of the feed steps: what a person is told, and the key under which each matter is open once. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { Feed, FeedKey } from '../../modules/feeds/feed.ts';
import { describeFinding } from '../../modules/feeds/feed-guards.ts';
import type { GuardFinding } from '../../modules/feeds/feed-guards.ts';
import type { Unattended } from '../../modules/feeds/feeds.repository.server.ts';
import type { SupplierKey } from '../../modules/suppliers/supplier.ts';

export const feedMatter = ({ feedId }: FeedKey): string => `feed:${feedId}`;
export const collectionMatter = ({ supplierId }: SupplierKey): string =>
  `feed-collection:${supplierId}`;

export function heldFeed(
  feed: Feed,
  findings: readonly GuardFinding[],
  unattended: Unattended | undefined,
): NewException {
  return {
    ...(unattended ? { deadlineAt: unattended.at } : {}),
    distributorId: feed.distributorId,
    kind: 'feed-held',
    severity: 'warning',
    owner: 'distributor',
    subject: { kind: 'feed', id: feed.feedId },
    dedupeKey: feedMatter(feed),
    happened: `${findings.map(describeFinding).join(' ')} The delivery ${feed.name} waits.`,
    meaning: `Stock stays as it was before this delivery, and grows stale with time.${unattended ? ` At the deadline it is ${unattended.then === 'apply' ? 'applied' : 'discarded'} by itself.` : ''}`,
    nextStep: 'Look at what would change, then apply the delivery or reject it.',
    remedies: ['approve-feed', 'reject-feed'],
  };
}

export function unreadableFeed(feed: Feed, why: string): NewException {
  return {
    distributorId: feed.distributorId,
    kind: 'feed-unreadable',
    severity: 'warning',
    owner: 'distributor',
    subject: { kind: 'feed', id: feed.feedId },
    dedupeKey: feedMatter(feed),
    happened: `The delivery ${feed.name} could not be read: ${why}`,
    meaning: 'Nothing of it was applied; stock stays as it was.',
    nextStep: 'Check the file with the supplier and deliver it again.',
    remedies: ['deliver-again'],
  };
}

export function failedCollection(key: SupplierKey & { name: string }, why: string): NewException {
  return {
    distributorId: key.distributorId,
    kind: 'feed-collection-failed',
    severity: 'warning',
    owner: 'distributor',
    subject: { kind: 'supplier', id: key.supplierId },
    dedupeKey: collectionMatter(key),
    happened: `Stock could not be fetched from ${key.name}: ${why}`,
    meaning: 'Its figures grow stale: stores are shown half of them after a while, then nothing.',
    nextStep: 'Check the address and the credentials of the link with the supplier.',
    remedies: ['check-connector', 'upload-file'],
  };
}
