import { announce } from '../../modules/notifications/announce.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import { currencyCode, formatDecimal } from '../../platform/money.ts';
import { readParties } from './read-parties.server.ts';
import { tellPeople } from './tell-people.server.ts';

type IssuedInvoice = {
  readonly distributorId: string;
  readonly connectionId: string;
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  readonly totalMinor: number;
};

/** An invoice was issued to a retailer: its people hear of it, and systems that listen. */
export async function tellInvoiceIssued(
  step: NotificationsContext,
  { distributorId, connectionId, id, number, currency, totalMinor }: IssuedInvoice,
): Promise<void> {
  const total = { minor: totalMinor, currency };
  await announce(step, {
    distributorId,
    kind: 'invoice.issued',
    subject: { kind: 'settlement-document', id },
    data: { invoiceId: id, number, total, connectionId },
  });
  const parties = await readParties(step, { distributorId, connectionId });
  if (!parties) return;
  const amount = formatDecimal({ minor: totalMinor, currency: currencyCode(currency) });
  const notice = {
    distributorId,
    storeId: parties.storeId,
    kind: 'invoice' as const,
    title: `Invoice ${number} from ${parties.distributor}`,
    detail: `It is about ${currency} ${amount} for ${parties.store}.`,
    path: `/app/money/invoices/${id}`,
  };
  await tellPeople(step, { retailerId: parties.retailerId }, [notice]);
}
