/** What a resolver of the stand-in Admin API is given, and how a table of them looks. */
import { GraphQLError } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { SandboxCore } from './core.ts';
import type { StoreState } from './store.ts';
import type { UserErrorRecord } from './store-app.ts';

export type Caller = { clientId: string; scopes: readonly string[] };
export type Context = {
  core: SandboxCore;
  store: StoreState;
  caller: Caller;
  /** Bulk operations read connections without `first`. */
  bulk: boolean;
  /** Mutations wait this long with their idempotency key taken (fault `latency`). */
  latencyMs: number;
};

/** Parameters are as narrow as each resolver declares them; the dispatcher alone hands them in. */
export type Resolver = (
  source: never,
  args: never,
  context: Context,
  info: GraphQLResolveInfo,
) => unknown;
export type ResolverTable = Record<string, Record<string, Resolver>>;

/** A field of a table that hands on the record's property of the same name is not listed: see `dispatch.ts`. */
export type Payload = { userErrors: UserErrorRecord[] } & Record<string, unknown>;

export const userError = (
  field: (string | number)[] | null,
  message: string,
  code: string | null = null,
): UserErrorRecord => ({ field: field?.map(String) ?? null, message, code });

/** The payload of a mutation that was refused. */
export const refused = (
  field: (string | number)[] | null,
  message: string,
  code: string | null = null,
): Payload => ({ userErrors: [userError(field, message, code)] });

export const NO_ERRORS: UserErrorRecord[] = [];

/** What the sandbox says rather than guess: it knows the thing by name only. */
export function notEmulated(what: string): GraphQLError {
  return new GraphQLError(`not emulated: ${what}`, { extensions: { code: 'NOT_EMULATED' } });
}
