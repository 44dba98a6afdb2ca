import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Page, Pagination } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ExceptionList } from '../components/hub/exception-list.tsx';
import { kindWords, OWNERS } from '../components/hub/exception-words.ts';
import { refusalText } from '../components/hub/refusals.ts';
import { ListFilters } from '../components/list-filters.tsx';
import { usePolling } from '../components/polling.ts';
import { statusTold } from '../components/status-badge.tsx';
import { applyRemedy } from '../flows/order/apply-remedy.server.ts';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { settleException } from '../modules/activity/settle-exception.server.ts';
import { inTransaction } from '../platform/database.server.ts';
import { pageRequest } from '../platform/page.ts';
import { readExceptionKinds, readHubExceptions } from '../views/read-hub-exceptions.server.ts';

const SEVERITIES = ['critical', 'warning', 'info'] as const;
const WHOSE = ['distributor', 'retailer', 'platform'] as const;
const PAGE_SIZE = 20;
const REFRESH_MS = 10_000;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const filter = {
    open: params.get('view') !== 'settled',
    severity: chosen(params.get('severity'), SEVERITIES),
    kind: (params.get('kind') ?? '').slice(0, 60),
    owner: chosen(params.get('owner'), WHOSE),
  };
  const [exceptions, kinds] = await Promise.all([
    readHubExceptions(door.db, distributorId, filter, pageRequest(params, PAGE_SIZE)),
    readExceptionKinds(door.db, distributorId),
  ]);
  return json({ ...exceptions, kinds });
}

const Intent = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('remedy'),
    exceptionId: z.uuid(),
    remedy: z.string().max(60),
    entered: z.string().max(500).optional(),
  }),
  z.object({
    intent: z.literal('settle'),
    exceptionId: z.uuid(),
    note: z.string().trim().min(1).max(500),
  }),
]);

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const form = Intent.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success)
    return json<ActionAnswer>(
      { ok: false, message: 'Say in a few words how it was settled.' },
      400,
    );
  const { exceptionId } = form.data;
  if (form.data.intent === 'settle') {
    const { note: resolution } = form.data;
    const settled = await inTransaction(door.db, (tx) =>
      settleException(
        { tx, clock: door.clock },
        { distributorId, exceptionId, by: userId, resolution },
      ),
    );
    const message = settled ? 'Settled.' : refusalText({ kind: 'unknown-exception' });
    return json<ActionAnswer>({ ok: settled, message }, settled ? 200 : 409);
  }
  const { remedy, entered } = form.data;
  const done = await applyRemedy(door, { distributorId, exceptionId, remedy, userId, entered });
  return done.ok
    ? json<ActionAnswer>({ ok: true, message: 'Done. It is settled once its cause is gone.' })
    : json<ActionAnswer>({ ok: false, message: refusalText(done.error) }, 409);
}

export default function Exceptions() {
  const { rows, next, kinds } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params, setParams] = useSearchParams();
  usePolling(!params.has('after'), REFRESH_MS);
  const isNarrowed = ['severity', 'kind', 'owner'].some((name) => params.has(name));
  const turn = (after: string | undefined) =>
    setParams((before) => {
      const changed = new URLSearchParams(before);
      if (after) changed.set('after', after);
      else changed.delete('after');
      return changed;
    });
  return (
    <Page
      title="Exceptions"
      subtitle="What could not go on by itself, the most urgent first."
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Card padding="0">
          <ListFilters
            views={[
              { value: '', label: 'Open' },
              { value: 'settled', label: 'Settled' },
            ]}
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
            ]}
          />
          {rows.length === 0 ? (
            <EmptyList
              icon={CheckCircleIcon}
              heading={isNarrowed ? 'Nothing matches' : 'Nothing waits for you'}
            >
              {isNarrowed
                ? 'Take a filter away to see the others.'
                : 'Orders, stock and stores go on by themselves. What cannot appears here, with what to do about it.'}
            </EmptyList>
          ) : null}
        </Card>
        <ExceptionList exceptions={rows} />
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
