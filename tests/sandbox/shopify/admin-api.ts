/** The two addresses an app calls in a shop: the Admin API and the token address, with faults dialled in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { OperationTypeNode } from 'graphql';
import { z } from 'zod';
import type { FaultRule, RequestRecord } from './control-types.ts';
import type { SandboxCore } from './core.ts';
import { answerGraphql } from './graphql.ts';
import type { GraphqlAnswer, GraphqlRequest } from './graphql.ts';
import { emulatedHost, pathOf, readJson, sendJson } from './http.ts';
import { answerTokenRequest } from './oauth.ts';
import { API_VERSION, prepareDocument } from './schema.ts';
import type { StoreState } from './store.ts';

const GRAPHQL = /^\/admin\/api\/([^/]+)\/graphql\.json$/;
const TOKEN = '/admin/oauth/access_token';
const HOLD_MS = 50;
const REQUESTS_KEPT = 5000;

const graphqlRequest = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Answers false when the address is neither of the two. */
export async function handleAdminApi(
  request: IncomingMessage,
  response: ServerResponse,
  core: SandboxCore,
): Promise<boolean> {
  const path = pathOf(request);
  const version = GRAPHQL.exec(path)?.[1];
  if (request.method !== 'POST' || (version === undefined && path !== TOKEN)) return false;
  const store = core.stores.get(emulatedHost(request));
  const body = await readJson(request);
  if (!store) sendJson(response, 404, { errors: 'Not Found' });
  else if (version === undefined) await handleToken(core, store, body, response);
  else await handleGraphql(core, store, { request, response, body, version });
  return true;
}

async function handleToken(
  core: SandboxCore,
  store: StoreState,
  body: unknown,
  response: ServerResponse,
): Promise<void> {
  const operation = 'oauth.token';
  const faults = core.faults.strike(store.shop.domain, [operation]);
  if (await failsBefore(faults, response)) return;
  await pause(latencyOf(faults));
  const answer = answerTokenRequest(core, store, body);
  note(core, { shop: store.shop.domain, operation, status: answer.status });
  if (await failsAfter(faults, response)) return;
  sendJson(response, answer.status, answer.body);
}

type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  body: unknown;
  version: string;
};

async function handleGraphql(core: SandboxCore, store: StoreState, exchange: Exchange) {
  const { request, response } = exchange;
  const { domain } = store.shop;
  const requestId = {
    'x-request-id': core.random.uuid(),
    'x-shopify-api-version': exchange.version,
  };
  if (exchange.version !== API_VERSION)
    return sendJson(response, 404, { errors: 'Not Found' }, requestId);
  const token = core.tokens.access(String(request.headers['x-shopify-access-token'] ?? ''), domain);
  if (!token) {
    note(core, { shop: domain, operation: 'unauthorized', status: 401 });
    const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
    return sendJson(response, 401, { errors }, requestId);
  }
  const read = graphqlRequest.safeParse(exchange.body);
  if (!read.success)
    return sendJson(
      response,
      400,
      { errors: { query: 'Required parameter missing or invalid' } },
      requestId,
    );
  const wanted: GraphqlRequest = { query: read.data.query, variables: read.data.variables ?? {} };
  const { rootFields, operation } = prepareDocument(wanted.query);
  const faults = core.faults.strike(domain, rootFields);
  const noted = note(core, {
    shop: domain,
    operation: rootFields.join('+'),
    status: 200,
    variables: wanted.variables,
  });
  if (faults.length > 0) noted.faults = faults.map(({ kind }) => kind);
  if (await failsBefore(faults, response)) return;
  const latencyMs = latencyOf(faults);
  if (operation?.operation !== OperationTypeNode.MUTATION) await pause(latencyMs);
  const answer = await answerGraphql(core, store, token, wanted, {
    latencyMs: operation?.operation === OperationTypeNode.MUTATION ? latencyMs : 0,
    throttled: faults.some((fault) => fault.kind === 'throttled'),
  });
  noteAnswer(noted, answer);
  if (await failsAfter(faults, response)) return;
  sendJson(response, 200, answer, requestId);
}

/** Waiting for nothing would still cost a millisecond. */
async function pause(ms: number): Promise<void> {
  if (ms > 0) await wait(ms);
}

function latencyOf(faults: readonly FaultRule[]): number {
  return faults.reduce((sum, each) => sum + (each.kind === 'latency' ? (each.ms ?? 0) : 0), 0);
}

async function failsBefore(
  faults: readonly FaultRule[],
  response: ServerResponse,
): Promise<boolean> {
  for (const fault of faults) {
    if (fault.kind === 'http500') return failWith(response, 500, 'Internal Server Error');
    if (fault.kind === 'http429') return failWith(response, 429, 'Too Many Requests');
    if (fault.kind === 'timeout-before-effect') return drop(response, fault);
  }
  return false;
}

async function failsAfter(
  faults: readonly FaultRule[],
  response: ServerResponse,
): Promise<boolean> {
  for (const fault of faults) {
    if (fault.kind === 'http500-after-effect')
      return failWith(response, 500, 'Internal Server Error');
    if (fault.kind === 'invalid-json') return failWith(response, 200, '<html>maintenance</html>');
    if (fault.kind === 'timeout-after-effect') return drop(response, fault);
  }
  return false;
}

function failWith(response: ServerResponse, status: number, text: string): true {
  response.writeHead(status, {
    'content-type': 'text/html',
    ...(status === 429 ? { 'retry-after': '1' } : {}),
  });
  response.end(text);
  return true;
}

/** Holds the connection a while, then drops it without an answer. */
async function drop(response: ServerResponse, fault: FaultRule): Promise<true> {
  await wait(fault.ms ?? HOLD_MS);
  response.destroy();
  return true;
}

function note(
  core: SandboxCore,
  noted: { shop: string; operation: string; status: number; variables?: unknown },
): RequestRecord {
  const record: RequestRecord = {
    at: core.clock.iso(),
    cost: null,
    errors: [],
    userErrors: [],
    variables: null,
    ...noted,
  };
  core.requests.push(record);
  if (core.requests.length > REQUESTS_KEPT) core.requests.splice(0, REQUESTS_KEPT / 2);
  return record;
}

const costReport = z.object({ cost: z.object({ requestedQueryCost: z.number() }) });
const failed = z.object({
  userErrors: z.array(
    z.object({ field: z.unknown(), message: z.string(), code: z.string().nullish() }),
  ),
});

function noteAnswer(record: RequestRecord, answer: GraphqlAnswer): void {
  record.cost = costReport.safeParse(answer.extensions).data?.cost.requestedQueryCost ?? null;
  record.errors = (answer.errors ?? []).map((each) => String(Reflect.get(Object(each), 'message')));
  if (typeof answer.data !== 'object' || answer.data === null) return;
  for (const payload of Object.values(answer.data)) {
    const userErrors = failed.safeParse(payload).data?.userErrors ?? [];
    for (const { field, message, code } of userErrors)
      record.userErrors.push({ field, message, ...(code == null ? {} : { code }) });
  }
}
