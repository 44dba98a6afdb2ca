import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ReturnForm } from '../components/return-form.tsx';
import {
  RETURN_FILE_REFUSED,
  RETURN_FORM_INCOMPLETE,
  returnRefusalTold,
} from '../components/return-words.ts';
import { openReturn } from '../flows/order/open-return.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { PHOTO_ENDINGS, readReturnForm } from '../http/keep-return-file.server.ts';
import { readOpening } from '../http/return-forms.ts';
import { newId } from '../platform/ids.ts';
import { readReturnTerms } from '../views/read-return-terms.server.ts';
import { readReturnable } from '../views/read-returns.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const orderId = idOf<'Order'>(params['orderId']);
  const order = foundOr404(await readReturnable(door.db, { distributorId, orderId }));
  const key = { distributorId, connectionId: order.connectionId };
  const { policy } = await readReturnTerms(door, key, order.placedAt);
  const requestId = newId<'ReturnRequest'>();
  return json({ ...order, orderId, requestId, photoFor: policy.photoFor, photoEndings: PHOTO_ENDINGS });
} // prettier-ignore

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const orderId = idOf<'Order'>(params['orderId']);
  const { form, filesOf, hasRefusedFile } = await readReturnForm(door.blobs, request);
  if (hasRefusedFile) return json<ActionAnswer>({ ok: false, message: RETURN_FILE_REFUSED }, 400);
  const wish = readOpening(form);
  if (!wish) return json<ActionAnswer>({ ok: false, message: RETURN_FORM_INCOMPLETE }, 400);
  const key = { distributorId, orderId };
  const photos = filesOf('photo', 'photo');
  const opened = await openReturn(door, { ...key, ...wish, origin: 'distributor', photos, actor });
  if (!opened.ok)
    return json<ActionAnswer>({ ok: false, message: returnRefusalTold(opened.error) }, 409);
  const [first, ...more] = opened.value;
  return redirect(first && more.length === 0 ? `/hub/returns/${first.returnId}` : '/hub/returns');
}

export default function OpenReturn() {
  const { orderId, name, store, lines, requestId, photoFor, photoEndings } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title={`Return goods of ${name}`}
      subtitle={store}
      backAction={{ content: name, url: `/hub/orders/${orderId}` }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <ReturnForm
          lines={lines}
          requestId={requestId}
          photoFor={photoFor}
          photoEndings={photoEndings}
          refundWhen="by-hand"
          refundHelp="The money is the retailer’s: let the shop refund by itself only where that is agreed."
        />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
