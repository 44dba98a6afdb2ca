import { stableId } from '../../platform/ids.ts';
import type { Preview } from '../../modules/notifications/preview-letter.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

export type TestRefusal = { readonly kind: 'no-mail-server' } | AdapterFailure;

/** Sends a preview to the person who looks at it. Nothing of it is kept. */
export async function sendTestMessage(
  { clock, mailRoom }: Pick<FlowContext, 'clock' | 'mailRoom'>,
  input: { readonly to: string; readonly fromName: string; readonly preview: Preview },
): Promise<Result<undefined, TestRefusal>> {
  if (!mailRoom.messenger) return err({ kind: 'no-mail-server' });
  const { to, fromName, preview } = input;
  const sent = await mailRoom.messenger.send({
    id: stableId('test', to, clock.now().toISOString()),
    fromName,
    to: { address: to },
    replyTo: undefined,
    unsubscribeUrl: undefined,
    ...preview,
    subject: `[Test] ${preview.subject}`,
  });
  return sent.ok ? ok() : sent;
}
