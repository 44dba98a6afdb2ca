import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Page } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { ExceptionCard } from '../components/exception-card.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { NextPage } from '../components/next-page.tsx';
import { RetailerRemedy } from '../components/retailer-remedy.tsx';
import { applyStoreRemedy } from '../flows/relation/apply-store-remedy.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { listExceptions } from '../modules/activity/list-exceptions.server.ts';
import { findStore } from '../modules/stores/stores.repository.server.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId, shell } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const page = { ...pageRequest(params, 25), after: parseId(params.get('after')) };
  const open = params.get('view') !== 'resolved';
  const [exceptions, store] = await Promise.all([
    listExceptions(door.db, { storeId }, { open }, page),
    findStore({ tx: door.db }, { storeId }),
  ]);
  const adminUrl = shell.kind === 'embedded' && store ? `https://${store.domain}/admin` : undefined;
  return { ...exceptions, adminUrl };
}

const Remedy = z.object({ exceptionId: z.uuid(), remedy: z.string().max(60) });
const REFUSED = {
  'unknown-exception': 'This is resolved already.',
  'no-such-remedy': 'This cannot be done from here. Follow what it says to do next.',
} as const;

export async function action({
  request,
  context: { door },
}: ActionFunctionArgs): Promise<ActionAnswer> {
  const { storeId } = await authenticateStore(door, request);
  const form = Remedy.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return { ok: false, message: 'Reload the page and try again.' };
  const done = await applyStoreRemedy(door, { storeId, ...form.data });
  return done.ok
    ? { ok: true, message: 'Trying again. If it works, this disappears by itself.' }
    : { ok: false, message: REFUSED[done.error.kind] };
}

export default function Exceptions() {
  const { rows, next, adminUrl } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [params] = useSearchParams();
  const showsResolved = params.get('view') === 'resolved';
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
              { value: 'resolved', label: 'Resolved' },
            ]}
          />
          {rows.length === 0 ? (
            <EmptyList
              icon={CheckCircleIcon}
              heading={showsResolved ? 'Nothing was resolved yet' : 'Nothing waits for you'}
            >
              {showsResolved
                ? 'What you or time has resolved is kept here.'
                : 'When an order or a product cannot go on by itself, you find it here with the ways out.'}
            </EmptyList>
          ) : null}
        </Card>
        {rows.map((exception) => (
          <ExceptionCard
            key={exception.id}
            exception={exception}
            remedies={
              <RetailerRemedy
                exceptionId={exception.id}
                remedies={exception.remedies}
                adminUrl={adminUrl}
                subject={{ kind: exception.subjectKind, id: exception.subjectId }}
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
