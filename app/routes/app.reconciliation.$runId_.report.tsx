import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { foundOr404, idOf } from '../http/hub-visit.server.ts';
import { runReport } from '../http/run-report.server.ts';
import { readShownRun } from '../views/read-reconciliations.server.ts';

/** The whole report of a reconciliation of this store as a CSV file. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const runId = idOf<'ReconciliationRun'>(params['runId']);
  const { distributorId, day } = foundOr404(await readShownRun(door.db, { storeId }, runId));
  return runReport(door, { distributorId, runId, day });
}
