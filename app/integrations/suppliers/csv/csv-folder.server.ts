/** The folder of a supplier that sends stock as files, over HTTP: which file is next, and its bytes. */
import type { StockDelivery } from '../../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import { ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import { readAnswer } from '../api/api-client.server.ts';
import type { ApiClient } from '../api/api-client.server.ts';
import { FolderList } from './csv-schemas.ts';
import { deliveryOf, nextFile } from './newest-file.ts';
import type { FolderRules } from './newest-file.ts';
import { wholeFile } from './whole-file.ts';

export const LARGEST_FILE = 4 * 1024 ** 3;
export const FETCH_TIMEOUT_MS = 30 * 60_000;

export async function collectFromFolder(
  client: ApiClient,
  rules: FolderRules,
  cursorText: string | undefined,
): Promise<Result<StockDelivery | 'unchanged', AdapterFailure>> {
  const listed = await readAnswer(client.send({ path: '/files' }), FolderList);
  if (!listed.ok) return listed;
  const next = nextFile(listed.value.files, cursorText, rules);
  if (!next) return ok('unchanged');
  const file = await client.stream({
    path: `/files/${encodeURIComponent(next.name)}`,
    maxBytes: LARGEST_FILE,
    timeoutMs: FETCH_TIMEOUT_MS,
  });
  if (!file.ok) return file;
  const { body, headers } = file.value;
  return ok(deliveryOf(next, wholeFile(body, next), rules, statedIn(headers)));
}

/** `stock-as-of` speaks of the figures. */
export function statedIn(headers: Readonly<Record<string, string>>): Date | undefined {
  const told = Date.parse(headers['stock-as-of'] ?? '');
  return Number.isNaN(told) ? undefined : new Date(told);
}
