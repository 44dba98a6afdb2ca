/**
 * Run id of a bulk import: Shopify's operation with the products of its file in their order, deflated. The result's
 * lines carry only a number, and of a refused product nothing else, so the order must travel with the id.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

type Sent = readonly { readonly key: string; readonly published: boolean }[];

const SentRows = z.array(z.tuple([z.string(), z.union([z.literal(0), z.literal(1)])]));
const MOST_BYTES = 32 * 1024 * 1024;

export function joinRunId(operationId: string, products: Sent): string {
  const rows = products.map(({ key, published }) => [key, published ? 1 : 0]);
  return `${operationId}#${deflateRawSync(JSON.stringify(rows)).toString('base64url')}`;
}

export function splitRunId(
  runId: string,
): { readonly operationId: string; readonly products: Sent } | undefined {
  const [operationId, packed] = runId.split('#');
  if (!operationId || !packed) return undefined;
  const rows = SentRows.safeParse(unpack(packed));
  if (!rows.success) return undefined;
  return {
    operationId,
    products: rows.data.map(([key, shown]) => ({ key, published: shown === 1 })),
  };
}

function unpack(packed: string): unknown {
  try {
    const bytes = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: MOST_BYTES });
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
