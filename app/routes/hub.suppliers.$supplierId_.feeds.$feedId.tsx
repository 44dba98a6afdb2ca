import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, Box, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { FeedChangesCard } from '../components/hub/feed-changes-card.tsx';
import { FigureRow, FigureTile } from '../components/hub/figure-tile.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { usePolling } from '../components/polling.ts';
import { DateTimeText, RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { decideHeldFeed } from '../flows/supply/decide-held-feed.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { describeFinding } from '../modules/feeds/feed-guards.ts';
import type { GuardFinding } from '../modules/feeds/feed-guards.ts';
import { readFeedReport } from '../modules/feeds/read-feed-report.server.ts';
import { pageRequest } from '../platform/page.ts';
import { readFeedChanges, readHubFeed } from '../views/read-hub-suppliers.server.ts';
import type { FeedChange } from '../views/read-hub-suppliers.server.ts';

const NO_CHANGES: FeedChange[] = [];
const RUNNING = ['received', 'staged', 'applying'];

export async function loader({ request, params: path, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const feedId = idOf<'Feed'>(path['feedId']);
  const supplierId = idOf<'Supplier'>(path['supplierId']);
  const feed = foundOr404(await readHubFeed(door.db, { distributorId, supplierId, feedId }));
  const key = { distributorId, feedId };
  const after = /^\d{1,9}$/.exec(params.get('after') ?? '')?.[0];
  const [report, changes] = await Promise.all([
    readFeedReport(door.db, key, { ...pageRequest(params), after }),
    feed.status === 'held' ? readFeedChanges(door.db, key) : NO_CHANGES,
  ]);
  const findings = Array.isArray(feed.guard) ? (feed.guard as GuardFinding[]) : [];
  return json({ feed, ...report, changes, findings: findings.map(describeFinding) });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const feedId = idOf<'Feed'>(params['feedId']);
  const supplierId = idOf<'Supplier'>(params['supplierId']);
  foundOr404(await readHubFeed(door.db, { distributorId, supplierId, feedId }));
  const asked = z.enum(['approve', 'reject']).safeParse((await request.formData()).get('intent'));
  if (!asked.success)
    return json<ActionAnswer>({ ok: false, message: refusalText({ kind: '' }) }, 400);
  const decision = asked.data;
  const done = await decideHeldFeed(door, { distributorId, feedId }, { decision, actor });
  if (!done.ok) return json<ActionAnswer>({ ok: false, message: refusalText(done.error) }, 409);
  const message =
    decision === 'approve' ? 'It is being applied.' : 'Rejected. Stock stays as it was.';
  return json<ActionAnswer>({ ok: true, message });
}

export default function Feed() {
  const { feed, rows, next, changes, findings } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  usePolling(RUNNING.includes(feed.status));
  return (
    <Page
      title={feed.name}
      subtitle={feed.supplier}
      titleMetadata={<StatusBadge of="feed" status={feed.status} />}
      backAction={{ content: feed.supplier, url: `/hub/suppliers/${feed.supplierId}` }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {feed.failure ? (
          <Banner tone="critical" title="The delivery could not be read">
            {feed.failure}
          </Banner>
        ) : null}
        {feed.status === 'held' ? (
          <Banner tone="warning" title="This delivery looks suspicious and waits for you">
            <BlockStack gap="300">
              {findings.map((finding) => (
                <Text as="p" key={finding}>
                  {finding}
                </Text>
              ))}
              <Text as="p">
                Until you decide, stock stays as it was and grows stale. Below is what would change.
              </Text>
              <InlineStack gap="200">
                <ConfirmButton
                  label="Apply the delivery"
                  fields={{ intent: 'approve' }}
                  warning="The figures below become the supplier’s stock, and stores follow within seconds."
                />
                <ConfirmButton
                  label="Reject it"
                  destructive
                  fields={{ intent: 'reject' }}
                  warning="Nothing of it is applied. Stock stays as it was before."
                />
              </InlineStack>
            </BlockStack>
          </Banner>
        ) : null}
        <FigureRow>
          <FigureTile label="Rows" figure={<NumberText value={feed.rows} />} />
          <FigureTile label="Accepted" figure={<NumberText value={feed.accepted} />} />
          <FigureTile label="Warned" figure={<NumberText value={feed.warned} />} />
          <FigureTile label="Refused" figure={<NumberText value={feed.refused} />} />
          <FigureTile label="Levels changed" figure={<NumberText value={feed.changed} />} />
          <FigureTile
            label="Received"
            figure={<RelativeTime at={feed.receivedAt} />}
            note={
              feed.asOf ? (
                <>
                  As of <DateTimeText at={feed.asOf} />
                </>
              ) : (
                'Names no time of its own'
              )
            }
          />
        </FigureRow>
        {feed.status === 'held' ? <FeedChangesCard changes={changes} /> : null}
        <Card padding="0">
          <Box padding="400" paddingBlockEnd="200">
            <Text as="h2" variant="headingMd">
              Remarks
            </Text>
          </Box>
          <PagedTable
            rows={rows}
            rowKey={({ row }) => String(row)}
            noun={{ singular: 'remark', plural: 'remarks' }}
            next={next}
            columns={[
              { title: 'Line', cell: ({ line }) => line },
              {
                title: 'Outcome',
                cell: ({ outcome }) => <StatusBadge of="row" status={outcome} />,
              },
              { title: 'What about it', cell: ({ message }) => message ?? '—' },
              { title: 'Column', cell: ({ column }) => column ?? '—' },
              { title: 'Value', cell: ({ value }) => value ?? '—' },
            ]}
            empty={
              <EmptyList icon={CheckCircleIcon} heading="Nothing to remark">
                {RUNNING.includes(feed.status)
                  ? 'The delivery is being read; remarks appear here.'
                  : 'Every row was taken as it is.'}
              </EmptyList>
            }
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
