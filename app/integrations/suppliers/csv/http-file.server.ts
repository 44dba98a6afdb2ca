/** One file at an address of its own, fetched only when it has changed (RFC 9110 §13: ETag, Last-Modified). */
import { z } from 'zod';
import type { StockDelivery } from '../../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { HttpClient } from '../../../platform/http-client.server.ts';
import { ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import { FETCH_TIMEOUT_MS, LARGEST_FILE, statedIn } from './csv-folder.server.ts';
import { deliveryOf } from './newest-file.ts';
import type { FolderRules } from './newest-file.ts';
import { wholeFile } from './whole-file.ts';

const Cursor = z.object({ etag: z.string().optional(), lastModified: z.string().optional() });

export async function collectFile(
  http: Pick<HttpClient, 'stream'>,
  source: {
    readonly address: string;
    readonly apiKey: string | undefined;
    readonly circuit: string;
  },
  rules: FolderRules,
  cursorText: string | undefined,
): Promise<Result<StockDelivery | 'unchanged', AdapterFailure>> {
  const { etag, lastModified } = readCursor(cursorText);
  const answer = await http.stream({
    url: source.address,
    headers: {
      ...(source.apiKey ? { authorization: `Bearer ${source.apiKey}` } : {}),
      ...(etag ? { 'if-none-match': etag } : {}),
      ...(lastModified ? { 'if-modified-since': lastModified } : {}),
    },
    accept: [304],
    maxBytes: LARGEST_FILE,
    timeoutMs: FETCH_TIMEOUT_MS,
    circuit: source.circuit,
    system: 'supplier',
  });
  if (!answer.ok) return answer;
  const { status, headers, body } = answer.value;
  if (status === 304) {
    for await (const chunk of body) void chunk;
    return ok('unchanged');
  }
  const told = Date.parse(headers['last-modified'] ?? '');
  const name = nameOf(source.address, headers['content-disposition']);
  const size = headers['content-encoding'] ? NaN : Number(headers['content-length'] ?? NaN);
  const file = {
    name,
    size: Number.isNaN(size) ? undefined : size,
    modified_at: new Date(Number.isNaN(told) ? 0 : told),
  };
  const trusting = { ...rules, trustsFileTime: rules.trustsFileTime && !Number.isNaN(told) };
  return ok({
    ...deliveryOf(file, wholeFile(body, file), trusting, statedIn(headers)),
    cursor: JSON.stringify({ etag: headers['etag'], lastModified: headers['last-modified'] }),
  });
}

/** A cursor that cannot be read costs one fetch more. */
function readCursor(text: string | undefined): z.infer<typeof Cursor> {
  try {
    return Cursor.safeParse(JSON.parse(text ?? '{}')).data ?? {};
  } catch {
    return {};
  }
}

function nameOf(address: string, disposition: string | undefined): string {
  const named = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  const last = new URL(address).pathname.split('/').at(-1) ?? '';
  return (named ?? (decodeURIComponent(last) || 'stock'))
    .replace(/[\\/\p{C}]/gu, '_')
    .slice(0, 200);
}
