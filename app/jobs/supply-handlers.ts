/** Handlers of the jobs of the supply journey and of the relation: each is one line that calls one flow. */
import type { FlowContext } from '../flows/flow-context.ts';
import type { jobCatalog } from '../flows/job-catalog.ts';
import { connectStore } from '../flows/relation/connect-store.server.ts';
import { importProducts } from '../flows/relation/import-products.server.ts';
import { applyFeed } from '../flows/supply/apply-feed.server.ts';
import { auditDueStores, auditListings } from '../flows/supply/audit-listings.server.ts';
import { collectDueFeeds } from '../flows/supply/collect-due-feeds.server.ts';
import { collectFeed } from '../flows/supply/collect-feed.server.ts';
import { importCatalog } from '../flows/supply/import-catalog.server.ts';
import { publishListings } from '../flows/supply/publish-listings.server.ts';
import { refreshStaleOffers } from '../flows/supply/refresh-stale-offers.server.ts';
import { pruneChangeLog, wakeLaggingStores } from '../flows/supply/wake-publishers.server.ts';
import type { Id } from '../platform/ids.ts';
import type { JobHandlers } from '../platform/job-catalog.ts';

type SupplyJob =
  | 'connect-store'
  | 'import-products'
  | 'import-catalog'
  | 'collect-feed'
  | 'apply-feed'
  | 'publish-listings'
  | 'audit-listings'
  | 'collect-due-feeds'
  | 'refresh-stale-offers'
  | 'wake-lagging-stores'
  | 'audit-due-stores'
  | 'prune-change-log';

export function createSupplyHandlers(
  context: FlowContext,
): Pick<JobHandlers<typeof jobCatalog>, SupplyJob> {
  return {
    'connect-store': (payload, job) => connectStore(context, payload, job),
    'import-products': (payload, job) => importProducts(context, payload, job),
    'import-catalog': (payload) => importCatalog(context, payload),
    'collect-feed': ({ distributorId, supplierId }, job) =>
      collectFeed(
        context,
        {
          distributorId: distributorId as Id<'Distributor'>,
          supplierId: supplierId as Id<'Supplier'>,
        },
        job,
      ),
    'apply-feed': ({ distributorId, feedId }) =>
      applyFeed(context, {
        distributorId: distributorId as Id<'Distributor'>,
        feedId: feedId as Id<'Feed'>,
      }),
    'publish-listings': (payload) => publishListings(context, payload),
    'audit-listings': (payload, job) => auditListings(context, payload, job),
    'collect-due-feeds': () => collectDueFeeds(context),
    'refresh-stale-offers': () => refreshStaleOffers(context),
    'wake-lagging-stores': () => wakeLaggingStores(context),
    'audit-due-stores': () => auditDueStores(context),
    'prune-change-log': async () => void (await pruneChangeLog(context)),
  };
}
