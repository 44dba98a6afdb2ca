/** ZIP archive on disk: the names in it, and each file as a stream within the limits. Read by its central directory. */
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { inProportion } from './byte-stream.ts';
import type { Bytes } from './byte-stream.ts';
import { UnreadableFile } from './file-row.ts';
import type { FileLimits } from './file-row.ts';

export type ZipArchive = {
  readonly names: readonly string[];
  has(name: string): boolean;
  open(name: string): Promise<Bytes>;
  close(): void;
};

const MOST_ENTRIES = 10_000;
const openFile = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

export async function openArchive(path: string, limits: FileLimits): Promise<ZipArchive> {
  const file = await openFile(path, { lazyEntries: true, autoClose: false }).catch(() => {
    throw new UnreadableFile('The archive is damaged, or was cut off on its way.');
  });
  const entries = await readEntries(file).catch((fault: unknown) => {
    file.close();
    throw fault;
  });
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    open: (name) => openEntry(file, entries.get(name), limits),
    close: () => file.close(),
  };
}

function readEntries(file: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    file.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size > MOST_ENTRIES)
        reject(new UnreadableFile('The archive holds too many files.'));
      else file.readEntry();
    });
    file.on('end', () => resolve(entries));
    file.on('error', () =>
      reject(new UnreadableFile('The directory of the archive cannot be read.')),
    );
    file.readEntry();
  });
}

async function openEntry(
  file: ZipFile,
  entry: Entry | undefined,
  limits: FileLimits,
): Promise<Bytes> {
  if (!entry) throw new UnreadableFile('A part of the archive is missing.');
  if (entry.isEncrypted())
    throw new UnreadableFile('The archive is locked with a password. Send it without one.');
  const stream = await new Promise<Bytes>((resolve, reject) => {
    file.openReadStream(entry, (fault, opened) => {
      if (fault) reject(new UnreadableFile(`The archive cannot be read: ${fault.message}`));
      else resolve(opened);
    });
  });
  return inProportion(inWords(stream), () => entry.compressedSize, limits);
}

async function* inWords(stream: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (fault) {
    throw new UnreadableFile(
      `The archive is damaged: ${fault instanceof Error ? fault.message : 'it cannot be read'}`,
    );
  }
}
