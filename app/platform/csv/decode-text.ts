/**
 * Bytes to text for files whose encoding nobody states. A byte order mark decides (UTF-8, UTF-16); without one
 * it is UTF-8 until the first byte that cannot be. If all before it was ASCII the file is taken as Windows-1252,
 * what spreadsheets on Windows write; else it is UTF-8 with damage. The outcome does not depend on how the
 * bytes were cut into chunks.
 */
import { isAscii, isUtf8 } from 'node:buffer';

/** Something about the encoding that a person should know; the text is still read. */
type TextNotice = {
  readonly code: 'windows-1252' | 'damaged-utf-8' | 'utf-16-without-bom';
  readonly message: string;
};
type NoticeSink = (notice: TextNotice) => void;

const WINDOWS_1252: TextNotice = {
  code: 'windows-1252',
  message: 'The file is not UTF-8. It was read as Windows-1252; check accents and currency signs.',
};
const DAMAGED: TextNotice = {
  code: 'damaged-utf-8',
  message: 'The file is UTF-8 with unreadable bytes in places; those characters were replaced.',
};
const UTF_16_GUESSED: TextNotice = {
  code: 'utf-16-without-bom',
  message: 'The file looks like UTF-16 without a byte order mark and was read so.',
};

/** Decodes as the bytes come; holds back at most one unfinished character. */
export async function* decodeText(
  source: AsyncIterable<Uint8Array>,
  notice: NoticeSink,
): AsyncGenerator<string> {
  let decoder: Decoder | undefined;
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of source) {
    if (decoder) {
      yield decoder.decode(chunk);
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < 4) continue;
    decoder = chooseDecoder(head, notice);
    yield decoder.decode(head);
  }
  decoder ??= chooseDecoder(head, notice);
  if (head.length < 4) yield decoder.decode(head);
  yield decoder.end();
}

type Decoder = { decode(bytes: Uint8Array): string; end(): string };

function chooseDecoder(head: Uint8Array, notice: NoticeSink): Decoder {
  const [first, second, third] = head;
  if (first === 0xff && second === 0xfe) return plainDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return plainDecoder('utf-16be');
  if (first === 0xef && second === 0xbb && third === 0xbf) return new Utf8Guess(true, notice);
  const wide = first === 0 ? 'utf-16be' : 'utf-16le';
  if ((first === 0) === (second === 0)) return new Utf8Guess(false, notice);
  notice(UTF_16_GUESSED);
  return plainDecoder(wide);
}

function plainDecoder(label: string): Decoder {
  const decoder = new TextDecoder(label);
  return {
    decode: (bytes) => decoder.decode(bytes, { stream: true }),
    end: () => decoder.decode(),
  };
}

/** UTF-8 while it holds. `certain` once a byte order mark or any multi-byte character has proved it. */
class Utf8Guess implements Decoder {
  private certain: boolean;
  private readonly notice: NoticeSink;
  private settled: Decoder | undefined;
  private unfinished: Uint8Array = new Uint8Array(0);
  private readonly decoder = new TextDecoder('utf-8');

  constructor(certain: boolean, notice: NoticeSink) {
    this.certain = certain;
    this.notice = notice;
  }

  decode(chunk: Uint8Array): string {
    if (this.settled) return this.settled.decode(chunk);
    const bytes = this.unfinished.length > 0 ? Buffer.concat([this.unfinished, chunk]) : chunk;
    const whole = bytes.length - unfinishedTail(bytes);
    const complete = bytes.subarray(0, whole);
    if (!isUtf8(complete)) return this.settle(bytes);
    this.unfinished = Buffer.from(bytes.subarray(whole));
    this.certain ||= !isAscii(complete);
    return this.decoder.decode(complete, { stream: true });
  }

  end(): string {
    if (this.settled) return this.settled.end();
    if (this.unfinished.length === 0) return '';
    return this.settle(this.unfinished, true);
  }

  /** Bytes that are left at the end make no character; the second decoder says what they are. */
  private settle(bytes: Uint8Array, last = false): string {
    const valid = bytes.subarray(0, validPrefix(bytes));
    const proven = this.certain || !isAscii(valid);
    this.notice(proven ? DAMAGED : WINDOWS_1252);
    const settled = plainDecoder(proven ? 'utf-8' : 'windows-1252');
    this.settled = settled;
    const rest = settled.decode(bytes.subarray(valid.length));
    return this.decoder.decode(valid) + rest + (last ? settled.end() : '');
  }
}

/** Bytes at the end that begin a UTF-8 character whose rest has not come yet (0 to 3). */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

/** Length of the longest prefix that is whole, valid UTF-8. Runs once per file, where it goes wrong. */
function validPrefix(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
