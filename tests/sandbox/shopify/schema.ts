/**
 * The Admin API's schema, 2026-10, built from the official introspection result. Building takes about half a
 * second, so it is done once per process, on first use. Documents are parsed and validated once each.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, GraphQLError, Kind, parse, validate } from 'graphql';
import type {
  DocumentNode,
  GraphQLSchema,
  IntrospectionQuery,
  OperationDefinitionNode,
} from 'graphql';

export const API_VERSION = '2026-10';

let built: GraphQLSchema | undefined;

export function adminSchema(): GraphQLSchema {
  built ??= buildClientSchema(readIntrospection(), { assumeValid: true });
  return built;
}

function readIntrospection(): IntrospectionQuery {
  // The package does not export its data files, so they are read by their place.
  const file = new URL(
    `../../../node_modules/@shopify/dev-mcp/dist/data/admin_${API_VERSION}.json.gz`,
    import.meta.url,
  );
  const read = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as
    | IntrospectionQuery
    | { data: IntrospectionQuery };
  return 'data' in read ? read.data : read;
}

export type PreparedDocument = {
  document: DocumentNode;
  operation: OperationDefinitionNode | undefined;
  /** Names of the root fields, in order. */
  rootFields: string[];
  errors: readonly GraphQLError[];
};

const prepared = new Map<string, PreparedDocument>();
const PREPARED_KEPT = 1000;

/** Parses and validates; an answer that was given before is given again. */
export function prepareDocument(source: string): PreparedDocument {
  const known = prepared.get(source);
  if (known) return known;
  const fresh = prepare(source);
  if (prepared.size >= PREPARED_KEPT) prepared.clear();
  prepared.set(source, fresh);
  return fresh;
}

function prepare(source: string): PreparedDocument {
  let document: DocumentNode;
  try {
    document = parse(source);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const empty: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
    return { document: empty, operation: undefined, rootFields: [], errors: [error] };
  }
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const rootFields = (operation?.selectionSet.selections ?? []).flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  );
  return { document, operation, rootFields, errors: validate(adminSchema(), document) };
}

/** Mutations whose own text says that `@idempotent` is required. */
export function requiresIdempotencyKey(mutation: string): boolean {
  idempotent ??= new Set(
    Object.values(adminSchema().getMutationType()?.getFields() ?? {}).flatMap((field) =>
      /idempotency key is required/.test(field.description ?? '') ? [field.name] : [],
    ),
  );
  return idempotent.has(mutation);
}
let idempotent: Set<string> | undefined;
