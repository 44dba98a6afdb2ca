/** Messenger: the port through which e-mail leaves. */
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import type { Result } from '../../platform/result.ts';

export type MailAddress = { readonly name?: string | undefined; readonly address: string };

export type Mail = {
  /** Goes into Message-ID, with our domain: the same mail has the same for ever. */
  readonly id: string;
  readonly fromName: string;
  readonly to: MailAddress;
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Where the recipient says, without signing in, that it wants no more of these (RFC 8058). */
  readonly unsubscribeUrl: string | undefined;
};

/**
 * `unavailable` with the outcome `unknown` once the server may have taken the mail: it is then not to be sent again by
 * itself. Every other failure means that it was not taken.
 */
export type Messenger = {
  send(mail: Mail): Promise<Result<{ readonly reference: string }, AdapterFailure>>;
};

/** What the sending of messages needs of the installation. */
export type MailRoom = {
  /** Undefined: no mail server is set, and messages are kept. */
  readonly messenger: Messenger | undefined;
  /** Where links in messages lead: our own pages, without a slash at the end. */
  readonly appUrl: string;
};
