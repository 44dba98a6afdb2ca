/** Connections: pages of a list, by opaque cursors, at most 250 nodes each. */
import { GraphQLError } from 'graphql';
import type { Context } from './resolver-types.ts';

export type PageArguments = {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
};
type Node = { id: string };

const toCursor = (node: Node) => Buffer.from(node.id).toString('base64url');
const fromCursor = (cursor: string) => Buffer.from(cursor, 'base64url').toString('utf8');

/** One page of nodes that are already filtered and sorted. */
export function connect<Each extends Node>(
  all: readonly Each[],
  page: PageArguments,
  context: Context,
) {
  if (!context.bulk) checkPage(page);
  const ordered = page.reverse ? [...all].reverse() : all;
  const start = page.after ? indexAfter(ordered, page.after) : 0;
  const end = page.before ? indexOf(ordered, page.before) : ordered.length;
  const window = cut(start, end, page);
  const nodes = ordered.slice(window.from, window.to);
  return {
    nodes,
    edges: nodes.map((node) => ({ node, cursor: toCursor(node) })),
    pageInfo: {
      hasNextPage: window.to < ordered.length,
      hasPreviousPage: window.from > 0,
      startCursor: nodes[0] ? toCursor(nodes[0]) : null,
      endCursor: nodes.at(-1) ? toCursor(nodes.at(-1) ?? { id: '' }) : null,
    },
  };
}

function cut(start: number, end: number, page: PageArguments): { from: number; to: number } {
  if (page.first != null) return { from: start, to: Math.min(end, start + page.first) };
  if (page.last != null) return { from: Math.max(start, end - page.last), to: end };
  return { from: start, to: end };
}

function indexOf(nodes: readonly Node[], cursor: string): number {
  const id = fromCursor(cursor);
  const index = nodes.findIndex((node) => node.id === id);
  if (index < 0)
    throw new GraphQLError('Invalid cursor for current pagination sort.', {
      extensions: { code: 'BAD_REQUEST' },
    });
  return index;
}

const indexAfter = (nodes: readonly Node[], cursor: string) => indexOf(nodes, cursor) + 1;

function checkPage(page: PageArguments): void {
  const size = page.first ?? page.last;
  if (size == null)
    throw new GraphQLError('you must provide one of first or last', {
      extensions: { code: 'BAD_REQUEST' },
    });
  if (size < 0 || size > 250)
    throw new GraphQLError(`first/last must be between 0 and 250, got ${size}`, {
      extensions: { code: 'BAD_REQUEST' },
    });
}
