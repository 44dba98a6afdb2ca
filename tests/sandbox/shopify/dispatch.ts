/**
 * Dispatch: finds who answers a field. Order: the table of its type, then the record's own property; a field that
 * neither knows is refused by name, so that nobody mistakes an empty answer for Shopify's.
 */
import { GraphQLError } from 'graphql';
import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLTypeResolver } from 'graphql';
import { gidKind } from './ids.ts';
import { withIdempotency } from './idempotency.ts';
import { notEmulated } from './resolver-types.ts';
import type { Context, ResolverTable } from './resolver-types.ts';
import { resolverTable } from './resolvers/index.ts';
import { requiredScope } from './scopes.ts';

type Source = Record<string, unknown> | undefined;
type Answer = (
  source: unknown,
  args: unknown,
  context: Context,
  info: GraphQLResolveInfo,
) => unknown;

const table: ResolverTable = resolverTable;

export const resolveField: GraphQLFieldResolver<Source, Context> = (
  source,
  args,
  context,
  info,
) => {
  const type = info.parentType.name;
  const resolver = table[type]?.[info.fieldName] as Answer | undefined;
  if (type === 'Mutation') return mutate(resolver, args, context, info);
  if (type === 'QueryRoot') checkScope(context, info);
  if (resolver) return resolver(source, args, context, info);
  if (source && info.fieldName in source) return source[info.fieldName];
  // A payload or record that leaves a nullable field out means null by it.
  if (type.endsWith('Payload')) return null;
  throw notEmulated(`${type}.${info.fieldName}`);
};

export const resolveType: GraphQLTypeResolver<Source, Context> = (source) => {
  if (typeof source?.['__typename'] === 'string') return source['__typename'];
  const kind = typeof source?.['id'] === 'string' ? gidKind(source['id']) : '';
  return kind === '' ? undefined : kind;
};

function mutate(
  resolver: Answer | undefined,
  args: unknown,
  context: Context,
  info: GraphQLResolveInfo,
): unknown {
  if (!resolver) throw notEmulated(`Mutation.${info.fieldName}`);
  checkScope(context, info);
  return withIdempotency(context, info, args, () => resolver(undefined, args, context, info));
}

function checkScope(context: Context, info: GraphQLResolveInfo): void {
  const needed = requiredScope(info.fieldName, context.core.switches);
  if (!needed) return;
  if (needed.anyOf.some((scope) => hasScope(context.caller.scopes, scope))) return;
  throw new GraphQLError(
    `Access denied for ${info.fieldName} field. Required access: \`${needed.anyOf.join('` or `')}\` access scope.`,
    {
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess: needed.anyOf.join(' or '),
      },
    },
  );
}

/** A write scope carries the read scope of the same thing with it. */
export function hasScope(scopes: readonly string[], wanted: string): boolean {
  return scopes.includes(wanted) || scopes.includes(wanted.replace(/^read_/, 'write_'));
}
