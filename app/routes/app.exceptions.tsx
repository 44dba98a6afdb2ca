import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Checkbox, Page } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { ExceptionBulkBar } from '../components/exception-bulk-bar.tsx';
import { ExceptionCard } from '../components/exception-card.tsx';
import { ExceptionLog } from '../components/exception-log.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { NextPage } from '../components/next-page.tsx';
import {
  retailerBulkLabel,
  RetailerRemedy,
  retailerRemedyLabel,
} from '../components/retailer-remedy.tsx';
import { statusTold } from '../components/status-badge.tsx';
import { applyStoreRemedy } from '../flows/relation/apply-store-remedy.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { manageMatters, RETAILER_INTENTS } from '../http/exception-forms.server.ts';
import { chosen } from '../http/hub-visit.server.ts';
import { readExceptionActs } from '../modules/activity/exception-acts.server.ts';
import { EXCEPTION_SORTS, listExceptions } from '../modules/activity/list-exceptions.server.ts';
import { readColleagues } from '../modules/activity/manage-exceptions.server.ts';
import { findStore } from '../modules/stores/stores.repository.server.ts';
import { pageRequest } from '../platform/page.ts';

const SEVERITIES = ['critical', 'warning', 'info'] as const;
const VIEWS = ['overdue', 'resolved'] as const;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId, shell } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const view = chosen(params.get('view'), VIEWS);
  const query = {
    open: view !== 'resolved',
    severity: chosen(params.get('severity'), SEVERITIES),
    assignee: (params.get('assignee') ?? '').slice(0, 60),
    overdueAt: view === 'overdue' ? door.clock.now() : undefined,
    search: (params.get('q') ?? '').trim().slice(0, 200),
    sort: chosen(params.get('sort'), EXCEPTION_SORTS) || undefined,
  };
  const [exceptions, store, people] = await Promise.all([
    listExceptions(door.db, { storeId }, query, pageRequest(params, 25)),
    findStore({ tx: door.db }, { storeId }),
    readColleagues(door.db, { storeId }),
  ]);
  const adminUrl = shell.kind === 'embedded' && store ? `https://${store.domain}/admin` : undefined;
  const all = await readExceptionActs(door.db, exceptions.rows.map(({ id }) => id)); // prettier-ignore
  const own = [`store:${storeId}`, ...people.map(({ id }) => id)];
  // What the distributor's people note among themselves is not the retailer's to read.
  const acts = all.filter((act) => act.actorKind !== 'user' || own.includes(act.actorId ?? ''));
  return { ...exceptions, adminUrl, people, acts };
}

const Remedy = z.object({ exceptionId: z.uuid(), remedy: z.string().max(60) });
const Bulk = z.discriminatedUnion('intent', RETAILER_INTENTS);
const REFUSED = {
  'unknown-exception': 'This is resolved already.',
  'no-such-remedy': 'This cannot be done from here. Follow what it says to do next.',
  'not-possible': 'That was not possible any more. Reload the page to see how things stand.',
} as const;

export async function action({
  request,
  context: { door },
}: ActionFunctionArgs): Promise<ActionAnswer> {
  const { storeId } = await authenticateStore(door, request);
  const fields = Object.fromEntries(await request.formData());
  const bulk = Bulk.safeParse(fields);
  if (bulk.success && bulk.data.intent !== 'remedies')
    return manageMatters(door, { storeId }, `store:${storeId}`, bulk.data);
  const form = Remedy.safeParse(fields);
  const asked = bulk.success && bulk.data.intent === 'remedies' ? bulk.data : undefined;
  if (!form.success && !asked) return { ok: false, message: 'Reload the page and try again.' };
  const remedy = asked?.remedy ?? form.data?.remedy ?? '';
  const ids = asked?.ids ?? [form.data?.exceptionId ?? ''];
  const refused: (keyof typeof REFUSED)[] = [];
  for (const exceptionId of ids) {
    const done = await applyStoreRemedy(door, { storeId, exceptionId, remedy });
    if (!done.ok) refused.push(done.error.kind);
  }
  const [first] = refused;
  if (!first) return { ok: true, message: 'Done. What is resolved by it disappears by itself.' };
  const some = ids.length > 1 ? `${refused.length} of ${ids.length} refused it. ` : '';
  return { ok: false, message: `${some}${REFUSED[first]}` };
}

export default function Exceptions() {
  const { rows, next, adminUrl, people, acts } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params] = useSearchParams();
  const [ids, setIds] = useState<readonly string[]>([]);
  const showsResolved = params.get('view') === 'resolved';
  const isNarrowed = ['severity', 'assignee', 'q'].some((name) => params.has(name));
  const ticked = ids.filter((id) => rows.some((row) => row.id === id));
  const tick = (id: string, on: boolean) =>
    setIds(on ? [...ticked, id] : ticked.filter((each) => each !== id));
  return (
    <Page
      title="To resolve"
      subtitle="What cannot go on without you: what happened, what it means, what to do next."
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Card padding="0">
          <ListFilters
            views={[
              { value: '', label: 'Open' },
              { value: 'overdue', label: 'Overdue' },
              { value: 'resolved', label: 'Resolved' },
            ]}
            search="Search in what happened: an order, an article"
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
                isNarrowed
                  ? 'Nothing matches'
                  : showsResolved
                    ? 'Nothing was resolved yet'
                    : 'Nothing waits for you'
              }
            >
              {isNarrowed
                ? 'Take a filter away to see the others.'
                : showsResolved
                  ? 'What you or time has resolved is kept here.'
                  : 'When an order or a product cannot go on by itself, you find it here with the ways out.'}
            </EmptyList>
          ) : null}
        </Card>
        {showsResolved ? null : (
          <ExceptionBulkBar
            shown={rows}
            ids={ticked}
            onIds={setIds}
            colleagues={people}
            remedyLabel={retailerBulkLabel}
            maySettle={false}
          />
        )}
        {rows.map((exception) => (
          <ExceptionCard
            key={exception.id}
            exception={exception}
            tick={
              exception.resolvedAt ? null : (
                <Checkbox
                  label={`Select “${exception.happened}”`}
                  labelHidden
                  checked={ticked.includes(exception.id)}
                  onChange={(on) => tick(exception.id, on)}
                />
              )
            }
            remedies={
              <RetailerRemedy
                exceptionId={exception.id}
                remedies={exception.remedies}
                adminUrl={adminUrl}
                subject={{ kind: exception.subjectKind, id: exception.subjectId }}
              />
            }
            log={
              <ExceptionLog
                acts={acts.filter(({ exceptionId }) => exceptionId === exception.id)}
                people={people}
                remedyLabel={retailerRemedyLabel}
              />
            }
          />
        ))}
        <NextPage next={next} />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
