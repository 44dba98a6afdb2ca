/** A mail server of a test: takes what it is sent, at a free port on loopback, or fails in the ways that servers do. */
import { SMTPServer } from 'smtp-server';

export type TakenMail = {
  readonly raw: string;
  /** Headers by lower-case name, unfolded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly to: readonly string[];
  /** Text and HTML as they were before their transfer encoding. */
  readonly text: string;
  readonly html: string;
};

/** hang-up: takes the content and closes without a word, as a server that dies does. */
export type MailFault = 'refuse' | 'busy' | 'hang-up' | 'wrong-password';

export type MailServer = {
  readonly url: string;
  readonly taken: TakenMail[];
  fault: MailFault | undefined;
  close(): Promise<void>;
};

export async function startMailServer(): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(_auth, _session, done) {
      if (desk.fault === 'wrong-password') done(new Error('Invalid username or password'));
      else done(null, { user: 'test' });
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        if (desk.fault === 'hang-up') {
          desk.taken.push(readMail(Buffer.concat(chunks).toString('utf8'), to));
          for (const connection of server.connections) connection._socket.destroy();
          return;
        }
        const said = FAULTS[desk.fault ?? 'none'];
        if (said) return done(Object.assign(new Error(said.text), { responseCode: said.code }));
        desk.taken.push(readMail(Buffer.concat(chunks).toString('utf8'), to));
        done(null);
      });
    },
  });
  server.on('error', () => undefined); // a client that breaks off is what some tests are about
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const desk: MailServer = {
    url: `smtp://post:secret@127.0.0.1:${address.port}`,
    taken: [],
    fault: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return desk;
}

const FAULTS: Readonly<Record<string, { code: number; text: string } | undefined>> = {
  refuse: { code: 550, text: 'No such user ada@muster.example' },
  busy: { code: 451, text: 'Try later' },
};

function readMail(raw: string, to: readonly string[]): TakenMail {
  const { headers, body } = split(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const parts = body.split(`--${boundary}`).map((part) => split(part.replace(/^\r?\n/, '')));
  const partOf = (type: string) => {
    const part = parts.find((each) => each.headers['content-type']?.startsWith(type));
    return part ? decode(part.body, part.headers['content-transfer-encoding'] ?? '') : '';
  };
  return { raw, headers, to, text: partOf('text/plain'), html: partOf('text/html') };
}

function split(raw: string): { headers: Record<string, string>; body: string } {
  const [head = '', ...rest] = raw.split(/\r?\n\r?\n/);
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.toLowerCase(), value.join(':').trim()];
    }),
  );
  return { headers, body: rest.join('\r\n\r\n') };
}

function decode(body: string, encoding: string): string {
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding.toLowerCase() !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** RFC 2047 words of a header as text. */
export function headerText(value: string | undefined): string {
  return (value ?? '')
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?(.*?)\?=/gi, (_all, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : decode(text.replaceAll('_', ' '), 'quoted-printable'),
    );
}
