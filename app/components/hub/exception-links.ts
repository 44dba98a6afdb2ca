/** Where a person goes about an exception: what it is about, and the place where a remedy is done by hand. */
import type { HubException } from '../../views/read-hub-exceptions.server.ts';
import type { Loaded } from '../loaded.ts';

type Linked = Pick<
  Loaded<HubException>,
  | 'orderId'
  | 'supplierId'
  | 'feedId'
  | 'connectionId'
  | 'productId'
  | 'subject'
  | 'subjectKind'
  | 'subjectId'
  | 'remedies'
>;

export type ExceptionLink = { readonly to: string; readonly label: string };

/** Remedies that are done by hand at the supplier's pages. */
const AT_SUPPLIER: Readonly<Record<string, { readonly page: string; readonly label: string }>> = {
  'contact-supplier': { page: '', label: 'Open the supplier' },
  'ask-supplier': { page: '', label: 'Open the supplier' },
  'check-connector': { page: '/settings', label: 'Check its link' },
  'upload-file': { page: '/upload', label: 'Upload its figures' },
  'deliver-again': { page: '/upload', label: 'Upload it again' },
};

export function exceptionLinks(exception: Linked): readonly ExceptionLink[] {
  const { supplierId, remedies } = exception;
  const subject = subjectLink(exception);
  const byHand = remedies.flatMap((remedy) => {
    const place = AT_SUPPLIER[remedy];
    return place && supplierId
      ? [{ to: `/hub/suppliers/${supplierId}${place.page}`, label: place.label }]
      : [];
  });
  const links = subject ? [subject, ...byHand] : byHand;
  return links.filter(({ to }, index) => links.findIndex((each) => each.to === to) === index);
}

function subjectLink(exception: Linked): ExceptionLink | undefined {
  const { orderId, supplierId, feedId, connectionId, productId, subject, subjectKind } = exception;
  if (subjectKind === 'supplier-invoice')
    return { to: `/hub/money/supplier-invoices/${exception.subjectId}`, label: 'Open the invoice' };
  if (subjectKind === 'return')
    return { to: `/hub/returns/${exception.subjectId}`, label: 'Open the return' };
  if (orderId) {
    const name = subjectKind === 'order' && subject ? subject : 'the order';
    return { to: `/hub/orders/${orderId}`, label: `Open ${name}` };
  }
  if (subjectKind === 'webhook-endpoint')
    return { to: '/hub/settings/webhooks', label: 'Open the webhooks' };
  if (subjectKind === 'message') return { to: '/hub/messages', label: 'Open the messages' };
  if (feedId && supplierId)
    return { to: `/hub/suppliers/${supplierId}/feeds/${feedId}`, label: 'Open the delivery' };
  if (productId) return { to: `/hub/catalogue/${productId}`, label: 'Open the product' };
  if (supplierId) return { to: `/hub/suppliers/${supplierId}`, label: 'Open the supplier' };
  if (connectionId) return { to: `/hub/retailers/${connectionId}`, label: 'Open the retailer' };
  return undefined;
}
