/** CSV text before it is rows: cut into pieces of a good size, without what programs write above the header. */

/** Characters that are scanned at once; also the most that is looked at for a header line. */
export const PIECE = 1 << 16;

export type Pieces = AsyncGenerator<string, void, undefined>;

/** Gathers small pieces, so that a source of single bytes costs no more than one of megabytes. */
export async function* inPieces(texts: AsyncIterable<string>): Pieces {
  let waiting: string[] = [];
  let length = 0;
  for await (const text of texts) {
    waiting.push(text);
    length += text.length;
    if (length < PIECE) continue;
    yield waiting.join('');
    waiting = [];
    length = 0;
  }
  yield waiting.join('');
}

/** Blank lines at the top, and the line by which spreadsheets are told the separator ("sep=;"). */
export function withoutPreamble(text: string): { body: string; line: number } {
  const preamble = /^(?:[ \t]*(?:sep=.[ \t]*)?(?:\r\n|\n|\r))*/i.exec(text)?.[0] ?? '';
  const lines = preamble.match(/\r\n|\n|\r/g)?.length ?? 0;
  return { body: text.slice(preamble.length), line: lines + 1 };
}

export function looksBinary(headerLine: string): boolean {
  return /\p{Cc}/u.test(headerLine.replaceAll('\t', ''));
}
