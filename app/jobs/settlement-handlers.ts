/** Handlers of the settlement's jobs: each is one line that calls one flow. */
import { closeDuePeriods, closePeriod } from '../flows/settlement/close-periods.server.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import type { jobCatalog } from '../flows/job-catalog.ts';
import type { Id } from '../platform/ids.ts';
import type { JobHandlers } from '../platform/job-catalog.ts';

export function createSettlementHandlers(
  context: FlowContext,
): Pick<JobHandlers<typeof jobCatalog>, 'close-period' | 'close-due-periods'> {
  return {
    'close-due-periods': () => closeDuePeriods(context),
    // The catalogue's schema has checked that these are ids.
    'close-period': ({ distributorId, kind, partyId, until }) =>
      closePeriod(context, {
        distributorId: distributorId as Id<'Distributor'>,
        party: { kind, id: partyId },
        until: new Date(until),
      }),
  };
}
