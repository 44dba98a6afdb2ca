import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { Banner, BlockStack, Box, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { FeedChangesCard } from '../components/hub/feed-changes-card.tsx';
import { FeedCostsCard } from '../components/hub/feed-costs-card.tsx';
import { FeedFigures } from '../components/hub/feed-figures.tsx';
import { FeedHeldBanner } from '../components/hub/feed-held-banner.tsx';
import { FeedProgress } from '../components/hub/feed-progress.tsx';
import { REMARKS } from '../components/hub/feed-words.ts';
import { refusalText } from '../components/hub/refusals.ts';
import { ListFilters } from '../components/list-filters.tsx';
import { CountText, NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { decideHeldFeed } from '../flows/supply/decide-held-feed.server.ts';
import { rollBackFeed } from '../flows/supply/roll-back-feed.server.ts';
import { stopFeed } from '../flows/supply/stop-feed.server.ts';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { describeFinding } from '../modules/feeds/feed-guards.ts';
import type { GuardFinding } from '../modules/feeds/feed-guards.ts';
import { pageRequest } from '../platform/page.ts';
import {
  countFeedRemarks,
  readFeedChanges,
  readFeedCostChanges,
  readFeedRemarks,
  readFeedUndoing,
  readHubFeed,
} from '../views/read-hub-feeds.server.ts';
import type { FeedChange } from '../views/read-hub-feeds.server.ts';

const NOTHING: FeedChange[] = [];
const RUNNING = ['received', 'staged', 'applying', 'rolling-back'];
const UNDOABLE = ['applied', 'stopped'];

export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const supplierId = idOf<'Supplier'>(path['supplierId']);
  const key = { distributorId, supplierId, feedId: idOf<'Feed'>(path['feedId']) };
  const feed = foundOr404(await readHubFeed(door.db, key));
  const filter = {
    outcome: chosen(params.get('view'), ['refused', 'warned']),
    code: (params.get('code') ?? '').slice(0, 60),
    search,
  };
  const after = /^\d{1,9}$/.exec(params.get('after') ?? '')?.[0];
  const isHeld = feed.status === 'held';
  const isUndoable = UNDOABLE.includes(feed.status) && !feed.isPruned;
  const [report, reasons, held, costs, undoing] = await Promise.all([
    readFeedRemarks(door.db, key, filter, { ...pageRequest(params), after }),
    countFeedRemarks(door.db, key),
    isHeld ? readFeedChanges(door.db, key) : undefined,
    isHeld ? readFeedCostChanges(door.db, key) : undefined,
    isUndoable ? readFeedUndoing(door.db, key) : NOTHING,
  ]);
  const findings = Array.isArray(feed.guard) ? (feed.guard as GuardFinding[]) : [];
  return json({
    feed,
    ...report,
    reasons,
    held,
    costs: costs ?? [],
    undoing,
    isUndoable,
    findings: findings.map(describeFinding),
  });
}

const INTENTS = z.enum(['approve', 'reject', 'stop', 'resume', 'roll-back']);
const DONE: Readonly<Record<z.infer<typeof INTENTS>, string>> = {
  approve: 'It is being applied.',
  reject: 'Rejected. Stock stays as it was.',
  stop: 'Stopped. What was applied stays until it goes on or is rolled back.',
  resume: 'It goes on.',
  'roll-back': 'It is being rolled back. Figures appear here.',
};

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const feedId = idOf<'Feed'>(params['feedId']);
  const supplierId = idOf<'Supplier'>(params['supplierId']);
  foundOr404(await readHubFeed(door.db, { distributorId, supplierId, feedId }));
  const asked = INTENTS.safeParse((await request.formData()).get('intent'));
  if (!asked.success)
    return json<ActionAnswer>({ ok: false, message: refusalText({ kind: '' }) }, 400);
  const intent = asked.data;
  const key = { distributorId, feedId };
  const done =
    intent === 'roll-back'
      ? await rollBackFeed(door, key, actor)
      : intent === 'stop' || intent === 'resume'
        ? await stopFeed(door, key, { act: intent, actor })
        : await decideHeldFeed(door, key, { decision: intent, actor });
  if (!done.ok) return json<ActionAnswer>({ ok: false, message: refusalText(done.error) }, 409);
  return json<ActionAnswer>({ ok: true, message: DONE[intent] });
}

