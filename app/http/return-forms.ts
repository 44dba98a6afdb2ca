/** Return forms: what the forms of returns send, read once for both sides. */
import { z } from 'zod';
import type { HubReturnAct } from '../flows/order/act-on-hub-return.server.ts';
import {
  GIVEN_REASONS,
  LABEL_PAYERS,
  LABEL_SOURCES,
  RETURN_REASONS,
  ReturnPolicy,
} from '../modules/returns/return-policy.ts';
import type { ReturnReason } from '../modules/returns/return-policy.ts';
import type { NewReturnFile } from '../modules/returns/returns.repository.server.ts';
import type { WantedUnits } from '../modules/returns/return-units.ts';
import { DISPOSITIONS, GRADES, REFUND_MOMENTS } from '../modules/returns/return.ts';
import type { Disposition, Grade, RefundMoment, ReturnLineId } from '../modules/returns/return.ts';
import { currencyCode, parseMoney } from '../platform/money.ts';
import type { Money } from '../platform/money.ts';
import { parseId } from '../platform/ids.ts';
import type { Id } from '../platform/ids.ts';

const Units = z.coerce.number().int().min(0).max(1_000_000);

const Opening = z.object({
  requestId: z.uuid(),
  reason: z.enum(GIVEN_REASONS as [ReturnReason, ...ReturnReason[]]),
  note: z.string().trim().max(500).default(''),
  refundWhen: z.enum([...REFUND_MOMENTS, 'by-hand']).default('by-hand'),
});

export type OpeningForm = {
  readonly requestId: string;
  readonly reason: ReturnReason;
  readonly note: string;
  readonly refundWhen: RefundMoment | undefined;
  readonly lines: readonly WantedUnits[];
};

/** `quantity:<order line>` beside the reason; undefined where something is missing or no number. */
export function readOpening(form: FormData): OpeningForm | undefined {
  const parsed = Opening.safeParse(textsOf(form));
  const lines = readUnits<'OrderLine'>(form, 'quantity:');
  if (!parsed.success || !lines) return undefined;
  const { refundWhen, ...rest } = parsed.data;
  return {
    ...rest,
    refundWhen: refundWhen === 'by-hand' ? undefined : refundWhen,
    lines: lines.map(({ id: orderLineId, quantity }) => ({ orderLineId, quantity })),
  };
}

/** `received:<return line>`: units that have arrived in all. */
export function readReceived(form: FormData) {
  return readUnits<'ReturnLine'>(form, 'received:')?.map(({ id, quantity }) => ({
    returnLineId: id,
    received: quantity,
  }));
}

type FoundUnits = {
  readonly returnLineId: ReturnLineId;
  readonly grade: Grade;
  readonly disposition: Disposition;
  readonly quantity: number;
};

/** `units:<return line>:<grade>`, with what becomes of the sound ones (`good:<line>`) and of the others (`bad:<line>`). */
export function readInspection(form: FormData): readonly FoundUnits[] | undefined {
  const found: FoundUnits[] = [];
  for (const [name, value] of form) {
    const [field, line, grade] = name.split(':');
    if (field !== 'units') continue;
    const returnLineId = parseId<'ReturnLine'>(line);
    const known = GRADES.find((each) => each === grade);
    const quantity = Units.safeParse(value || 0);
    const place = form.get(`${known === 'unsaleable' ? 'bad' : 'good'}:${line}`);
    const disposition = DISPOSITIONS.find((each) => each === place);
    if (!returnLineId || !known || !quantity.success || !disposition) return undefined;
    found.push({ returnLineId, grade: known, disposition, quantity: quantity.data });
  }
  return found;
}

function readUnits<Noun extends string>(form: FormData, prefix: string) {
  const units: { readonly id: Id<Noun>; readonly quantity: number }[] = [];
  for (const [name, value] of form) {
    if (!name.startsWith(prefix)) continue;
    const id = parseId<Noun>(name.slice(prefix.length));
    const quantity = Units.safeParse(value || 0);
    if (!id || !quantity.success) return undefined;
    units.push({ id, quantity: quantity.data });
  }
  return units;
}

