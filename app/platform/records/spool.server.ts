/** Spool: bytes put on disk for as long as they are read, because their form (ZIP) begins at its end. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Bytes } from './byte-stream.ts';
import { UnreadableFile } from './file-row.ts';

export type Spooled = { readonly path: string; readonly remove: () => Promise<void> };

export async function spool(source: Bytes, mostBytes: number): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), 'stockbridge-spool-'));
  const path = join(folder, 'file');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(limited(source, mostBytes), createWriteStream(path, { mode: 0o600 }));
  } catch (fault) {
    await remove();
    throw fault;
  }
  return { path, remove };
}

async function* limited(source: Bytes, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new UnreadableFile(`The file is larger than ${mostBytes} bytes.`);
    yield chunk;
  }
}
