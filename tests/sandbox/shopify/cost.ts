/**
 * Cost: the query points of a request. Scalars 0, objects 1, a mutation 10, connections by their size, and
 * `productSet` by what it carries. "Requested" takes `first` as the size, "actual" the nodes that came.
 * Sizes count as measured on real shops (250 nodes ≈ 12 × one node; 5·log10), or linearly: a switch.
 */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  OperationTypeNode,
} from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { productSetCost } from './cost-product-set.ts';
import { adminSchema } from './schema.ts';
import type { Switches } from './switches.ts';

const MUTATION_COST = 10;

type Walk = {
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  mode: Switches['connectionCost'];
};

export function requestedCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  mode: Switches['connectionCost'],
): number {
  return Math.ceil(costOfOperation(walkOf(document, variables, mode), operation, undefined));
}

/** Never above what was requested: unused points are given back, none are asked for afterwards. */
export function actualCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  mode: Switches['connectionCost'],
  data: unknown,
): number {
  return Math.ceil(costOfOperation(walkOf(document, variables, mode), operation, data ?? null));
}

function walkOf(
  document: DocumentNode,
  variables: Record<string, unknown>,
  mode: Switches['connectionCost'],
): Walk {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  return { fragments, variables, mode };
}

function costOfOperation(walk: Walk, operation: OperationDefinitionNode, data: unknown): number {
  const schema = adminSchema();
  if (operation.operation === OperationTypeNode.QUERY)
    return costOfSelections(walk, operation.selectionSet, schema.getQueryType(), data);
  return fieldsOf(walk, operation.selectionSet).reduce((sum, field) => {
    const payload = typeOfField(schema.getMutationType(), field);
    const answer = readField(data, field);
    const carried = field.name.value === 'productSet' ? productSetCost(field, walk.variables) : 0;
    return sum + MUTATION_COST + carried + connectionsIn(walk, field.selectionSet, payload, answer);
  }, 0);
}

/** Inside a mutation's payload only connections add to the base cost. */
function connectionsIn(
  walk: Walk,
  selections: SelectionSetNode | undefined,
  type: GraphQLNamedType | undefined,
  data: unknown,
): number {
  if (!selections || data === null) return 0;
  return fieldsOf(walk, selections).reduce((sum, field) => {
    const inner = typeOfField(type, field);
    const value = readField(data, field);
    if (inner?.name.endsWith('Connection')) return sum + costOfField(walk, field, type, value);
    return sum + connectionsIn(walk, field.selectionSet, inner, first(value));
  }, 0);
}

function costOfSelections(
  walk: Walk,
  selections: SelectionSetNode | undefined,
  type: GraphQLNamedType | null | undefined,
  data: unknown,
): number {
  if (!selections || data === null) return 0;
  return fieldsOf(walk, selections).reduce(
    (sum, field) => sum + costOfField(walk, field, type ?? undefined, readField(data, field)),
    0,
  );
}

function costOfField(
  walk: Walk,
  field: FieldNode,
  parent: GraphQLNamedType | undefined,
  data: unknown,
): number {
  const type = typeOfField(parent, field);
  if (!type || !isCompositeType(type) || data === null) return 0;
  if (!type.name.endsWith('Connection'))
    return 1 + costOfSelections(walk, field.selectionSet, type, first(data));
  return costOfConnection(walk, field, type, data);
}

function costOfConnection(
  walk: Walk,
  field: FieldNode,
  type: GraphQLNamedType,
  data: unknown,
): number {
  const inside = fieldsOf(walk, field.selectionSet);
  const nodes = inside.find((each) => each.name.value === 'nodes');
  const edges = inside.find((each) => each.name.value === 'edges');
  const edgeType = edges ? typeOfField(type, edges) : undefined;
  const nodeField =
    nodes ?? fieldsOf(walk, edges?.selectionSet).find((each) => each.name.value === 'node');
  if (!nodeField) return 1;
  const nodeType = typeOfField(nodes ? type : edgeType, nodeField);
  const came = data === undefined ? undefined : nodesOf(data, nodes, edges, nodeField);
  const size = came ? came.length : sizeAsked(walk, field);
  const child = came
    ? Math.max(
        0,
        ...came.map((each) => costOfSelections(walk, nodeField.selectionSet, nodeType, each)),
      )
    : costOfSelections(walk, nodeField.selectionSet, nodeType, undefined);
  return weigh(size, walk.mode) * (1 + child);
}

function nodesOf(
  data: unknown,
  nodes: FieldNode | undefined,
  edges: FieldNode | undefined,
  nodeField: FieldNode,
): unknown[] {
  const list = readField(data, nodes ?? edges ?? nodeField);
  if (!Array.isArray(list)) return [];
  return nodes ? list : list.map((edge: unknown) => readField(edge, nodeField));
}

function weigh(size: number, mode: Switches['connectionCost']): number {
  if (mode === 'linear') return size;
  return size <= 1 ? size : Math.max(1, 5 * Math.log10(size));
}

const DEFAULT_SIZE = 10;

function sizeAsked(walk: Walk, field: FieldNode): number {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    if (argument.value.kind === Kind.INT) return Number(argument.value.value);
    if (argument.value.kind === Kind.VARIABLE) {
      const size = walk.variables[argument.value.name.value];
      if (typeof size === 'number') return size;
    }
  }
  return DEFAULT_SIZE;
}

function fieldsOf(walk: Walk, selections: SelectionSetNode | undefined): FieldNode[] {
  return (selections?.selections ?? []).flatMap((each) => {
    if (each.kind === Kind.FIELD) return [each];
    const inner = each.kind === Kind.INLINE_FRAGMENT ? each : walk.fragments.get(each.name.value);
    return fieldsOf(walk, inner?.selectionSet);
  });
}

function typeOfField(
  parent: GraphQLNamedType | null | undefined,
  field: FieldNode,
): GraphQLNamedType | undefined {
  if (!parent) return undefined;
  if ('getFields' in parent) {
    const found = parent.getFields()[field.name.value];
    if (found) return getNamedType(found.type);
  }
  if (!isAbstractType(parent)) return undefined;
  // A field of an inline fragment: the first type behind the interface or union that has it.
  for (const possible of adminSchema().getPossibleTypes(parent)) {
    const found = isObjectType(possible) ? possible.getFields()[field.name.value] : undefined;
    if (found) return getNamedType(found.type);
  }
  return undefined;
}

function readField(data: unknown, field: FieldNode): unknown {
  if (data === undefined || data === null || typeof data !== 'object') return data;
  const value: unknown = Reflect.get(data, (field.alias ?? field.name).value);
  return value === undefined ? null : value;
}

const first = (data: unknown): unknown =>
  Array.isArray(data) ? (data.length === 0 ? null : (data[0] as unknown)) : data;
