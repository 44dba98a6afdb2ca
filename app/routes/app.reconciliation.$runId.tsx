import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Page } from '@shopify/polaris';
import { DownloadButton } from '../components/download-button.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { usePolling } from '../components/polling.ts';
import { RunLines } from '../components/run-lines.tsx';
import { isOver, RunSummary } from '../components/run-summary.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { chosen, foundOr404, idOf } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import {
  countDifferences,
  LINE_VIEWS,
  readRunLines,
  readShownRun,
} from '../views/read-reconciliations.server.ts';

export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const runId = idOf<'ReconciliationRun'>(path['runId']);
  const run = foundOr404(await readShownRun(door.db, { storeId }, runId));
  const key = { distributorId: run.distributorId, runId };
  const params = new URL(request.url).searchParams;
  const view = chosen(params.get('view'), LINE_VIEWS);
  const search = (params.get('q') ?? '').trim().slice(0, 200);
  const [lines, counts] = await Promise.all([
    readRunLines(door.db, key, { view, search }, pageRequest(params)),
    countDifferences(door.db, key),
  ]);
  // Who at the distributor had it run is the distributor's business.
  return { run: { ...run, requestedBy: null }, ...lines, counts };
}

const POLL_MS = 2_000;

export default function Reconciliation() {
  const { run, rows, next, counts } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isRunning = !isOver(run);
  usePolling(isRunning, POLL_MS);
  return (
    <Page
      title={`${run.distributor}, ${run.day}`}
      titleMetadata={<StatusBadge of="reconciliation" status={run.status} />}
      backAction={{ content: 'Reconciliation', url: '/app/reconciliation' }}
      primaryAction={
        <DownloadButton
          label="Download as CSV"
          url={`/app/reconciliation/${run.id}/report`}
          fileName={`reconciliation-${run.day}.csv`}
        />
      }
    >
      <BlockStack gap="400">
        <RunSummary run={run} counts={counts} exceptions="/app/exceptions" />
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
            orders="/app/orders"
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
