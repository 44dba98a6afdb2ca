import { json } from '@remix-run/node';
import type { ActionFunctionArgs } from '@remix-run/node';
import type { PreviewAnswer } from '../components/mail-preview.tsx';
import { visitHub } from '../http/hub-visit.server.ts';
import { previewForm } from '../http/message-form.ts';
import { textOf } from '../http/notice-form.ts';
import { readBrand } from '../modules/notifications/shopper-notices.repository.server.ts';
import { parseId } from '../platform/ids.ts';
import { readBrandedStores } from '../views/read-messages.server.ts';

/** Draws a message with the words of the form, in the brand of one of the distributor's stores. */
export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const form = await request.formData();
  const given = Object.fromEntries(form);
  const storeId = parseId(textOf(form.get('store')));
  const stores = storeId ? await readBrandedStores(door.db, distributorId) : [];
  const store = stores.find(({ id }) => id === storeId);
  const brand = store && (await readBrand(door.db, store.id));
  const drawn = previewForm(given, { brand });
  return drawn.ok
    ? json<PreviewAnswer>({ ok: true, subject: drawn.value.subject, html: drawn.value.html })
    : json<PreviewAnswer>({ ok: false, message: drawn.error });
}
