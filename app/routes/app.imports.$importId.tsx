import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import {
  useActionData,
  useLoaderData,
  useNavigation,
  useSearchParams,
  useSubmit,
} from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  InlineStack,
  Page,
  ProgressBar,
  Text,
} from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { DownloadButton } from '../components/download-button.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import {
  pauseProductImport,
  stopProductImport,
} from '../flows/relation/halt-product-import.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { notFound } from '../http/not-found.ts';
import type { DoorContext } from '../http/door-context.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import { readImportItems, readProductImport } from '../views/read-product-import.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const run = await findRun(door, request, params.importId);
  const query = new URL(request.url).searchParams;
  const onlyRefused = query.get('view') !== 'all';
  const items = await readImportItems(door.db, run, { onlyRefused }, pageRequest(query));
  return { run, items };
}

export async function action({
  request,
  params,
  context: { door },
}: ActionFunctionArgs): Promise<ActionAnswer> {
  const run = await findRun(door, request, params.importId);
  const intent = Intent.safeParse((await request.formData()).get('intent'));
  if (!intent.success) return { ok: false, message: 'Reload the page and try again.' };
  const isOpen =
    intent.data === 'stop'
      ? await stopProductImport(door, run)
      : await pauseProductImport(door, { ...run, paused: intent.data === 'pause' });
  return isOpen
    ? { ok: true, message: ASKED[intent.data] }
    : { ok: false, message: 'This import has ended meanwhile.' };
}

const Intent = z.enum(['stop', 'pause', 'resume']);
const ASKED: Readonly<Record<z.infer<typeof Intent>, string>> = {
  stop: 'Stopping. What is in your shop already stays there.',
  pause: 'Pausing after the products that are on their way.',
  resume: 'The import goes on where it was.',
};

/** Another store's import is answered as one that does not exist. */
async function findRun(door: DoorContext, request: Request, named: string | undefined) {
  const { storeId } = await authenticateStore(door, request);
  const importId = parseId(named);
  const run = importId && (await readProductImport(door.db, { storeId, importId }));
  if (!run) throw notFound();
  return run;
}

export default function ProductImport() {
  const { run, items } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params] = useSearchParams();
  const isRunning = run.finishedAt === null;
  usePolling(isRunning && run.status !== 'paused');
  return (
    <Page
      title="Import into your shop"
      subtitle={`From ${run.distributor}`}
      backAction={{ content: 'Browse products', url: '/app/browse' }}
      titleMetadata={<StatusBadge of="import" status={importStatus(run)} />}
      primaryAction={
        isRunning ? undefined : (
          <Button variant="primary" url="/app/listings">
            See your listings
          </Button>
        )
      }
      secondaryActions={
        <DownloadButton
          label="Download report"
          url={`/app/imports/${run.importId}/report`}
          fileName={`import-${run.importId}.csv`}
        />
      }
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {run.failure ? (
          <Banner tone="critical" title="The import could not go on">
            <p>{run.failure} Nothing is lost: pick the rest again to go on.</p>
          </Banner>
        ) : null}
        {params.has('first') ? (
          <Banner
            tone="info"
            title="These are the first products that match"
            action={{ content: 'See the others', url: '/app/browse?picked=not' }}
          >
            <p>
              A shop takes <NumberText value={run.total} /> at one go. Import the others when these
              are done: under Browse products, filter by “Not yet there”.
            </p>
          </Banner>
        ) : null}
        <Progress run={run} isRunning={isRunning} />
        <Card padding="0">
          <ListFilters
            views={[
              { value: '', label: 'Not imported' },
              { value: 'all', label: 'All products' },
            ]}
          />
          <PagedTable
            rows={items.rows}
            rowKey={({ productId }) => productId}
            noun={{ singular: 'product', plural: 'products' }}
            next={items.next}
            columns={[
              {
                title: 'Product',
                cell: ({ title }) => <span className="product-title">{title}</span>,
              },
              {
                title: 'Status',
                cell: ({ status }) => <StatusBadge of="import" status={status} />,
              },
              {
                title: 'What to do',
                cell: ({ message }) => <div className="product-title">{message ?? '—'}</div>,
              },
            ]}
            empty={
              <EmptyList
                icon={CheckCircleIcon}
                heading={isRunning ? 'Nothing was refused so far' : 'Nothing was refused'}
              >
                Products that cannot stand in your shop appear here, each with its reason.
              </EmptyList>
            }
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

type RunShown = {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly status: string;
  readonly stopRequested: boolean;
  readonly pauseRequested: boolean;
  readonly startedAt: string;
  readonly finishedAt: string | null;
};

/** What was asked for is shown before it has happened. */
function importStatus({ status, finishedAt, stopRequested, pauseRequested }: RunShown): string {
  if (finishedAt !== null) return status;
  if (stopRequested) return 'stopping';
  return pauseRequested && status !== 'paused' ? 'pausing' : status;
}

function Progress({ run, isRunning }: { readonly run: RunShown; readonly isRunning: boolean }) {
  const percent = run.total === 0 ? 100 : Math.floor((run.done / run.total) * 100);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd" id="progress-title">
            <NumberText value={run.done} /> of <NumberText value={run.total} /> products done
          </Text>
          {isRunning ? <HaltButtons run={run} /> : null}
        </InlineStack>
        <ProgressBar
          progress={percent}
          ariaLabelledBy="progress-title"
          tone={isRunning ? 'primary' : 'success'}
        />
        <InlineStack gap="400">
          <Text as="span">
            <NumberText value={run.done - run.failed} /> imported
          </Text>
          <Text as="span" {...(run.failed > 0 ? { tone: 'critical' as const } : {})}>
            <NumberText value={run.failed} /> not imported
          </Text>
          <Text as="span" tone="subdued">
            {isRunning ? 'started ' : 'ended '}
            <RelativeTime at={run.finishedAt ?? run.startedAt} />
          </Text>
        </InlineStack>
        {isRunning ? (
          <Text as="p" tone="subdued">
            You can leave this page; the import goes on. You find it again under Browse products.
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  );
}

function HaltButtons({ run }: { readonly run: RunShown }) {
  const submit = useSubmit();
  const busy = useNavigation().formMethod === 'POST';
  const ask = (intent: z.infer<typeof Intent>) => submit({ intent }, { method: 'post' });
  const { stopRequested, pauseRequested } = run;
  return (
    <InlineStack gap="200">
      <Button
        disabled={stopRequested}
        loading={busy}
        onClick={() => ask(pauseRequested ? 'resume' : 'pause')}
      >
        {pauseRequested ? 'Resume' : 'Pause'}
      </Button>
      <Button tone="critical" disabled={stopRequested} loading={busy} onClick={() => ask('stop')}>
        {stopRequested ? 'Stopping…' : 'Stop'}
      </Button>
    </InlineStack>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
