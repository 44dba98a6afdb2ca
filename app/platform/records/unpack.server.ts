/**
 * Unpacking: a delivery may come as it is, gzipped, or as a ZIP archive with one file in it. One layer only, and within
 * the limits, so that a small file never becomes a large one. A workbook (XLSX) is a ZIP archive too.
 */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { counted, inProportion, peek } from './byte-stream.ts';
import type { Bytes } from './byte-stream.ts';
import { UnreadableFile } from './file-row.ts';
import type { FileFacts, FileLimits } from './file-row.ts';
import { spool } from './spool.server.ts';
import { openArchive } from './zip-archive.server.ts';
import type { ZipArchive } from './zip-archive.server.ts';

export type Unpacked =
  | { readonly kind: 'bytes'; readonly body: Bytes }
  | { readonly kind: 'workbook'; readonly archive: ZipArchive };

const MAGIC_BYTES = 4;
const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;
const isZip = (head: Buffer): boolean => head.subarray(0, 4).equals(Buffer.from('PK\x03\x04'));
const isOldOffice = (head: Buffer): boolean =>
  head.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]));

/** Hands what is inside to `read`, and removes what had to be put on disk for it afterwards. */
export async function* unpack<Row>(
  source: Bytes,
  limits: FileLimits,
  facts: FileFacts,
  read: (unpacked: Unpacked) => AsyncIterable<Row>,
): AsyncGenerator<Row> {
  const { head, whole } = await peek(source, MAGIC_BYTES);
  if (isGzip(head)) yield* unpackGzip(whole, limits, facts, read);
  else if (isZip(head)) yield* unpackZip(whole, limits, facts, read, true);
  else yield* read({ kind: 'bytes', body: plain(head, whole) });
}

function plain(head: Buffer, whole: Bytes): Bytes {
  if (!isOldOffice(head)) return whole;
  throw new UnreadableFile(
    'This is a workbook in the old binary form (XLS). Save it as XLSX or CSV and send it again.',
  );
}

async function* unpackGzip<Row>(
  source: Bytes,
  limits: FileLimits,
  facts: FileFacts,
  read: (unpacked: Unpacked) => AsyncIterable<Row>,
): AsyncGenerator<Row> {
  facts.packedAs = 'gzip';
  let packed = 0;
  const bytes = Readable.from(counted(source, (count) => (packed += count)));
  const gunzip = createGunzip();
  pipeline(bytes, gunzip, () => undefined); // a fault of either is told to whoever reads
  const unpacked = inProportion(gunzip, () => packed, limits);
  const { head, whole } = await peek(inWords(unpacked), MAGIC_BYTES);
  if (isGzip(head)) throw packedTwice();
  if (isZip(head)) yield* unpackZip(whole, limits, facts, read, false);
  else yield* read({ kind: 'bytes', body: plain(head, whole) });
}

async function* unpackZip<Row>(
  source: Bytes,
  limits: FileLimits,
  facts: FileFacts,
  read: (unpacked: Unpacked) => AsyncIterable<Row>,
  mayHoldFile: boolean,
): AsyncGenerator<Row> {
  const spooled = await spool(source, limits.mostBytes);
  let archive: ZipArchive | undefined;
  try {
    archive = await openArchive(spooled.path, limits);
    if (archive.has('xl/workbook.xml')) {
      yield* read({ kind: 'workbook', archive });
      return;
    }
    if (!mayHoldFile) throw packedTwice();
    facts.packedAs = 'zip';
    const { head, whole } = await peek(await archive.open(onlyFile(archive)), MAGIC_BYTES);
    if (isGzip(head)) throw packedTwice();
    if (isZip(head)) yield* unpackZip(whole, limits, facts, read, false);
    else yield* read({ kind: 'bytes', body: plain(head, whole) });
  } finally {
    archive?.close();
    await spooled.remove();
  }
}

function onlyFile(archive: ZipArchive): string {
  const names = archive.names.filter((name) => !/(^|\/)(\.|__MACOSX\/)|\/$/.test(name));
  const [only] = names;
  if (names.length === 1 && only) return only;
  throw new UnreadableFile(
    names.length === 0
      ? 'The archive is empty.'
      : `The archive holds ${names.length} files (${names.slice(0, 5).join(', ')}). Send one file in each.`,
  );
}

const packedTwice = (): UnreadableFile =>
  new UnreadableFile('The file is packed twice. Send it as it is, or packed once.');

async function* inWords(unpacked: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* unpacked;
  } catch (fault) {
    if (fault instanceof UnreadableFile) throw fault;
    throw new UnreadableFile('The archive is damaged, or was cut off on its way.');
  }
}
