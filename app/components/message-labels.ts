/** What the kinds and reasons of messages are called on screens. */
const KINDS: Readonly<Record<string, string>> = {
  'part-shipped': 'Part shipped',
  shipped: 'Shipped',
  'out-for-delivery': 'Out for delivery',
  delivered: 'Delivered',
  delayed: 'Delayed',
  cancelled: 'Cancelled',
  'return-authorised': 'Return agreed',
  'return-received': 'Return received',
  'return-refunded': 'Return refunded',
  news: 'News',
  digest: 'Digest',
  'order-reminder': 'Reminder to a supplier',
};

export const LOCALE_NAMES: Readonly<Record<string, string>> = {
  auto: 'By the country of delivery',
  en: 'English',
  de: 'German',
  fr: 'French',
};

export function messageKindLabel(kind: string): string {
  return KINDS[kind] ?? kind;
}

const REASONS: Readonly<Record<string, string>> = {
  erased: 'The shopper’s data was erased.',
  'no-address': 'There is no e-mail address to send it to.',
  'nothing-to-tell': 'There was nothing left to tell.',
};

/** Why a message did not go out, in a sentence. */
export function messageReason(failure: string): string {
  return (
    REASONS[failure] ?? failure.replace(/^(unavailable|refused|unauthorised|unreadable): /, '')
  );
}
