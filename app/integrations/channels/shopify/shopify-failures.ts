/** How Shopify says that something did not work, told apart into the five kinds of failure. */
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { Instant } from '../../../platform/clock.ts';
import type { Cost, TopLevelError, UserError } from './shopify-schemas.ts';

const DEFAULT_WAIT_MS = 2_000;

/** A failure that the HTTP status alone tells; undefined for answers whose body must be read. */
export function classifyStatus(
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  now: Instant,
): AdapterFailure | undefined {
  const { status } = answer;
  if (status < 300) return undefined;
  if (status === 401) return { kind: 'unauthorised', why: 'The shop refuses our access token' };
  if (status === 429 || status === 430)
    return { kind: 'throttled', until: afterRetryHeader(answer.headers, now) };
  if (status >= 500) return { kind: 'unavailable', why: `HTTP ${status}`, outcome: 'unknown' };
  return { kind: 'refused', why: REFUSALS[status] ?? `HTTP ${status}` };
}

const REFUSALS: Readonly<Record<number, string>> = {
  402: 'The shop is frozen until its owner pays Shopify',
  403: 'The shop forbids it to this app',
  404: 'There is no shop at this address',
  423: 'Shopify has locked the shop',
};

/** Retry-After counts seconds (RFC 9110, 10.2.3); Shopify sends decimals. */
function afterRetryHeader(headers: Readonly<Record<string, string>>, now: Instant): Instant {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  const wait = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : DEFAULT_WAIT_MS;
  return new Date(now.getTime() + wait);
}

type Answered = {
  readonly data?: unknown;
  readonly errors?: string | readonly TopLevelError[] | undefined;
  readonly extensions?: { readonly cost?: Cost | undefined } | undefined;
};

/** A failure told by top-level errors; undefined when the data may be read. */
export function classifyErrors(answer: Answered, now: Instant): AdapterFailure | undefined {
  const { errors } = answer;
  if (errors === undefined || errors.length === 0) return undefined;
  if (typeof errors === 'string') return { kind: 'refused', why: errors };
  if (errors.some((each) => codeOf(each) === 'THROTTLED'))
    return { kind: 'throttled', until: whenAffordable(answer.extensions?.cost, now) };
  if (errors.every((each) => isFieldKeptFromUs(each)) && answer.data) return undefined;
  const why = errors.map((each) => each.message).join('; ');
  const broken = errors.some((each) => BROKEN.has(codeOf(each) ?? ''));
  return broken ? { kind: 'unavailable', why, outcome: 'unknown' } : { kind: 'refused', why };
}

const BROKEN = new Set(['INTERNAL_SERVER_ERROR', 'TIMEOUT', 'SERVICE_UNAVAILABLE']);
const codeOf = (error: TopLevelError) => error.extensions?.code;

/** For example the e-mail of an order, where the app may not see shoppers' data: the field is null, the rest good. */
function isFieldKeptFromUs(error: TopLevelError): boolean {
  return codeOf(error) === 'ACCESS_DENIED' && (error.path?.length ?? 0) > 1;
}

/** The bucket refills steadily: (asked − available) / rate seconds. */
function whenAffordable(cost: Cost | undefined, now: Instant): Instant {
  if (!cost) return new Date(now.getTime() + DEFAULT_WAIT_MS);
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  const missing = Math.max(0, cost.requestedQueryCost - currentlyAvailable);
  return new Date(now.getTime() + Math.ceil((missing / restoreRate) * 1_000));
}

/** What the mutation itself refused, as one sentence for a person; undefined when it refused nothing. */
export function refusalOf(errors: readonly UserError[]): AdapterFailure | undefined {
  if (errors.length === 0) return undefined;
  return { kind: 'refused', why: errors.map((each) => each.message).join('; ') };
}
