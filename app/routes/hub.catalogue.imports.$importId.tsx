import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { Banner, BlockStack, Card, Page, Text } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ImportProgress } from '../components/hub/import-progress.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { stopCatalogImport } from '../modules/catalog/stop-catalog-import.server.ts';
import { inTransaction } from '../platform/database.server.ts';
import { pageRequest } from '../platform/page.ts';
import {
  readHubImport,
  readImportRemarks,
  readRemarkCounts,
} from '../views/read-hub-imports.server.ts';

export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const key = { distributorId, importId: idOf<'CatalogImport'>(path['importId']) };
  const run = foundOr404(await readHubImport(door.db, key));
  const filter = {
    outcome: chosen(params.get('view'), ['warned', 'refused']),
    code: (params.get('code') ?? '').slice(0, 60),
  };
  const [remarks, counts] = await Promise.all([
    readImportRemarks(door.db, key, filter, pageRequest(params)),
    readRemarkCounts(door.db, key),
  ]);
  return json({ run, ...remarks, counts });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const key = { distributorId, importId: idOf<'CatalogImport'>(params['importId']) };
  foundOr404(await readHubImport(door.db, key));
  const stopping = await inTransaction(door.db, (tx) => stopCatalogImport({ tx }, key));
  return json<ActionAnswer>(
    stopping
      ? { ok: true, message: 'Stopping after the rows at hand. What is saved stays.' }
      : { ok: false, message: 'The import has ended already.' },
  );
}

const VIEWS = [
  { value: '', label: 'All remarks' },
  { value: 'warned', label: 'Warnings' },
  { value: 'refused', label: 'Refused' },
] as const;
const POLL_MS = 1_200;

export default function Import() {
  const { run, rows, next, counts } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params] = useSearchParams();
  const isRunning = run.status === 'waiting' || run.status === 'running';
  usePolling(isRunning, POLL_MS);
  const isNarrowed = params.has('view') || params.has('code');
  return (
    <Page
      title={run.fileName}
      titleMetadata={
        <StatusBadge
          of="import"
          status={isRunning && run.stopRequested ? 'stopping' : run.status}
        />
      }
      backAction={{ content: 'Import', url: '/hub/catalogue/import' }}
      secondaryActions={[
        ...(counts.length > 0
          ? [
              {
                content: 'Download the report',
                onAction: () => window.location.assign(`/hub/catalogue/imports/${run.id}/report`),
              },
            ]
          : []),
        { content: 'Open catalogue', url: '/hub/catalogue' },
      ]}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {run.failure ? (
          <Banner tone="critical" title="The file could not be imported">
            <p>{run.failure}</p>
            <p>Repair the file and upload it again; what was saved before stays as it is.</p>
          </Banner>
        ) : null}
        <ImportProgress run={run} isRunning={isRunning} />
        <Card padding="0">
          <ListFilters
            views={VIEWS}
            filters={[
              {
                key: 'code',
                label: 'Reason',
                choices: counts.map(({ code, count }) => ({
                  value: code,
                  label: `${code.replaceAll('-', ' ')} (${count})`,
                })),
              },
            ]}
          />
          <PagedTable
            rows={rows}
            rowKey={({ line, position }) => `${line}.${position}`}
            noun={{ singular: 'remark', plural: 'remarks' }}
            next={next}
            columns={[
              { title: 'Line', cell: ({ line }) => line },
              {
                title: 'Outcome',
                cell: ({ outcome }) => <StatusBadge of="row" status={outcome} />,
              },
              { title: 'What about it', cell: ({ message }) => <Wrapped text={message} /> },
              { title: 'Handle', cell: ({ handle }) => <Wrapped text={handle ?? '—'} /> },
              { title: 'SKU', cell: ({ sku }) => sku ?? '—' },
            ]}
            empty={
              <EmptyList
                icon={CheckCircleIcon}
                heading={isNarrowed ? 'No remark of this kind' : 'Nothing to remark'}
              >
                {isRunning
                  ? 'Rows with a warning or a refusal appear here as they are read.'
                  : 'Every row was taken as it is.'}
              </EmptyList>
            }
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

function Wrapped({ text }: { readonly text: string }) {
  return (
    <div style={{ whiteSpace: 'normal', minInlineSize: '12rem', overflowWrap: 'anywhere' }}>
      <Text as="span">{text}</Text>
    </div>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
