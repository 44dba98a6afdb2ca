/** Handlers of the jobs around routing: rules tried on past orders, and what past dispatches tell. */
import type { FlowContext } from '../flows/flow-context.ts';
import {
  learnAllHabits,
  learnSupplierHabits,
} from '../flows/insights/learn-supplier-habits.server.ts';
import type { jobCatalog } from '../flows/job-catalog.ts';
import { previewRules } from '../flows/order/preview-rules.server.ts';
import type { RoutingPreviewId } from '../modules/routing/routing-previews.repository.server.ts';
import type { Id } from '../platform/ids.ts';
import type { JobHandlers } from '../platform/job-catalog.ts';

type RoutingJob = 'learn-all-habits' | 'learn-supplier-habits' | 'preview-rules';

export function createRoutingHandlers(
  context: FlowContext,
): Pick<JobHandlers<typeof jobCatalog>, RoutingJob> {
  return {
    'learn-all-habits': () => learnAllHabits(context),
    'learn-supplier-habits': ({ distributorId }) =>
      learnSupplierHabits(context, { distributorId: distributorId as Id<'Distributor'> }),
    'preview-rules': ({ distributorId, previewId }, { signal }) =>
      previewRules(
        context,
        {
          distributorId: distributorId as Id<'Distributor'>,
          previewId: previewId as RoutingPreviewId,
        },
        signal,
      ),
  };
}
