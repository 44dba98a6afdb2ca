/** Streams of bytes: a look at how one begins, and a count of what comes out of an archive. */
import { UnreadableFile } from './file-row.ts';
import type { FileLimits } from './file-row.ts';

export type Bytes = AsyncIterable<Uint8Array>;

/** The first bytes (at least `count`, unless it ends before) and a stream that still begins with them. */
export async function peek(
  source: Bytes,
  count: number,
): Promise<{ readonly head: Buffer; readonly whole: Bytes }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  return { head: Buffer.concat(chunks), whole: rejoined(chunks, iterator) };
}

async function* rejoined(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Passes on what an archive yields while it stays in proportion to what went in (a bomb does not). */
export async function* inProportion(
  unpacked: Bytes,
  packedBytes: () => number,
  limits: FileLimits,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of unpacked) {
    bytes += chunk.length;
    if (bytes > limits.mostBytes)
      throw new UnreadableFile(`The archive holds more than ${limits.mostBytes} bytes.`);
    if (bytes > limits.looseBytes && bytes > limits.mostRatio * packedBytes())
      throw new UnreadableFile(
        `The archive unpacks to more than ${limits.mostRatio} times its size; it is taken for a bomb and not read.`,
      );
    yield chunk;
  }
}

export async function* counted(
  source: Bytes,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count(chunk.length);
    yield chunk;
  }
}
