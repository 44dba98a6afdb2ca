/**
 * Client: sends one operation to the Admin API of one shop. It keeps the shared rate limit, brings a good access
 * token, tells the kinds of failure apart and lets only what fits the operation's schema through.
 */
import type { ChannelAnswer } from '../../../modules/stores/channel.ts';
import type { RateReport, StoreRate } from '../../../modules/stores/store-rate.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { HttpAnswer, HttpClient } from '../../../platform/http-client.server.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import type { Pause, ShopifyTokens } from './shopify-access.ts';
import type { ShopAddress } from './shop-address.ts';
import { createCostBook } from './shopify-costs.ts';
import type { CostBook } from './shopify-costs.ts';
import { classifyErrors, classifyStatus } from './shopify-failures.ts';
import type { ShopifyOperation } from './shopify-operation.ts';
import { Envelope } from './shopify-schemas.ts';
import type { Cost } from './shopify-schemas.ts';

const API_VERSION = '2026-10';

export type ShopifyClient = {
  readonly run: <Answer>(
    operation: ShopifyOperation<Answer>,
    variables: Readonly<Record<string, unknown>>,
  ) => ChannelAnswer<Answer>;
};

export type ShopifyClientSettings = {
  readonly domain: string;
  readonly address: ShopAddress;
  readonly http: Pick<HttpClient, 'send'>;
  readonly tokens: ShopifyTokens;
  readonly rate: StoreRate;
  readonly clock: Clock;
  readonly pause: Pause;
};

/** Costs are the same for all shops: what one client learns serves the others through one book. */
export function createShopifyClient(
  settings: ShopifyClientSettings,
  costs: CostBook = createCostBook(),
): ShopifyClient {
  const context = { ...settings, costs };
  return { run: (operation, variables) => run(context, operation, variables) };
}

type ClientContext = ShopifyClientSettings & { readonly costs: CostBook };

async function run<Answer>(
  context: ClientContext,
  operation: ShopifyOperation<Answer>,
  variables: Readonly<Record<string, unknown>>,
): Promise<Result<Answer, AdapterFailure>> {
  const { rate, costs, pause } = context;
  const points = costs.expected(operation, variables);
  const reservation = await rate.reserve(points, operation.lane);
  if (reservation.kind === 'refused') return err({ kind: 'throttled', until: reservation.until });
  await pause(reservation.startAt);
  const answer = await sendAuthorised(context, operation.document, variables);
  const envelope = answer.ok ? readEnvelope(context, answer.value) : answer;
  await settle(context, operation, variables, points, envelope);
  return envelope.ok ? readData(context, operation, envelope.value) : envelope;
}

/** One repetition with a fresh token after a 401: nothing was done by the refused call. */
async function sendAuthorised(
  context: ClientContext,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Result<HttpAnswer, AdapterFailure>> {
  const token = await context.tokens.accessToken(context.domain);
  if (!token.ok) return notSent(token.error);
  const first = await post(context, token.value, query, variables);
  if (!first.ok || first.value.status !== 401) return first;
  const fresh = await context.tokens.accessToken(context.domain, token.value);
  return fresh.ok ? post(context, fresh.value, query, variables) : notSent(fresh.error);
}

/** Whatever became of the refresh: the operation itself was not sent. */
function notSent(failure: AdapterFailure): Result<never, AdapterFailure> {
  return err(failure.kind === 'unavailable' ? { ...failure, outcome: 'not-sent' } : failure);
}

/** These statuses are read here, because their meaning differs from the general one. */
const OWN_MEANING = [400, 401, 402, 403, 404, 423, 429, 430];

function post(
  { domain, address, http }: ClientContext,
  token: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Result<HttpAnswer, AdapterFailure>> {
  return http.send({
    url: `${address.origin}/admin/api/${API_VERSION}/graphql.json`,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-access-token': token,
      ...address.headers,
    },
    // JSON.stringify keeps null: `changeFromQuantity: null` and a missing one are different things.
    body: JSON.stringify({ query, variables }),
    accept: OWN_MEANING,
    circuit: domain,
    system: 'shopify',
  });
}

type ReadEnvelope = ReturnType<typeof Envelope.parse>;

function readEnvelope(
  { clock }: ClientContext,
  answer: HttpAnswer,
): Result<ReadEnvelope, AdapterFailure> {
  const failure = classifyStatus(answer, clock.now());
  if (failure) return err(failure);
  const parsed = Envelope.safeParse(parseJson(answer.body.toString('utf8')));
  if (parsed.success) return ok(parsed.data);
  return err({ kind: 'unreadable', why: `Not a GraphQL answer (HTTP ${answer.status})` });
}

async function settle(
  context: ClientContext,
  operation: ShopifyOperation<unknown>,
  variables: Readonly<Record<string, unknown>>,
  reserved: number,
  envelope: Result<ReadEnvelope, AdapterFailure>,
): Promise<void> {
  const { rate, costs, clock } = context;
  if (!envelope.ok) {
    const { error } = envelope;
    const untouched = error.kind === 'unavailable' && error.outcome === 'not-sent';
    await rate.settle({ reserved, cost: untouched ? 0 : reserved, report: undefined });
    if (error.kind === 'throttled') await rate.block(error.until, undefined);
    return;
  }
  const cost = envelope.value.extensions?.cost;
  if (cost) costs.learn(operation, variables, cost.requestedQueryCost);
  const spent = cost ? (cost.actualQueryCost ?? 0) : reserved;
  await rate.settle({ reserved, cost: spent, report: cost && toReport(cost) });
  const failure = classifyErrors(envelope.value, clock.now());
  if (failure?.kind === 'throttled') await rate.block(failure.until, cost && toReport(cost));
}

function toReport({ throttleStatus }: Cost): RateReport {
  return {
    maximum: throttleStatus.maximumAvailable,
    available: throttleStatus.currentlyAvailable,
    restorePerSecond: throttleStatus.restoreRate,
  };
}

/** Data with errors in it counts as an answer only when Shopify merely kept single fields from us. */
function readData<Answer>(
  { clock }: ClientContext,
  operation: ShopifyOperation<Answer>,
  envelope: ReadEnvelope,
): Result<Answer, AdapterFailure> {
  const failure = classifyErrors(envelope, clock.now());
  if (failure) return err(failure);
  const parsed = operation.answer.safeParse(envelope.data);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  return err({ kind: 'unreadable', why: `${operation.name}: ${where} ${issue?.message ?? ''}` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