const shortText = z.string().trim().max(200).default('');
/** Addresses that a page links to: only those of the web. */
const WebAddress = z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default('');

export const ParcelForm = z.object({
  carrier: shortText,
  trackingNumber: shortText,
  trackingUrl: WebAddress,
});

const Label = ParcelForm.extend({
  labelFrom: z.enum(LABEL_SOURCES),
  labelPaidBy: z.enum(LABEL_PAYERS),
  cost: shortText,
  currency: z.string().regex(/^[A-Z]{3}$/),
});

export function readLabel(form: FormData) {
  const parsed = Label.safeParse(textsOf(form));
  if (!parsed.success) return undefined;
  const { cost: typed, currency, ...label } = parsed.data;
  const cost = readAmount(typed, currency);
  return typed && !cost ? undefined : { ...label, cost };
}

/** A plain decimal above or at zero; undefined for anything else. */
export function readAmount(text: string, currency: string): Money | undefined {
  const amount = text ? parseMoney(text, currencyCode(currency)) : undefined;
  return amount && amount.minor >= 0 ? amount : undefined;
}

const PolicyFields = z.object({
  returnWindowDays: z.coerce.number(),
  returnWindowFrom: z.string(),
  restockingFee: z.coerce.number().min(0).max(100),
  labelFrom: z.string(),
  labelPaidBy: z.string(),
  faultLabelPaidBy: z.string(),
  decideWithinHours: z.coerce.number(),
});

/** The terms of returns as the form of the terms sends them. */
export function readPolicy(form: FormData): ReturnPolicy | undefined {
  const fields = PolicyFields.safeParse(textsOf(form));
  if (!fields.success) return undefined;
  const { returnWindowDays, returnWindowFrom, restockingFee, ...rest } = fields.data;
  const chosen = form.getAll('returnReason');
  return ReturnPolicy.safeParse({
    ...rest,
    windowDays: returnWindowDays,
    windowFrom: returnWindowFrom,
    restockingFeeBasisPoints: Math.round(restockingFee * 100),
    reasons: RETURN_REASONS.filter((reason) => chosen.includes(reason)),
    grades: form.getAll('returnGrade'),
    photoFor: form.getAll('photoFor'),
  }).data;
}

function textsOf(form: FormData): Record<string, FormDataEntryValue> {
  return Object.fromEntries(form);
}

const Why = z.string().trim().min(1).max(300);
const Simple = z.enum(['authorise', 'reject', 'cancel', 'receive', 'inspect', 'waive', 'label', 'supplier-credit', 'no-supplier-credit', 'remedy']); // prettier-ignore

/** One wish of a person of the hub about a return; undefined where the form does not say all of it. */
export function readReturnAct(
  form: FormData,
  file: NewReturnFile | undefined,
): HubReturnAct | undefined {
  const intent = Simple.safeParse(form.get('intent')).data;
  if (!intent) return undefined;
  if (intent === 'authorise' || intent === 'reject') {
    const why = Why.safeParse(form.get('why')).data;
    return why ? { intent, why } : undefined;
  }
  if (intent === 'receive') {
    const lines = readReceived(form);
    return lines && { intent, lines };
  }
  if (intent === 'inspect') {
    const units = readInspection(form);
    return units && { intent, units, creditAll: form.has('creditAll') };
  }
  if (intent === 'label') {
    const label = readLabel(form);
    return label && { intent, ...label, file };
  }
  if (intent === 'supplier-credit') {
    const typed = shortText.safeParse(form.get('amount') ?? '').data ?? '';
    const amount = readAmount(typed, readCurrency(form));
    return amount && { intent, amount };
  }
  if (intent === 'remedy') {
    const remedy = Remedy.safeParse(textsOf(form)).data;
    return remedy && { intent, ...remedy };
  }
  return { intent };
}

const Remedy = z.object({
  exceptionId: z.uuid(),
  remedy: z.string().max(60),
  entered: z.string().max(500).optional(),
});

function readCurrency(form: FormData): string {
  return z.string().regex(/^[A-Z]{3}$/).safeParse(form.get('currency')).data ?? 'XXX';
} // prettier-ignore
