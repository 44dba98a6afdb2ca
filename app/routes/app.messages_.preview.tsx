import { json } from '@remix-run/node';
import type { ActionFunctionArgs } from '@remix-run/node';
import type { PreviewAnswer } from '../components/mail-preview.tsx';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { LocaleField, MilestoneField, previewForm, readBrandForm } from '../http/message-form.ts';
import { readWording } from '../modules/notifications/shopper-notices.repository.server.ts';
import { readNotifyingConnections } from '../views/read-messages.server.ts';

/** Draws a message in the brand of the form, with the distributor's words. */
export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const given = Object.fromEntries(await request.formData());
  const brand = readBrandForm(given);
  if (!brand)
    return json<PreviewAnswer>({
      ok: false,
      message: 'Something of the brand is not complete yet; this is how it looked before.',
    });
  const locale = LocaleField.parse(given['shownIn']);
  const kind = MilestoneField.safeParse(given['kind']);
  const connections = await readNotifyingConnections(door.db, storeId);
  const connection = connections.find((each) => each.distributorId === given['distributorId']);
  const wording =
    connection && kind.success
      ? await readWording(door.db, { ...connection, kind: kind.data, locale })
      : undefined;
  const drawn = previewForm({ kind: given['kind'], locale }, { brand, wording });
  return drawn.ok
    ? json<PreviewAnswer>({ ok: true, subject: drawn.value.subject, html: drawn.value.html })
    : json<PreviewAnswer>({ ok: false, message: drawn.error });
}
