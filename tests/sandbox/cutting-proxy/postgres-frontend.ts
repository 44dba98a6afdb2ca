/** Reads what a client of PostgreSQL sends (protocol 3.0) and cuts it into the pieces that the server acts upon. */

export type FrontendPiece = {
  readonly bytes: Buffer;
  /** The SQL when the server acts upon the piece; undefined for the start of a session and for copied rows. */
  readonly sql: string | undefined;
};

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;

const QUERY = 0x51;
const PARSE = 0x50;
const BIND = 0x42;
const SYNC = 0x53;
const COPY_DONE = 0x63;
const COPY_DATA = 0x64;
const PASSWORD = 0x70;
const TERMINATE = 0x58;
const SENT_ALONE = new Set([COPY_DATA, PASSWORD, TERMINATE]);

/** Takes the stream as it comes; answers the pieces that are complete. */
export function createFrontendReader(): (chunk: Buffer) => FrontendPiece[] {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  let held: Buffer[] = [];
  let sql = '';
  const statements = new Map<string, string>();

  const note = (type: number, body: Buffer) => {
    if (type === QUERY) sql = textAt(body, 0);
    if (type === PARSE) {
      const name = textAt(body, 0);
      sql = textAt(body, Buffer.byteLength(name) + 1);
      if (name !== '') statements.set(name, sql);
    }
    if (type === BIND) {
      const portal = textAt(body, 0);
      sql = statements.get(textAt(body, Buffer.byteLength(portal) + 1)) ?? sql;
    }
    if (type === COPY_DONE) sql = 'copy done';
  };

  const pieceOf = (type: number, message: Buffer): FrontendPiece | undefined => {
    note(type, message.subarray(5));
    held.push(message);
    const isActedUpon = type === QUERY || type === SYNC || type === COPY_DONE;
    if (!isActedUpon && !(SENT_ALONE.has(type) && held.length === 1)) return undefined;
    const bytes = Buffer.concat(held);
    held = [];
    return { bytes, sql: isActedUpon ? sql : undefined };
  };

  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const pieces: FrontendPiece[] = [];
    while (rest.length >= (started ? 5 : 8)) {
      const length = started ? rest.readInt32BE(1) + 1 : rest.readInt32BE(0);
      if (rest.length < length) break;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      if (started) {
        const piece = pieceOf(message[0] ?? 0, message);
        if (piece) pieces.push(piece);
        continue;
      }
      started = ![SSL_REQUEST, GSS_REQUEST, CANCEL_REQUEST].includes(message.readInt32BE(4));
      pieces.push({ bytes: message, sql: undefined });
    }
    return pieces;
  };
}

function textAt(body: Buffer, start: number): string {
  const end = body.indexOf(0, start);
  return body.toString('utf8', start, end < 0 ? body.length : end);
}

/** True when the server's bytes end with ReadyForQuery: it has done all that it was asked. */
export function endsReady(chunk: Buffer): boolean {
  const tail = chunk.subarray(-6);
  return tail.length === 6 && tail[0] === 0x5a && tail.readInt32BE(1) === 5;
}
