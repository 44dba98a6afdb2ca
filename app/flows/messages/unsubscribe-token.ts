/** What stands in the link of a mail by which its recipient changes what it gets, without signing in. */
import { NoticeRecipientSchema } from '../../modules/notifications/notice.ts';
import type { NoticeRecipient } from '../../modules/notifications/notice.ts';
import type { SecretsBox } from '../../platform/secrets.server.ts';

const PURPOSE = 'unsubscribe';

export function unsubscribeToken(secrets: SecretsBox, { kind, id }: NoticeRecipient): string {
  return secrets.seal(JSON.stringify({ kind, id }), PURPOSE);
}

/** Undefined for what we have not made. */
export function readUnsubscribeToken(
  secrets: SecretsBox,
  token: string,
): NoticeRecipient | undefined {
  try {
    return NoticeRecipientSchema.safeParse(JSON.parse(secrets.open(token, PURPOSE))).data;
  } catch {
    return undefined;
  }
}
