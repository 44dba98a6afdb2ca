/** The same bytes in pieces of exactly that size; only the last may be smaller. */
export async function* inPieces(
  content: AsyncIterable<Uint8Array>,
  pieceBytes: number,
): AsyncGenerator<Buffer<ArrayBuffer>> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of content) {
    for (let start = 0; start < part.length; ) {
      const taken = part.subarray(start, start + pieceBytes - bytes);
      waiting.push(taken);
      bytes += taken.length;
      start += taken.length;
      if (bytes < pieceBytes) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}
