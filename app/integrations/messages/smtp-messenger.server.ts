/**
 * Messenger over SMTP (RFC 5321) with nodemailer. One connection for each mail: what a server said, it said about this
 * one. Nodemailer's own `sendMail` does not tell whether a broken connection broke before or after the mail was given
 * away; here that is known, because its content is only read once the server has asked for it.
 */
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import type { Mail, Messenger } from '../../modules/notifications/messenger.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import type { Clock } from '../../platform/clock.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';

export type SmtpSettings = {
  /** smtp://user:password@host:port (STARTTLS where the server offers it) or smtps:// (TLS from the start). */
  readonly url: string;
  /** The address that mail comes from. */
  readonly from: string;
  readonly clock: Clock;
  /** Milliseconds of silence that end the exchange; default 30,000. */
  readonly patienceMs?: number;
};

export function createSmtpMessenger(settings: SmtpSettings): Messenger {
  return {
    async send(mail) {
      const content = await compose(settings, mail);
      return exchange(settings, mail, content);
    },
  };
}

function compose({ from, clock }: SmtpSettings, mail: Mail): Promise<Buffer> {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const unsubscribe = mail.unsubscribeUrl;
  const composer = new MailComposer({
    messageId: `<${mail.id}@${domain}>`,
    date: clock.now(),
    from: { name: mail.fromName, address: from },
    to: { name: mail.to.name ?? '', address: mail.to.address },
    ...(mail.replyTo ? { replyTo: mail.replyTo } : {}),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: {
      // Nobody's answering machine should answer (RFC 3834).
      'Auto-Submitted': 'auto-generated',
      ...(unsubscribe
        ? {
            'List-Unsubscribe': `<${unsubscribe}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }
        : {}),
    },
  });
  return composer.compile().build();
}

type Exchange = Result<{ readonly reference: string }, AdapterFailure>;

async function exchange(settings: SmtpSettings, mail: Mail, content: Buffer): Promise<Exchange> {
  const { connection, credentials } = open(settings);
  const given = { away: false };
  try {
    await called<undefined>((done) => {
      connection.once('error', done);
      connection.connect((fault) => done(fault ?? null));
    });
    if (credentials) {
      await called((done) => connection.login(credentials, (fault) => done(fault ?? null)));
    }
    const info = await called<{ response: string }>((done) => {
      connection.once('error', done);
      connection.once('end', () => done(new Error('The connection ended')));
      const envelope = { from: settings.from, to: mail.to.address };
      connection.send(envelope, contentThat(given, content), (fault, sent) => {
        done(fault ?? null, { response: sent?.response ?? '' });
      });
    });
    return ok({ reference: info.response.slice(0, 200) });
  } catch (fault) {
    return err(failureOf(fault, given.away, settings.clock));
  } finally {
    connection.close();
  }
}

function open({ url, patienceMs = 30_000 }: SmtpSettings) {
  const address = new URL(url);
  const secure = address.protocol === 'smtps:';
  const connection = new SMTPConnection({
    host: address.hostname,
    ...(address.port ? { port: Number(address.port) } : {}),
    secure,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    dnsTimeout: patienceMs,
  });
  const user = decodeURIComponent(address.username);
  const pass = decodeURIComponent(address.password);
  return { connection, credentials: user ? { credentials: { user, pass } } : undefined };
}

/** Nodemailer reads the stream after the server has said "354 go ahead": from then on it may have the mail. */
function contentThat(given: { away: boolean }, content: Buffer): Readable {
  return new Readable({
    read() {
      given.away = true;
      this.push(content);
      this.push(null);
    },
  });
}

type Done<Value> = (fault: Error | null, value?: Value) => void;

function called<Value>(call: (done: Done<Value>) => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    call((fault, value) => (fault ? reject(fault) : resolve(value as Value)));
  });
}

const Fault = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
});
const PAUSE_MS = 60_000;

/**
 * A reply is a clear answer, also after the content (RFC 5321 §4.2.1: 4yz may be tried again, 5yz is a no). Silence is
 * one only before it. What is told of a reply holds no address.
 */
function failureOf(fault: unknown, isAway: boolean, clock: Clock): AdapterFailure {
  const { code = 'unknown', responseCode, response } = Fault.safeParse(fault).data ?? {};
  if (responseCode !== undefined) {
    const why = `the mail server said ${withoutAddresses(response ?? String(responseCode))}`;
    if (code === 'EAUTH') return { kind: 'unauthorised', why };
    if (responseCode === 421 || responseCode === 450 || responseCode === 451 || responseCode === 452) {
      return { kind: 'throttled', until: new Date(clock.now().getTime() + PAUSE_MS) };
    }
    if (responseCode < 500) return { kind: 'unavailable', why, outcome: 'not-sent' };
    return { kind: 'refused', why };
  }
  if (code === 'EAUTH') return { kind: 'unauthorised', why: 'the mail server wants other credentials' };
  if (code === 'EENVELOPE' && !isAway) return { kind: 'refused', why: 'the address is not usable' };
  const outcome = isAway ? 'unknown' : 'not-sent';
  return { kind: 'unavailable', why: `the mail server gave no answer (${code})`, outcome };
} // prettier-ignore

function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>]+@[^\s<>]+/g, '…').slice(0, 200);
}
