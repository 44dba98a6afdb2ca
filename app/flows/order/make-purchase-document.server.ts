import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { readContact } from '../../modules/orders/order-contact.server.ts';
import type { OrderId } from '../../modules/orders/order.ts';
import { localeFor } from '../../modules/notifications/brand.ts';
import { documentWords } from '../../modules/purchasing/document-words.ts';
import { drawPackingSlip, drawPurchaseOrder } from '../../modules/purchasing/draw-documents.ts';
import { readDocumentFacts } from '../../modules/purchasing/read-document-facts.server.ts';
import type { PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { renderPdf } from '../../platform/pdf-document.server.ts';
import type { FlowContext } from '../flow-context.ts';

export const PURCHASE_DOCUMENTS = ['purchase-order', 'packing-slip'] as const;
export type PurchaseDocument = (typeof PURCHASE_DOCUMENTS)[number];

export type MadeDocument = { readonly name: string; readonly bytes: Buffer };

type Wanted = PurchaseOrderKey & {
  readonly orderId: OrderId;
  readonly document: PurchaseDocument;
  readonly actor: Actor;
};

/**
 * A purchase order or its packing slip as a PDF; the slip in the language of the retailer's brand, in its colour. That a
 * person has taken the shopper's address away on it is put on record. Undefined where this order has no such purchase order.
 */
export async function makePurchaseDocument(
  context: Pick<FlowContext, 'db' | 'clock' | 'secrets'>,
  wanted: Wanted,
): Promise<MadeDocument | undefined> {
  const { distributorId, orderId, document } = wanted;
  const read = await inTransaction(context.db, async (tx) => {
    const facts = await readDocumentFacts(tx, wanted);
    if (!facts) return undefined;
    const contact = await readContact(tx, context.secrets, { distributorId, orderId });
    await recordAct(
      { tx, clock: context.clock },
      {
        distributorId,
        actor: wanted.actor,
        act: 'document-taken',
        subject: { kind: 'order', id: orderId },
        detail: { number: facts.number, document },
      },
    );
    return { ...facts, shipTo: contact?.destination };
  });
  if (!read) return undefined;
  const isSlip = document === 'packing-slip';
  const locale = isSlip ? localeFor(read, read.country) : 'en';
  const words = documentWords(locale);
  const title = `${isSlip ? words.packingSlip : words.purchaseOrder} ${isSlip ? read.orderName : read.number}`;
  const drawn = { facts: read, words, locale };
  const bytes = await renderPdf(
    title,
    (page) => (isSlip ? drawPackingSlip(page, drawn) : drawPurchaseOrder(page, drawn)),
    {
      at: read.createdAt,
      language: locale,
      colour: isSlip ? read.colour : undefined,
      pageOf: (page, pages) => `${words.page} ${page} ${words.of} ${pages}`,
    },
  );
  return { name: `${read.number}-${document}.pdf`, bytes };
}
