/** Reads what forms say of messages: a wording, a brand, what is to be previewed. */
import { z } from 'zod';
import { plainBrand, PLAIN_COLOR, StoreBrand } from '../modules/notifications/brand.ts';
import { LOCALES, MILESTONES } from '../modules/notifications/message.ts';
import { previewLetter } from '../modules/notifications/preview-letter.ts';
import type { Preview } from '../modules/notifications/preview-letter.ts';
import { checkWording } from '../modules/notifications/wording.ts';
import type { WordingFault } from '../modules/notifications/wording.ts';
import { err, ok } from '../platform/result.ts';
import type { Result } from '../platform/result.ts';

export const LocaleField = z.enum(LOCALES).catch('en');
export const MilestoneField = z.enum(MILESTONES);

export const WordingForm = z.object({
  subject: z.string().max(1_000),
  intro: z.string().max(10_000),
});

const optional = z
  .string()
  .trim()
  .transform((text) => text || null);

/** A brand as a form gives it: empty fields are none. */
export function readBrandForm(given: Readonly<Record<string, unknown>>): StoreBrand | undefined {
  const text = (name: string) => optional.catch(null).parse(given[name]);
  const color = text('color')?.toLowerCase() ?? PLAIN_COLOR;
  const brand = {
    name: text('name') ?? '',
    logoUrl: text('logoUrl'),
    color: color.startsWith('#') ? color : `#${color}`,
    replyTo: text('replyTo'),
    footer: text('footer') ?? '',
    locale: text('locale') ?? 'auto',
  };
  return StoreBrand.safeParse(brand).data;
}

/** Draws what a form describes; without a wording in it, with the one given. */
export function previewForm(
  given: Readonly<Record<string, unknown>>,
  otherwise: { readonly brand: StoreBrand | undefined; readonly wording?: { subject: string; intro: string } | undefined },
): Result<Preview, string> {
  const kind = MilestoneField.safeParse(given['kind']);
  if (!kind.success) return err('Choose what the message is about.');
  const locale = LocaleField.parse(given['locale']);
  const form = WordingForm.safeParse(given);
  const wording = form.success ? checkWording(kind.data, form.data) : ok(otherwise.wording);
  if (!wording.ok) return err(wordingFaultText(wording.error));
  const brand = otherwise.brand ?? plainBrand('Your shop');
  return ok(previewLetter({ kind: kind.data, locale, brand, wording: wording.value }));
} // prettier-ignore

export function wordingFaultText(fault: WordingFault): string {
  switch (fault.kind) {
    case 'empty':
      return 'Subject and text both need words.';
    case 'too-long':
      return 'A subject has up to 150 characters, a text up to 2,000.';
    case 'several-lines':
      return 'The subject is one line.';
    case 'unclosed':
      return 'A variable is not closed: write it as {{order}}.';
    case 'unknown-variable':
      return `There is no {{${fault.name}}} here. You can use ${fault.known.map((name) => `{{${name}}}`).join(', ')}.`;
  }
}
