import type { FlowContext } from '../flows/flow-context.ts';
import type { jobCatalog } from '../flows/job-catalog.ts';
import type { JobHandlers } from '../platform/job-catalog.ts';
import { createMessageHandlers } from './message-handlers.ts';
import { createOrderHandlers } from './order-handlers.ts';
import { createRoutingHandlers } from './routing-handlers.ts';
import { createSettlementHandlers } from './settlement-handlers.ts';
import { createSupplyHandlers } from './supply-handlers.ts';

/** What a worker does for each name of the job catalogue; a name without a handler does not compile. */
export function createHandlers(context: FlowContext): JobHandlers<typeof jobCatalog> {
  return {
    ...createSupplyHandlers(context),
    ...createOrderHandlers(context),
    ...createSettlementHandlers(context),
    ...createRoutingHandlers(context),
    ...createMessageHandlers(context),
  };
}
