import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Page, Pagination } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { ExceptionBulkBar } from '../components/exception-bulk-bar.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ExceptionList } from '../components/hub/exception-list.tsx';
import { kindWords, OWNERS } from '../components/hub/exception-words.ts';
import { refusalText } from '../components/hub/refusals.ts';
import { bulkLabel } from '../components/hub/remedies.ts';
import { ListFilters } from '../components/list-filters.tsx';
import { usePolling } from '../components/polling.ts';
import { statusTold } from '../components/status-badge.tsx';
import { applyRemedies } from '../flows/order/apply-remedies.server.ts';
import type { BulkOutcome } from '../flows/order/apply-remedies.server.ts';
import { applyRemedy } from '../flows/order/apply-remedy.server.ts';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { BULK_INTENTS, manageMatters } from '../http/exception-forms.server.ts';
import { readExceptionActs } from '../modules/activity/exception-acts.server.ts';
import { EXCEPTION_SORTS } from '../modules/activity/list-exceptions.server.ts';
import { readColleagues } from '../modules/activity/manage-exceptions.server.ts';
import { pageRequest } from '../platform/page.ts';
import { readExceptionKinds, readHubExceptions } from '../views/read-hub-exceptions.server.ts';

const SEVERITIES = ['critical', 'warning', 'info'] as const;
const WHOSE = ['distributor', 'retailer', 'platform'] as const;
const VIEWS = ['mine', 'overdue', 'settled'] as const;
const PAGE_SIZE = 20;
const REFRESH_MS = 10_000;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, userId, params, search } = await visitHub(door, request);
  const view = chosen(params.get('view'), VIEWS);
  const query = {
    open: view !== 'settled',
    severity: chosen(params.get('severity'), SEVERITIES),
    kind: (params.get('kind') ?? '').slice(0, 60),
    owner: chosen(params.get('owner'), WHOSE),
    assignee: view === 'mine' ? userId : (params.get('assignee') ?? '').slice(0, 60),
    overdueAt: view === 'overdue' ? door.clock.now() : undefined,
    search,
    sort: chosen(params.get('sort'), EXCEPTION_SORTS) || undefined,
  };
  const [exceptions, kinds, people] = await Promise.all([
    readHubExceptions(door.db, distributorId, query, pageRequest(params, PAGE_SIZE)),
    readExceptionKinds(door.db, distributorId),
    readColleagues(door.db, { distributorId }),
  ]);
  const acts = await readExceptionActs(door.db, exceptions.rows.map(({ id }) => id)); // prettier-ignore
  return json({ ...exceptions, kinds, people, acts });
}

const Intent = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('remedy'),
    exceptionId: z.uuid(),
    remedy: z.string().max(60),
    entered: z.string().max(500).optional(),
  }),
  ...BULK_INTENTS,
]);

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const form = Intent.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success)
    return json<ActionAnswer>({ ok: false, message: 'Say in a few words how it was settled.' }, 400); // prettier-ignore
  const asked = form.data;
  if (asked.intent === 'remedy') {
    const { exceptionId, remedy, entered } = asked;
    const done = await applyRemedy(door, { distributorId, exceptionId, remedy, userId, entered });
    return done.ok
      ? json<ActionAnswer>({ ok: true, message: 'Done. It is settled once its cause is gone.' })
      : json<ActionAnswer>({ ok: false, message: refusalText(done.error) }, 409);
  }
  if (asked.intent === 'remedies') {
    const { ids: exceptionIds, remedy } = asked;
    return json(toldOf(await applyRemedies(door, { distributorId, exceptionIds, remedy, userId })));
  }
  const answer = await manageMatters(door, { distributorId }, userId, asked);
  return json<ActionAnswer>(answer, answer.ok ? 200 : 409);
}

function toldOf({ done, refused }: BulkOutcome): ActionAnswer {
  const [first] = refused;
  if (!first) return { ok: true, message: `Done for ${done}. They are settled once their causes are gone.` }; // prettier-ignore
  return {
    ok: done > 0,
    message: `Done for ${done}; ${refused.length} refused it. The first of them: ${refusalText(first.error)}`,
  };
}

export default function Exceptions() {
  const { rows, next, kinds, people, acts } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params, setParams] = useSearchParams();
  const [ids, setIds] = useState<readonly string[]>([]);
  usePolling(!params.has('after') && ids.length === 0, REFRESH_MS);
  const isNarrowed = ['severity', 'kind', 'owner', 'assignee', 'q'].some((name) => params.has(name)); // prettier-ignore
  const shownIds = ids.filter((id) => rows.some((row) => row.id === id));
  const turn = (after: string | undefined) =>
    setParams((before) => {
      const changed = new URLSearchParams(before);
      if (after) changed.set('after', after);
      else changed.delete('after');
      return changed;
    });
  const onTick = (id: string, ticked: boolean) =>
    setIds(ticked ? [...shownIds, id] : shownIds.filter((each) => each !== id));
  return (
    <Page
      title="Exceptions"
      subtitle="What could not go on by itself, the soonest deadline first."
      secondaryActions={[{ content: 'Automatic remedies', url: '/hub/exceptions/rules' }]}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Card padding="0">
          <ListFilters
            views={[
              { value: '', label: 'Open' },
              { value: 'mine', label: 'Mine' },
              { value: 'overdue', label: 'Overdue' },
              { value: 'settled', label: 'Settled' },
            ]}
            search="Search in what happened: an order, an article, a supplier"
            filters={[
              {
                key: 'severity',
                label: 'Urgency',
                choices: SEVERITIES.map((value) => ({
                  value,
                  label: statusTold('severity', value).label,
                })),
              },
              {
                key: 'kind',
                label: 'Kind',
                choices: kinds.map(({ kind, count }) => ({
                  value: kind,
                  label: `${kindWords(kind)} (${count})`,
                })),
              },
              {
                key: 'owner',
                label: 'Whose',
                choices: WHOSE.map((value) => ({ value, label: OWNERS[value] ?? value })),
              },
              {
                key: 'assignee',
                label: 'Assigned to',
                choices: [
                  { value: 'nobody', label: 'Nobody' },
                  ...people.map(({ id, name }) => ({ value: id, label: name })),
                ],
              },
              {
                key: 'sort',
                label: 'Order',
                choices: [
                  { value: 'deadline', label: 'Soonest deadline' },
                  { value: 'urgency', label: 'Most urgent' },
                  { value: 'newest', label: 'Newest' },
                ],
              },
            ]}
          />
          {rows.length === 0 ? (
            <EmptyList
              icon={CheckCircleIcon}
              heading={
                isNarrowed || params.has('view') ? 'Nothing matches' : 'Nothing waits for you'
              }
            >
              {isNarrowed
                ? 'Take a filter away to see the others.'
                : 'Orders, stock and stores go on by themselves. What cannot appears here, with what to do about it.'}
            </EmptyList>
          ) : null}
        </Card>
        {params.get('view') === 'settled' ? null : (
          <ExceptionBulkBar
            shown={rows}
            ids={shownIds}
            onIds={setIds}
            colleagues={people}
            remedyLabel={bulkLabel}
            maySettle
          />
        )}
        <ExceptionList exceptions={rows} tools={{ acts, people, ids: shownIds, onTick }} />
        {next || params.has('after') ? (
          <Pagination
            label="Pages of exceptions"
            hasNext={next !== undefined}
            onNext={() => turn(next)}
            hasPrevious={params.has('after')}
            onPrevious={() => turn(undefined)}
          />
        ) : null}
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
