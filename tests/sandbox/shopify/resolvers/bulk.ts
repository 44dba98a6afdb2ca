/** Bulk operations and staged uploads as the API shows them; they run in `../bulk.ts`. */
import { OperationTypeNode } from 'graphql';
import { countConnections, startBulkOperation } from '../bulk.ts';
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { nextGid } from '../ids.ts';
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused } from '../resolver-types.ts';
import { prepareDocument } from '../schema.ts';
import { compareMoments, filterBy, sameId, sameText } from '../search-query.ts';
import type { Gid } from '../store.ts';
import type { BulkOperationRecord } from '../store-app.ts';

const MOST_AT_ONCE = 5;
const LIVE = ['CREATED', 'RUNNING', 'CANCELING'];

function bulkOperationRunMutation(
  _source: unknown,
  args: { mutation: string; stagedUploadPath: string; clientIdentifier?: string | null },
  context: Context,
): Payload {
  const identifier = args.clientIdentifier ?? null;
  if (identifier !== null && (identifier.length < 10 || identifier.length > 255))
    return refused(
      ['clientIdentifier'],
      'Client identifier must be 10 to 255 characters long',
      'INVALID_MUTATION',
    );
  const upload = context.store.stagedUploads.get(args.stagedUploadPath);
  if (upload?.content == null)
    return refused(['stagedUploadPath'], 'The JSONL file could not be found.', 'NO_SUCH_FILE');
  const prepared = prepareDocument(args.mutation);
  if (prepared.errors.length > 0 || prepared.operation?.operation !== OperationTypeNode.MUTATION)
    return refused(
      ['mutation'],
      prepared.errors[0]?.message ?? 'Not a mutation',
      'INVALID_MUTATION',
    );
  if (liveCount(context, 'MUTATION') >= MOST_AT_ONCE) return tooMany();
  const operation = add(context, 'MUTATION', args.mutation);
  operation.clientIdentifier = identifier;
  operation.stagedUploadPath = args.stagedUploadPath;
  startBulkOperation(context.core, context.store, operation);
  return { bulkOperation: operation, userErrors: NO_ERRORS };
}

function bulkOperationRunQuery(
  _source: unknown,
  args: { query: string },
  context: Context,
): Payload {
  const prepared = prepareDocument(args.query);
  if (prepared.errors.length > 0 || prepared.operation?.operation !== OperationTypeNode.QUERY)
    return refused(['query'], prepared.errors[0]?.message ?? 'Not a query', 'INVALID');
  const { count, depth } = countConnections(prepared.operation.selectionSet);
  if (count === 0)
    return refused(['query'], 'Bulk queries must contain at least one connection.', 'INVALID');
  if (count > 5)
    return refused(['query'], 'Bulk queries cannot contain more than 5 connections.', 'INVALID');
  if (depth > 2)
    return refused(
      ['query'],
      'Bulk queries cannot nest connections deeper than 2 levels.',
      'INVALID',
    );
  if (liveCount(context, 'QUERY') >= MOST_AT_ONCE) return tooMany();
  const operation = add(context, 'QUERY', args.query);
  startBulkOperation(context.core, context.store, operation);
  return { bulkOperation: operation, userErrors: NO_ERRORS };
}

const tooMany = () =>
  refused(
    null,
    `At most ${MOST_AT_ONCE} bulk operations can run at once.`,
    'OPERATION_IN_PROGRESS',
  );

function liveCount({ store, caller }: Context, kind: BulkOperationRecord['kind']): number {
  return [...store.bulkOperations.values()].filter(
    (each) => each.clientId === caller.clientId && each.kind === kind && LIVE.includes(each.status),
  ).length;
}

function add(
  { core, store, caller }: Context,
  kind: BulkOperationRecord['kind'],
  query: string,
): BulkOperationRecord {
  const operation: BulkOperationRecord = {
    id: nextGid(store, 'BulkOperation'),
    clientId: caller.clientId,
    kind,
    status: 'CREATED',
    errorCode: null,
    query,
    clientIdentifier: null,
    stagedUploadPath: null,
    objectCount: 0,
    rootObjectCount: 0,
    result: null,
    createdAt: core.clock.iso(),
    completedAt: null,
  };
  store.bulkOperations.set(operation.id, operation);
  return operation;
}

function bulkOperationCancel(
  _source: unknown,
  args: { id: Gid },
  { store, caller }: Context,
): Payload {
  const operation = store.bulkOperations.get(args.id);
  if (!operation || operation.clientId !== caller.clientId)
    return refused(['id'], 'Bulk operation does not exist');
  if (!LIVE.includes(operation.status))
    return refused(null, 'A bulk operation cannot be canceled when it is completed');
  operation.status = 'CANCELING';
  return { bulkOperation: operation, userErrors: NO_ERRORS };
}

function bulkOperations(
  _source: unknown,
  args: PageArguments & { query?: string | null },
  context: Context,
) {
  const own = [...context.store.bulkOperations.values()].filter(
    (each) => each.clientId === context.caller.clientId,
  );
  const found = filterBy(own, args.query, {
    id: (each, value) => sameId(each.id, value),
    status: (each, value) => sameText(each.status, value),
    operation_type: (each, value) => sameText(each.kind, value),
    created_at: (each, value, how) => compareMoments(each.createdAt, value, how),
  });
  return connect(found, args, context);
}

type UploadInput = { filename: string; mimeType: string; resource: string; httpMethod: string };

function stagedUploadsCreate(
  _source: unknown,
  args: { input: UploadInput[] },
  { core, store }: Context,
): Payload {
  const stagedTargets = args.input.map((input) => {
    const key = `tmp/${store.shop.domain}/bulk/${core.random.uuid()}/${input.filename}`;
    const { resource } = input;
    store.stagedUploads.set(key, { key, resource, content: null, createdAt: core.clock.iso() });
    const url = `${core.origin}/__files/upload/${store.shop.domain}`;
    return {
      url,
      resourceUrl: `${url}/${key}`,
      parameters: [
        { name: 'Content-Type', value: input.mimeType },
        { name: 'success_action_status', value: '201' },
        { name: 'acl', value: 'private' },
        { name: 'key', value: key },
      ],
    };
  });
  return { stagedTargets, userErrors: NO_ERRORS };
}

export const bulkResolvers: ResolverTable = {
  QueryRoot: {
    bulkOperation: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.bulkOperations.get(args.id) ?? null,
    bulkOperations,
  },
  Mutation: {
    bulkOperationRunMutation,
    bulkOperationRunQuery,
    bulkOperationCancel,
    stagedUploadsCreate,
  },
  BulkOperation: {
    type: (operation: BulkOperationRecord) => operation.kind,
    fileSize: (operation: BulkOperationRecord) =>
      operation.result === null ? null : Buffer.byteLength(operation.result),
    url: (operation: BulkOperationRecord, _args: unknown, { core, store }: Context) =>
      operation.status === 'COMPLETED' && operation.result
        ? resultUrl(core.origin, store.shop.domain, operation)
        : null,
    partialDataUrl: (operation: BulkOperationRecord, _args: unknown, { core, store }: Context) =>
      operation.status !== 'COMPLETED' && operation.result
        ? resultUrl(core.origin, store.shop.domain, operation)
        : null,
  },
};

const resultUrl = (origin: string, shop: string, operation: BulkOperationRecord): string =>
  `${origin}/__files/bulk/${shop}/${operation.id.split('/').at(-1) ?? ''}.jsonl`;
