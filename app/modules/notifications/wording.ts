/**
 * Wording: the subject and the first lines of a kind of message in one language, with variables in double braces that
 * are filled in for each recipient. Ours by default; a distributor may write its own.
 */
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { Milestone } from './message.ts';

export type Wording = { readonly subject: string; readonly intro: string };

export const VARIABLES = [
  'name',
  'order',
  'store',
  'carrier',
  'tracking',
  'expected',
  'amount',
  'return',
] as const;
export type Variable = (typeof VARIABLES)[number];
export type Values = Readonly<Partial<Record<Variable, string>>>;

const ALWAYS = ['name', 'order', 'store'] as const;
const PARCEL = [...ALWAYS, 'carrier', 'tracking'] as const;
const RETURN = [...ALWAYS, 'return'] as const;

/** Which variables a kind has values for. */
export const VARIABLES_OF: Readonly<Record<Milestone, readonly Variable[]>> = {
  'part-shipped': PARCEL,
  shipped: PARCEL,
  'out-for-delivery': PARCEL,
  delivered: PARCEL,
  delayed: [...PARCEL, 'expected'],
  cancelled: ALWAYS,
  'return-authorised': RETURN,
  'return-received': RETURN,
  'return-refunded': [...RETURN, 'amount'],
};

export type WordingFault =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-long' }
  /** The subject is one line. */
  | { readonly kind: 'several-lines' }
  | { readonly kind: 'unclosed' }
  | {
      readonly kind: 'unknown-variable';
      readonly name: string;
      readonly known: readonly Variable[];
    };

const PLACE = /\{\{\s*([\w-]*)\s*\}\}/g;
const LONGEST = { subject: 150, intro: 2_000 };

/** Checks a person's wording before it is kept: nothing that would stand unfilled in a shopper's mail. */
export function checkWording(kind: Milestone, wording: Wording): Result<Wording, WordingFault> {
  const subject = wording.subject.trim();
  const intro = wording.intro.replace(/\r\n?/g, '\n').trim();
  if (subject === '' || intro === '') return err({ kind: 'empty' });
  if (subject.length > LONGEST.subject || intro.length > LONGEST.intro)
    return err({ kind: 'too-long' });
  if (/\p{Cc}/u.test(subject)) return err({ kind: 'several-lines' });
  const known = VARIABLES_OF[kind];
  for (const text of [subject, intro]) {
    const names = [...text.matchAll(PLACE)].map(([, name = '']) => name);
    const unknown = names.find((name) => !known.some((each) => each === name));
    if (unknown !== undefined) return err({ kind: 'unknown-variable', name: unknown, known });
    if (/\{\{|\}\}/.test(text.replace(PLACE, ''))) return err({ kind: 'unclosed' });
  }
  return ok({ subject, intro });
}

/** The text with its variables filled in; one without a value is left out with the space before it. */
export function fill(text: string, values: Values): string {
  const table: Readonly<Record<string, string | undefined>> = values;
  return text.replace(/ ?\{\{\s*([\w-]*)\s*\}\}/g, (place, name: string) => {
    const value = table[name];
    if (value === undefined || value === '') return '';
    return place.startsWith(' ') ? ` ${value}` : value;
  });
}

/** One line, for a header: whatever a value carries, it cannot begin another header. */
export function headerLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
