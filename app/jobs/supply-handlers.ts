/** Handlers of the jobs of the supply journey and of the relation: each is one line that calls one flow. */
import type { FlowContext } from '../flows/flow-context.ts';
import type { jobCatalog } from '../flows/job-catalog.ts';
import { connectStore } from '../flows/relation/connect-store.server.ts';
import { importProducts } from '../flows/relation/import-products.server.ts';
import { pickByRules } from '../flows/relation/pick-by-rules.server.ts';
import { applyFeed } from '../flows/supply/apply-feed.server.ts';
import { auditDueStores, auditListings } from '../flows/supply/audit-listings.server.ts';
import { collectDueFeeds } from '../flows/supply/collect-due-feeds.server.ts';
import { collectFeed } from '../flows/supply/collect-feed.server.ts';
import { decideUnattendedFeeds } from '../flows/supply/decide-held-feed.server.ts';
import { importCatalog } from '../flows/supply/import-catalog.server.ts';
import { noteUnknownSkus } from '../flows/supply/note-unmatched-items.server.ts';
import { pruneFeeds } from '../flows/supply/prune-feeds.server.ts';
import { publishListings } from '../flows/supply/publish-listings.server.ts';
import { fetchDueRates, fetchRates } from '../flows/supply/fetch-rates.server.ts';
import { refreshDuePrices } from '../flows/supply/refresh-prices.server.ts';
import { watchMargins } from '../flows/supply/watch-margins.server.ts';
import { refreshSearch } from '../flows/supply/refresh-search.server.ts';
import { runMassEdit } from '../flows/supply/run-mass-edit.server.ts';
import { refreshStaleOffers } from '../flows/supply/refresh-stale-offers.server.ts';
import { tuneOffers } from '../flows/supply/tune-offers.server.ts';
import { sweepBlobs } from '../flows/supply/sweep-blobs.server.ts';
import { pruneChangeLog, wakeLaggingStores } from '../flows/supply/wake-publishers.server.ts';
import type { Id } from '../platform/ids.ts';
import type { JobHandlers } from '../platform/job-catalog.ts';

type SupplyJob =
  | 'connect-store'
  | 'import-products'
  | 'pick-by-rules'
  | 'import-catalog'
  | 'collect-feed'
  | 'apply-feed'
  | 'note-unknown-skus'
  | 'publish-listings'
  | 'audit-listings'
  | 'collect-due-feeds'
  | 'decide-unattended-feeds'
  | 'prune-feeds'
  | 'refresh-stale-offers'
  | 'tune-offers'
  | 'refresh-prices'
  | 'fetch-due-rates'
  | 'fetch-rates'
  | 'watch-margins'
  | 'wake-lagging-stores'
  | 'audit-due-stores'
  | 'sweep-blobs'
  | 'prune-change-log'
  | 'refresh-search'
  | 'edit-products';

export function createSupplyHandlers(
  context: FlowContext,
): Pick<JobHandlers<typeof jobCatalog>, SupplyJob> {
  return {
    'connect-store': (payload, job) => connectStore(context, payload, job),
    'import-products': (payload, job) => importProducts(context, payload, job),
    'pick-by-rules': () => pickByRules(context),
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
    'note-unknown-skus': async ({ distributorId, feedId }) =>
      void (await noteUnknownSkus(context, {
        distributorId: distributorId as Id<'Distributor'>,
        feedId: feedId as Id<'Feed'>,
      })),
    'publish-listings': (payload) => publishListings(context, payload),
    'audit-listings': (payload, job) => auditListings(context, payload, job),
    'collect-due-feeds': () => collectDueFeeds(context),
    'decide-unattended-feeds': () => decideUnattendedFeeds(context),
    'prune-feeds': () => pruneFeeds(context),
    'refresh-stale-offers': () => refreshStaleOffers(context),
    'tune-offers': () => tuneOffers(context),
    'refresh-prices': () => refreshDuePrices(context),
    'fetch-due-rates': () => fetchDueRates(context),
    'fetch-rates': (payload, job) => fetchRates(context, payload, job.attempt),
    'watch-margins': (payload) => watchMargins(context, payload),
    'wake-lagging-stores': () => wakeLaggingStores(context),
    'audit-due-stores': () => auditDueStores(context),
    'refresh-search': () => refreshSearch(context),
    'edit-products': (payload) => runMassEdit(context, payload),
    'sweep-blobs': () => sweepBlobs(context),
    'prune-change-log': async () => void (await pruneChangeLog(context)),
  };
}
