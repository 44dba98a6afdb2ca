import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Page } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { DownloadButton } from '../components/download-button.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { ListFilters } from '../components/list-filters.tsx';
import { usePolling } from '../components/polling.ts';
import { RunLines } from '../components/run-lines.tsx';
import { isOver, RunSummary } from '../components/run-summary.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { stopReconciliation } from '../flows/order/reconcile-connection.server.ts';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import {
  countDifferences,
  LINE_VIEWS,
  readRunLines,
  readShownRun,
} from '../views/read-reconciliations.server.ts';

export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const key = { distributorId, runId: idOf<'ReconciliationRun'>(path['runId']) };
  const run = foundOr404(await readShownRun(door.db, { distributorId }, key.runId));
  const view = chosen(params.get('view'), LINE_VIEWS);
  const [lines, counts] = await Promise.all([
    readRunLines(door.db, key, { view, search }, pageRequest(params)),
    countDifferences(door.db, key),
  ]);
  return json({ run, ...lines, counts });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const runId = idOf<'ReconciliationRun'>(params['runId']);
  foundOr404(await readShownRun(door.db, { distributorId }, runId));
  const stopped = await stopReconciliation(door, { distributorId, runId });
  return stopped.ok
    ? json<ActionAnswer>({ ok: true, message: 'Stopping after the order at hand.' })
    : json<ActionAnswer>({ ok: false, message: refusalText(stopped.error) }, 409);
}

const POLL_MS = 1_500;

export default function Reconciliation() {
  const { run, rows, next, counts } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params] = useSearchParams();
  const isRunning = !isOver(run);
  usePolling(isRunning, POLL_MS);
  return (
    <Page
      title={`${run.store}, ${run.day}`}
      titleMetadata={<StatusBadge of="reconciliation" status={run.status} />}
      backAction={{ content: 'Reconciliation', url: '/hub/reconciliation' }}
      primaryAction={
        <DownloadButton
          label="Download as CSV"
          url={`/hub/reconciliation/${run.id}/report`}
          fileName={`reconciliation-${run.day}.csv`}
        />
      }
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <RunSummary
          run={run}
          counts={counts}
          exceptions="/hub/exceptions"
          stop={<ConfirmButton label="Stop" fields={{ intent: 'stop' }} />}
        />
        <Card padding="0">
          <ListFilters
            views={[
              { value: '', label: 'All lines' },
              { value: 'differing', label: 'Differences' },
              { value: 'under-way', label: 'Under way' },
            ]}
            search="Search by order, article or SKU"
          />
          <RunLines
            rows={rows}
            next={next}
            orders="/hub/orders"
            isNarrowed={params.has('q') || params.has('view')}
            isRunning={isRunning}
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