export default function Feed() {
  const data = useLoaderData<typeof loader>();
  const { feed, held, costs, undoing, isUndoable, findings } = data;
  const answer = useActionData<typeof action>();
  const isRunning = RUNNING.includes(feed.status);
  usePolling(isRunning);
  const base = `/hub/suppliers/${feed.supplierId}`;
  return (
    <Page
      title={feed.name}
      subtitle={feed.supplier}
      titleMetadata={<StatusBadge of="feed" status={feed.status} />}
      backAction={{ content: 'Deliveries', url: `${base}/feeds` }}
      secondaryActions={[{ content: 'Feed settings', url: `${base}/feeds/settings` }]}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {feed.failure ? (
          <Banner
            tone="critical"
            title="The delivery could not be read"
            action={{ content: 'Open the feed settings', url: `${base}/feeds/settings` }}
          >
            {feed.failure}
          </Banner>
        ) : null}
        {feed.status === 'held' ? (
          <FeedHeldBanner
            findings={findings}
            decideAt={feed.decideAt}
            decideTo={feed.decideTo}
            settingsAt={`${base}/feeds/settings`}
          />
        ) : null}
        {isRunning ? <FeedProgress run={feed} /> : null}
        {feed.status === 'stopped' ? (
          <Banner tone="warning" title="Stopped in the middle">
            <BlockStack gap="200">
              <Text as="p">
                <NumberText value={feed.appliedThrough} /> of <NumberText value={feed.rows} /> rows
                are applied. Let it go on, or roll back what it changed.
              </Text>
              <InlineStack>
                <ConfirmButton label="Let it go on" fields={{ intent: 'resume' }} />
              </InlineStack>
            </BlockStack>
          </Banner>
        ) : null}
        <FeedFigures feed={feed} />
        {held ? (
          <>
            <FeedChangesCard
              title="What it would change"
              changes={held.changes}
              empty="None of the articles that it speaks of would change."
              note={
                <>
                  <NumberText value={held.totals.unitsBefore} /> units would become{' '}
                  <NumberText value={held.totals.unitsAfter} />:{' '}
                  <CountText count={held.totals.falling} one="level falls" many="levels fall" />,{' '}
                  <NumberText value={held.totals.toZero} /> of them to zero (
                  <NumberText value={held.totals.missing} /> not named),{' '}
                  <NumberText value={held.totals.rising} /> rise. The largest falls first.
                </>
              }
            />
            <FeedCostsCard costs={costs} />
          </>
        ) : null}
        {isUndoable ? (
          <FeedChangesCard
            title="Roll back"
            changes={undoing}
            empty={
              feed.changed === 0
                ? 'It changed nothing, so that there is nothing to give back.'
                : 'Later deliveries have told all that it changed since; rolling back would restore costs only.'
            }
            note={
              <InlineStack align="space-between" gap="400" blockAlign="center">
                <span>
                  Gives back exactly what this delivery changed and no later one has told since. A
                  sample:
                </span>
                <ConfirmButton
                  label="Roll back this delivery"
                  destructive
                  fields={{ intent: 'roll-back' }}
                  warning={
                    <BlockStack gap="200">
                      <Text as="p">
                        Up to <CountText count={feed.changed} one="level" many="levels" /> and{' '}
                        <CountText count={feed.costsChanged} one="cost" many="costs" /> become what
                        they were before “{feed.name}”.
                      </Text>
                      <Text as="p">
                        What later deliveries have told stays. Orders that were reserved or shipped
                        in the meantime stay promised and count again until the supplier’s next
                        figures show them. Stores follow within seconds.
                      </Text>
                    </BlockStack>
                  }
                />
              </InlineStack>
            }
          />
        ) : null}
        <Remarks {...data} isRunning={isRunning} />
      </BlockStack>
    </Page>
  );
}

type RemarksProps = Pick<
  ReturnType<typeof useLoaderData<typeof loader>>,
  'rows' | 'next' | 'reasons'
> & {
  readonly isRunning: boolean;
  readonly feed: { readonly id: string; readonly supplierId: string; readonly isPruned: boolean };
};

function Remarks({ rows, next, reasons, isRunning, feed }: RemarksProps) {
  const [params] = useSearchParams();
  const total = reasons.reduce((sum, reason) => sum + reason.rows, 0);
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Remarks
          </Text>
          {total > 0 ? (
            <Button
              url={`/hub/suppliers/${feed.supplierId}/feeds/${feed.id}/report?${params.toString()}`}
              download
              external
            >
              Download as CSV
            </Button>
          ) : null}
        </InlineStack>
      </Box>
      {total > 0 ? (
        <ListFilters
          views={[
            { value: '', label: 'All' },
            { value: 'refused', label: 'Refused' },
            { value: 'warned', label: 'Warned' },
          ]}
          filters={[
            {
              key: 'code',
              label: 'Reason',
              choices: reasons.map(({ code, rows: count }) => ({
                value: code,
                label: `${REMARKS[code] ?? code} (${count})`,
              })),
            },
          ]}
          search="Search by SKU or value"
        />
      ) : null}
      <PagedTable
        rows={rows}
        rowKey={({ row }) => String(row)}
        noun={{ singular: 'remark', plural: 'remarks' }}
        next={next}
        columns={[
          { title: 'Line', cell: ({ line }) => <NumberText value={line} /> },
          { title: 'Outcome', cell: ({ outcome }) => <StatusBadge of="row" status={outcome} /> },
          { title: 'SKU', cell: ({ sku }) => sku || '—' },
          { title: 'Column', cell: ({ column }) => column ?? '—' },
          { title: 'Value', cell: ({ value }) => value ?? '—' },
          { title: 'What about it', cell: ({ message }) => message ?? '—' },
        ]}
        empty={
          <EmptyList icon={CheckCircleIcon} heading="Nothing to remark">
            {isRunning
              ? 'The delivery is being read; remarks appear here.'
              : feed.isPruned
                ? 'The rows of this delivery are no longer kept.'
                : total > 0
                  ? 'No row fits this filter.'
                  : 'Every row was taken as it is.'}
          </EmptyList>
        }
      />
    </Card>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
