/**
 * Bulk operations: a mutation over every line of an uploaded file, or a query over everything, run beside the
 * other requests; the result is a JSONL file. They spend no rate-limit points.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { Kind } from 'graphql';
import type { SelectionSetNode } from 'graphql';
import type { SandboxCore } from './core.ts';
import { runPrepared } from './graphql.ts';
import type { Context } from './resolver-types.ts';
import { prepareDocument } from './schema.ts';
import type { StoreState } from './store.ts';
import type { BulkOperationRecord } from './store-app.ts';

const LINES_PER_TURN = 20;

export function startBulkOperation(
  core: SandboxCore,
  store: StoreState,
  operation: BulkOperationRecord,
): void {
  void runBulkOperation(core, store, operation).catch((error: unknown) => {
    operation.errorCode = 'INTERNAL_SERVER_ERROR';
    finish(core, store, operation, 'FAILED');
    console.warn('bulk operation failed', error);
  });
}

async function runBulkOperation(
  core: SandboxCore,
  store: StoreState,
  operation: BulkOperationRecord,
): Promise<void> {
  await turn();
  if (isCanceled(operation)) return finish(core, store, operation, 'CANCELED');
  operation.status = 'RUNNING';
  const [fault] = core.faults.strike(store.shop.domain, ['bulk.run']);
  if (fault?.kind === 'http500') {
    operation.errorCode = 'INTERNAL_SERVER_ERROR';
    return finish(core, store, operation, 'FAILED');
  }
  const scopes = store.installations.get(operation.clientId)?.scopes ?? [];
  const caller = { clientId: operation.clientId, scopes };
  const context: Context = { core, store, caller, bulk: true, latencyMs: 0 };
  const lines =
    operation.kind === 'QUERY'
      ? await runQuery(context, operation)
      : await runMutation(context, operation);
  operation.result = lines.map((line) => `${line}\n`).join('');
  finish(core, store, operation, isCanceled(operation) ? 'CANCELED' : 'COMPLETED');
}

const isCanceled = (operation: BulkOperationRecord): boolean => operation.status === 'CANCELING';

async function runMutation(context: Context, operation: BulkOperationRecord): Promise<string[]> {
  const upload = context.store.stagedUploads.get(operation.stagedUploadPath ?? '');
  const inputs = (upload?.content ?? '').split('\n').filter((line) => line.trim() !== '');
  const prepared = prepareDocument(operation.query);
  const numbered = context.core.switches.bulkResultHasLineNumber;
  const results: string[] = [];
  for (const [index, input] of inputs.entries()) {
    if (index % LINES_PER_TURN === 0) await turn();
    if (isCanceled(operation)) break;
    const number = numbered ? { __lineNumber: index } : {};
    const variables = readLine(input);
    const result = variables
      ? await runPrepared(context, prepared, variables)
      : { errors: [{ message: 'Invalid JSON' }] };
    results.push(JSON.stringify({ ...result, ...number }));
    operation.objectCount = results.length;
    operation.rootObjectCount = results.length;
  }
  return results;
}

function readLine(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

async function runQuery(context: Context, operation: BulkOperationRecord): Promise<string[]> {
  const result = await runPrepared(context, prepareDocument(operation.query), {});
  if (result.errors) throw new Error(result.errors[0]?.message);
  const lines: string[] = [];
  const nearest = context.core.switches.bulkParent === 'nearest-object';
  for (const root of Object.values(result.data ?? {}))
    if (isRecord(root)) flattenConnection(root, null, lines, nearest, operation);
  operation.objectCount = lines.length;
  return lines;
}

type Row = Record<string, unknown>;
const isRecord = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function nodesOf(value: Row): Row[] | undefined {
  if (Array.isArray(value['nodes'])) return value['nodes'].filter(isRecord);
  if (!Array.isArray(value['edges'])) return undefined;
  return value['edges']
    .filter(isRecord)
    .map((edge) => edge['node'])
    .filter(isRecord);
}

/** One line per node; the nodes of connections inside follow as lines of their own that name their parent. */
function flattenConnection(
  connection: Row,
  parentId: unknown,
  lines: string[],
  nearest: boolean,
  operation: BulkOperationRecord,
): void {
  for (const node of nodesOf(connection) ?? []) {
    const children: { connection: Row; parentId: unknown }[] = [];
    const row = stripConnections(node, node['id'], nearest, children);
    if (parentId === null) operation.rootObjectCount += 1;
    lines.push(JSON.stringify(parentId === null ? row : { ...row, __parentId: parentId }));
    for (const child of children)
      flattenConnection(child.connection, child.parentId, lines, nearest, operation);
  }
}

function stripConnections(
  row: Row,
  parentId: unknown,
  nearest: boolean,
  children: { connection: Row; parentId: unknown }[],
): Row {
  const kept: Row = {};
  for (const [key, value] of Object.entries(row)) {
    if (!isRecord(value)) kept[key] = value;
    else if (nodesOf(value)) children.push({ connection: value, parentId });
    else
      kept[key] = stripConnections(value, (nearest && value['id']) || parentId, nearest, children);
  }
  return kept;
}

/** How many connections a query has, and how deep they nest. */
export function countConnections(
  selections: SelectionSetNode | undefined,
  level = 0,
): { count: number; depth: number } {
  let [count, depth] = [0, level];
  for (const each of selections?.selections ?? []) {
    if (each.kind === Kind.FRAGMENT_SPREAD || !each.selectionSet) continue;
    const isConnection =
      each.kind === Kind.FIELD &&
      each.selectionSet.selections.some(
        (inner) => inner.kind === Kind.FIELD && ['edges', 'nodes'].includes(inner.name.value),
      );
    const inside = countConnections(each.selectionSet, isConnection ? level + 1 : level);
    count += inside.count + Number(isConnection);
    depth = Math.max(depth, inside.depth);
  }
  return { count, depth };
}

function finish(
  core: SandboxCore,
  store: StoreState,
  operation: BulkOperationRecord,
  status: BulkOperationRecord['status'],
): void {
  operation.status = status;
  operation.completedAt = core.clock.iso();
  core.webhooks.publish(store, 'bulk_operations/finish', () => ({
    admin_graphql_api_id: operation.id,
    completed_at: operation.completedAt,
    created_at: operation.createdAt,
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: status.toLowerCase(),
    type: operation.kind.toLowerCase(),
  }));
}
