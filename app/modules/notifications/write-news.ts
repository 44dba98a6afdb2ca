/** Writes letters to people at the distributor, the retailer and suppliers: what needs them, alone or as a digest. */
import { PLAIN_COLOR } from './brand.ts';
import type { Letter } from './letter.ts';
import { headerLine } from './wording.ts';
import type { MessageFacts } from './message.ts';

const OURS = { name: 'Stockbridge', logoUrl: null, color: PLAIN_COLOR };

export type NewsItem = {
  readonly title: string;
  readonly detail: string;
  readonly url: string | undefined;
};

export type NewsLetter = {
  readonly kind: 'news' | 'digest';
  readonly items: readonly [NewsItem, ...NewsItem[]];
  /** How many there are; only the first are listed. */
  readonly count: number;
  readonly account: string;
  readonly unsubscribeUrl: string | undefined;
};

export function writeNews({ kind, items, count, account, unsubscribeUrl }: NewsLetter): Letter {
  const [first] = items;
  const isAlone = count === 1;
  const subject = isAlone ? first.title : `${count} things need a look at ${account}`;
  const left = count - items.length;
  return {
    locale: 'en',
    subject: headerLine(kind === 'digest' && isAlone ? `Digest: ${subject}` : subject).slice(0, 180),
    preview: headerLine(first.detail).slice(0, 120),
    brand: OURS,
    heading: isAlone ? first.title : subject,
    paragraphs: isAlone ? [first.detail] : left > 0 ? [`Here are the newest; ${left} more wait on the page.`] : [],
    items: isAlone ? undefined : { title: 'What happened', rows: items.map((item) => ({ ...item, end: undefined })) },
    facts: [],
    button: first.url ? { label: isAlone ? 'Open it' : 'Open the list', url: isAlone ? first.url : withoutPage(first.url) } : undefined,
    footer: [`Sent by Stockbridge for ${account}.`],
    unsubscribe: unsubscribeUrl ? { label: 'Choose what you get, or stop these messages', url: unsubscribeUrl } : undefined,
  };
} // prettier-ignore

/** The list that an item is on. */
function withoutPage(url: string): string {
  return url.split('?')[0] ?? url;
}

/** A reminder to a supplier that a purchase order waits for its answer. */
export function writeReminder(facts: MessageFacts, distributor: string): Letter {
  const number = facts.purchaseOrder ?? '';
  return {
    locale: 'en',
    subject: headerLine(`Reminder: purchase order ${number} waits for your answer`),
    preview: `${distributor} has not heard from you about ${number}.`,
    brand: { ...OURS, name: distributor },
    heading: `Purchase order ${number} waits for your answer`,
    paragraphs: [
      `We sent you purchase order ${number} and have had no answer in the agreed time.`,
      'Please confirm or reject it in your system, or answer this message. Until then nobody has promised the goods to the customer.',
    ],
    items: undefined,
    facts: [{ label: 'Purchase order', value: number }],
    button: undefined,
    footer: [`Sent by Stockbridge for ${distributor}.`],
    unsubscribe: undefined,
  };
}
