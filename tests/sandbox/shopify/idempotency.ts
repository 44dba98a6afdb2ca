/**
 * Idempotency: the key of the `@idempotent` directive. The schema cannot demand the directive, so it is demanded
 * here; the same key with the same variables answers what it answered the first time.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { getDirectiveValues, GraphQLError } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Payload } from './resolver-types.ts';
import { refused } from './resolver-types.ts';
import { requiresIdempotencyKey } from './schema.ts';

export function withIdempotency(
  context: Context,
  info: GraphQLResolveInfo,
  args: unknown,
  run: () => unknown,
): unknown {
  const key = readKey(info);
  if (key === undefined) {
    if (requiresIdempotencyKey(info.fieldName)) throw keyMissing(info.fieldName);
    return context.latencyMs > 0 ? wait(context.latencyMs).then(run) : run();
  }
  return once(context, `${context.caller.clientId}|${key}`, fingerprint(info.fieldName, args), run);
}

function once(context: Context, key: string, print: string, run: () => unknown): unknown {
  const { store, core } = context;
  const known = store.idempotency.get(key);
  if (known && !outlived(context, known.createdAt)) {
    if (known.fingerprint !== print)
      return refuse('The key was used with other parameters.', 'KEY_PARAMETER_MISMATCH');
    if (known.state === 'running')
      return refuse('A request with this key is under way.', 'CONCURRENT_REQUEST');
    if (known.state === 'failed')
      return refuse('The first attempt with this key failed.', 'PREVIOUS_ATTEMPT_FAILED');
    return structuredClone(known.payload);
  }
  const record = {
    fingerprint: print,
    state: 'running' as 'running' | 'done' | 'failed',
    payload: null as unknown,
    createdAt: core.clock.iso(),
  };
  store.idempotency.set(key, record);
  const finish = () => {
    try {
      const payload = run() as Payload;
      record.state = payload.userErrors.length > 0 ? 'failed' : 'done';
      record.payload = record.state === 'done' ? structuredClone(payload) : null;
      return payload;
    } catch (error) {
      // A request that the API could not even take leaves the key free.
      store.idempotency.delete(key);
      throw error;
    }
  };
  return context.latencyMs > 0 ? wait(context.latencyMs).then(finish) : finish();
}

function outlived(context: Context, createdAt: string): boolean {
  const hours = context.core.switches.idempotencyRetentionHours;
  return context.core.clock.now().getTime() - Date.parse(createdAt) > hours * 3_600_000;
}

const refuse = (message: string, code: string) => refused(null, message, `IDEMPOTENCY_${code}`);

function readKey(info: GraphQLResolveInfo): string | undefined {
  const directive = info.schema.getDirective('idempotent');
  const [node] = info.fieldNodes;
  if (!directive || !node?.directives?.length) return undefined;
  const key = getDirectiveValues(directive, node, info.variableValues)?.['key'];
  return typeof key === 'string' ? key : undefined;
}

function fingerprint(field: string, args: unknown): string {
  return createHash('sha1')
    .update(`${field}${JSON.stringify(args)}`)
    .digest('base64');
}

function keyMissing(field: string): GraphQLError {
  return new GraphQLError(`The @idempotent directive is required for this mutation: ${field}.`, {
    extensions: { code: 'BAD_REQUEST' },
  });
}
