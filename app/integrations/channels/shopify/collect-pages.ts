import type { Result } from '../../../platform/result.ts';
import { ok } from '../../../platform/result.ts';

export type Connection<Node> = {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};

/** All nodes of a connection, page after page; a connection that is not there has none. */
export async function collectPages<Node, Failure>(
  readPage: (
    after: string | undefined,
  ) => Promise<Result<Connection<Node> | null | undefined, Failure>>,
): Promise<Result<readonly Node[], Failure>> {
  const nodes: Node[] = [];
  for (let after: string | undefined; ; ) {
    const page = await readPage(after);
    if (!page.ok) return page;
    nodes.push(...(page.value?.nodes ?? []));
    const info = page.value?.pageInfo;
    if (!info?.hasNextPage || !info.endCursor) return ok(nodes);
    after = info.endCursor;
  }
}

/** The nodes of a first page that is already there, and of the pages after it. */
export async function collectRest<Node, Failure>(
  first: Connection<Node>,
  readPage: (after: string) => Promise<Result<Connection<Node> | null | undefined, Failure>>,
): Promise<Result<readonly Node[], Failure>> {
  const { endCursor, hasNextPage } = first.pageInfo;
  if (!hasNextPage || !endCursor) return ok(first.nodes);
  const rest = await collectPages((after) => readPage(after ?? endCursor));
  return rest.ok ? ok([...first.nodes, ...rest.value]) : rest;
}
