/** Text of a file in the encoding that is said of it, or the one that its bytes show (see decode-text). */
import { decodeText } from '../csv/decode-text.ts';
import type { Bytes } from './byte-stream.ts';
import { UnreadableFile } from './file-row.ts';
import type { FileFacts, FileLayout } from './file-row.ts';

const FOUND: Readonly<Record<string, string>> = {
  'windows-1252': 'windows-1252',
  'utf-16-without-bom': 'utf-16',
};

export async function* decodeStream(
  body: Bytes,
  { encoding }: FileLayout,
  facts: FileFacts,
): AsyncGenerator<string> {
  if (encoding) {
    facts.encoding = encoding;
    yield* decodeAs(body, encoding);
    return;
  }
  facts.encoding = 'utf-8';
  let isFirst = true;
  const notice = (found: { readonly code: string; readonly message: string }) => {
    facts.encoding = FOUND[found.code] ?? 'utf-8';
    (facts.notices ??= []).push(found.message);
  };
  for await (const text of decodeText(withMark(body, facts), notice)) {
    yield isFirst ? text.replace(/^\uFEFF/, '') : text;
    isFirst = false;
  }
}

/** UTF-16 with a mark says so by itself; the rest shows while it is read. */
async function* withMark(body: Bytes, facts: FileFacts): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of body) {
    if (isFirst && chunk[0] === 0xff && chunk[1] === 0xfe) facts.encoding = 'utf-16le';
    if (isFirst && chunk[0] === 0xfe && chunk[1] === 0xff) facts.encoding = 'utf-16be';
    if (chunk.length > 0) isFirst = false;
    yield chunk;
  }
}

async function* decodeAs(body: Bytes, encoding: string): AsyncGenerator<string> {
  const decoder = makeDecoder(encoding);
  for await (const chunk of body) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function makeDecoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new UnreadableFile(`The encoding ${encoding} is not known here.`);
  }
}
