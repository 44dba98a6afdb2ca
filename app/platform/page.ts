/** Page: one slice of a list. Every list is paged by a cursor that is the sort key of its last row. */
export type PageRequest = { readonly after?: string | undefined; readonly size: number };
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | undefined };

const MAX_SIZE = 250;

/** Cuts `size + 1` rows read from the database to a page, its cursor taken from the last row shown. */
export function toPage<Row>(
  rows: readonly Row[],
  size: number,
  cursorOf: (row: Row) => string,
): Page<Row> {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > size && last ? cursorOf(last) : undefined };
}

/** Reads `?after=&size=` as a page request; sizes out of 1…250 are brought into range. */
export function pageRequest(params: URLSearchParams, defaultSize = 50): PageRequest {
  const size = Number(params.get('size') ?? defaultSize);
  return {
    after: params.get('after') ?? undefined,
    size: Math.min(MAX_SIZE, Math.max(1, Number.isInteger(size) ? size : defaultSize)),
  };
}
