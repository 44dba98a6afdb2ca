import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { BlockStack, Card, Page } from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { EmptyList } from '../components/empty-list.tsx';
import { ExceptionCard } from '../components/exception-card.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { NextPage } from '../components/next-page.tsx';
import { RetailerRemedy } from '../components/retailer-remedy.tsx';
import { setUpStoreAgain } from '../flows/relation/set-up-store-again.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { listExceptions } from '../modules/activity/list-exceptions.server.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const params = new URL(request.url).searchParams;
  const page = { ...pageRequest(params, 25), after: parseId(params.get('after')) };
  const open = params.get('view') !== 'resolved';
  return listExceptions(door.db, { storeId }, { open }, page);
}

export async function action({
  request,
  context: { door },
}: ActionFunctionArgs): Promise<ActionAnswer> {
  const { storeId } = await authenticateStore(door, request);
  await setUpStoreAgain(door, { storeId });
  return { ok: true, message: 'Trying again. If it works, this disappears by itself.' };
}

export default function Exceptions() {
  const { rows, next } = useLoaderData<typeof loader>();
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
                remedies={exception.remedies}
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
