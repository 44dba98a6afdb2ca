import type { LoaderFunctionArgs } from '@remix-run/node';
import {
  makePurchaseDocument,
  PURCHASE_DOCUMENTS,
} from '../flows/order/make-purchase-document.server.ts';
import { chosen, foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';

/** A purchase order, or its packing slip, as a PDF to be saved. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const orderId = idOf<'Order'>(params['orderId']);
  const purchaseOrderId = idOf<'PurchaseOrder'>(params['purchaseOrderId']);
  const document = chosen(params['document'] ?? null, PURCHASE_DOCUMENTS);
  const key = { distributorId, orderId, purchaseOrderId, actor };
  const made = foundOr404(
    document === '' ? undefined : await makePurchaseDocument(door, { ...key, document }),
  );
  return new Response(new Uint8Array(made.bytes), {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(made.name)}`,
      'Content-Length': String(made.bytes.length),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
  });
}
