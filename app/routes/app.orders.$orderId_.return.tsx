import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ReturnForm } from '../components/return-form.tsx';
import { ReturnTermsCard } from '../components/return-terms-card.tsx';
import {
  RETURN_FILE_REFUSED,
  RETURN_FORM_INCOMPLETE,
  returnRefusalTold,
} from '../components/return-words.ts';
import { openReturn } from '../flows/order/open-return.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import type { DoorContext } from '../http/door-context.ts';
import { PHOTO_ENDINGS, readReturnForm } from '../http/keep-return-file.server.ts';
import { notFound } from '../http/not-found.ts';
import { readOpening } from '../http/return-forms.ts';
import { newId, parseId } from '../platform/ids.ts';
import { findOrderOfStore } from '../views/read-retailer-order.server.ts';
import { readReturnTerms } from '../views/read-return-terms.server.ts';
import { readReturnable } from '../views/read-returns.server.ts';

async function findOrder(door: DoorContext, request: Request, text: string | undefined) {
  const { storeId } = await authenticateStore(door, request);
  const orderId = parseId(text);
  const key = orderId && (await findOrderOfStore(door.db, { storeId, orderId }));
  if (!key) throw notFound();
  return { key, storeId };
}

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { key } = await findOrder(door, request, params['orderId']);
  const order = await readReturnable(door.db, key);
  if (!order) throw notFound();
  const { connectionId, ...shown } = order;
  const { distributorId, orderId } = key;
  const terms = await readReturnTerms(door, { distributorId, connectionId }, order.placedAt);
  const requestId = newId<'ReturnRequest'>();
  return json({ ...shown, orderId, requestId, terms, photoEndings: PHOTO_ENDINGS });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { key, storeId } = await findOrder(door, request, params['orderId']);
  const { form, filesOf, hasRefusedFile } = await readReturnForm(door.blobs, request);
  if (hasRefusedFile) return json<ActionAnswer>({ ok: false, message: RETURN_FILE_REFUSED }, 400);
  const wish = readOpening(form);
  if (!wish) return json<ActionAnswer>({ ok: false, message: RETURN_FORM_INCOMPLETE }, 400);
  const opened = await openReturn(door, {
    ...key,
    ...wish,
    origin: 'retailer',
    photos: filesOf('photo', 'photo'),
    actor: { kind: 'store', id: storeId },
  });
  if (!opened.ok)
    return json<ActionAnswer>({ ok: false, message: returnRefusalTold(opened.error) }, 409);
  const [first, ...more] = opened.value;
  return redirect(first && more.length === 0 ? `/app/returns/${first.returnId}` : '/app/returns');
}

export default function OpenReturn() {
  const { orderId, name, distributor, lines, requestId, terms, photoEndings } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title={`Return goods of ${name}`}
      subtitle={`Shipped for you by ${distributor}`}
      backAction={{ content: `Order ${name}`, url: `/app/orders/${orderId}` }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <ReturnTermsCard distributor={distributor} terms={terms} />
        <ReturnForm
          lines={lines}
          requestId={requestId}
          photoFor={terms.policy.photoFor}
          photoEndings={photoEndings}
          refundWhen="inspected"
          refundHelp="By the way it was paid. You can also refund earlier, here or in your shop."
        />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
