import type { LoaderFunctionArgs } from '@remix-run/node';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { runReport } from '../http/run-report.server.ts';
import { readShownRun } from '../views/read-reconciliations.server.ts';

/** The whole report of a reconciliation as a CSV file. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const runId = idOf<'ReconciliationRun'>(params['runId']);
  const { day } = foundOr404(await readShownRun(door.db, { distributorId }, runId));
  return runReport(door, { distributorId, runId, day });
}
