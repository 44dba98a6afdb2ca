/** The Admin API's door: `POST /admin/api/2026-10/graphql.json`. */
import { execute, GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';
import type { SandboxCore } from './core.ts';
import { actualCost, requestedCost } from './cost.ts';
import { resolveField, resolveType } from './dispatch.ts';
import { oversizedInput } from './input-size.ts';
import type { Caller, Context } from './resolver-types.ts';
import { adminSchema, prepareDocument } from './schema.ts';
import type { PreparedDocument } from './schema.ts';
import type { StoreState } from './store.ts';

export const MAXIMUM_QUERY_COST = 1000;

export type GraphqlRequest = { query: string; variables: Record<string, unknown> };
export type GraphqlAnswer = {
  data?: unknown;
  errors?: readonly unknown[];
  extensions?: Record<string, unknown>;
};
type Options = { latencyMs: number; throttled: boolean };

/** One request of an app, with limits and cost. */
export async function answerGraphql(
  core: SandboxCore,
  store: StoreState,
  caller: Caller,
  request: GraphqlRequest,
  options: Options,
): Promise<GraphqlAnswer> {
  const prepared = prepareDocument(request.query);
  const { document, operation } = prepared;
  if (prepared.errors.length > 0) return { errors: prepared.errors.map((each) => each.toJSON()) };
  if (!operation) return { errors: [{ message: 'No operation in the document' }] };
  const tooBig = oversizedInput(prepared.rootFields, request.variables);
  if (tooBig) return { errors: [tooBig] };
  const mode = core.switches.connectionCost;
  const requested = requestedCost(document, operation, request.variables, mode);
  const purse = { core, key: `${caller.clientId}|${store.shop.domain}`, plan: store.shop.plan };
  if (requested > MAXIMUM_QUERY_COST) return tooDear(requested);
  if (options.throttled || !reserve(purse, requested)) return throttled(purse, requested);
  const result = await run(core, store, caller, prepared, request.variables, options.latencyMs);
  const actual = Math.min(
    requested,
    actualCost(document, operation, request.variables, mode, result.data ?? null),
  );
  if (!core.settings.unlimited) core.buckets.refund(purse.key, purse.plan, requested - actual);
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map((each) => each.toJSON()) } : {}),
    extensions: { cost: costReport(purse, requested, actual) },
  };
}

type Purse = { core: SandboxCore; key: string; plan: StoreState['shop']['plan'] };

function reserve(purse: Purse, points: number): boolean {
  if (purse.core.settings.unlimited) return true;
  return purse.core.buckets.reserve(purse.key, purse.plan, points);
}

function run(
  core: SandboxCore,
  store: StoreState,
  caller: Caller,
  prepared: PreparedDocument,
  variables: Record<string, unknown>,
  latencyMs: number,
): ExecutionResult | Promise<ExecutionResult> {
  return runPrepared({ core, store, caller, bulk: false, latencyMs }, prepared, variables);
}

/** Executes without limits or cost: bulk operations come in here. */
export function runPrepared(
  context: Context,
  prepared: PreparedDocument,
  variables: Record<string, unknown>,
): ExecutionResult | Promise<ExecutionResult> {
  return execute({
    schema: adminSchema(),
    document: prepared.document,
    contextValue: context,
    variableValues: variables,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
}

function costReport(purse: Purse, requested: number, actual: number | null) {
  return {
    requestedQueryCost: requested,
    actualQueryCost: actual,
    throttleStatus: purse.core.buckets.status(purse.key, purse.plan),
  };
}

function throttled(purse: Purse, requested: number): GraphqlAnswer {
  const error = new GraphQLError('Throttled', {
    extensions: {
      code: 'THROTTLED',
      documentation: 'https://shopify.dev/api/usage/rate-limits',
    },
  });
  return {
    errors: [error.toJSON()],
    extensions: { cost: costReport(purse, requested, null) },
  };
}

function tooDear(requested: number): GraphqlAnswer {
  const error = new GraphQLError(
    `Query cost is ${requested}, which exceeds the single query max cost limit (${MAXIMUM_QUERY_COST}).`,
    { extensions: { code: 'MAX_COST_EXCEEDED', cost: requested, maxCost: MAXIMUM_QUERY_COST } },
  );
  return { errors: [error.toJSON()] };
}
