/** Shows how a message will look, with an order that does not exist. */
import type { StoreBrand } from './brand.ts';
import { drawLetter } from './draw-letter.ts';
import { letterText } from './letter.ts';
import type { Letter } from './letter.ts';
import type { Locale, MessageFacts, Milestone } from './message.ts';
import type { Wording } from './wording.ts';
import { writeShopperLetter } from './write-letter.ts';

const PARCEL: MessageFacts = {
  lines: [
    { title: 'Merino Beanie – Moss', quantity: 1 },
    { title: 'Wool Socks, two pairs – 39–42', quantity: 2 },
  ],
  carrier: 'Swiss Post',
  trackingNumber: '99.00.123456.12345678',
  trackingUrl: 'https://service.post.ch/ekp-web/ui/entry/search/99.00.123456.12345678',
};
const RETURN: MessageFacts = { lines: PARCEL.lines, returnName: 'R-1042' };
const AMOUNT = { minor: 4_990, currency: 'CHF' };

const FACTS: Readonly<Record<Milestone, MessageFacts>> = {
  'part-shipped': { ...PARCEL, lines: PARCEL.lines?.slice(0, 1) },
  shipped: PARCEL,
  'out-for-delivery': PARCEL,
  delivered: PARCEL,
  delayed: { ...PARCEL, expectedAt: '2026-12-04T12:00:00.000Z' },
  cancelled: { lines: PARCEL.lines },
  'return-authorised': RETURN,
  'return-received': RETURN,
  'return-refunded': { ...RETURN, amount: AMOUNT },
};

export type Preview = { readonly subject: string; readonly html: string; readonly text: string };

export function previewLetter(input: {
  readonly kind: Milestone;
  readonly locale: Locale;
  readonly brand: StoreBrand;
  readonly wording: Wording | undefined;
}): Preview {
  const facts = { ...FACTS[input.kind], orderName: '#1042' };
  return toPreview(writeShopperLetter({ ...input, facts, shopperName: 'Ada Muster' }));
}

function toPreview(letter: Letter): Preview {
  return { subject: letter.subject, html: drawLetter(letter), text: letterText(letter) };
}
