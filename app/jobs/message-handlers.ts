/** Handlers of the jobs of messages: each is one line that calls one flow. */
import type { FlowContext } from '../flows/flow-context.ts';
import type { jobCatalog } from '../flows/job-catalog.ts';
import { passOnExceptions } from '../flows/messages/pass-on-exceptions.server.ts';
import { sendDigests } from '../flows/messages/send-digests.server.ts';
import { sendMessage } from '../flows/messages/send-message.server.ts';
import { pruneNotifications, sendKeptMessages } from '../flows/messages/tend-messages.server.ts';
import type { Id } from '../platform/ids.ts';
import type { JobHandlers } from '../platform/job-catalog.ts';

type MessageJob =
  | 'send-message'
  | 'pass-on-exceptions'
  | 'send-digests'
  | 'send-kept-messages'
  | 'prune-notifications';

export function createMessageHandlers(
  context: FlowContext,
): Pick<JobHandlers<typeof jobCatalog>, MessageJob> {
  return {
    'send-message': ({ messageId }, job) =>
      sendMessage(context, messageId as Id<'Message'>, job.attempt),
    'pass-on-exceptions': () => passOnExceptions(context),
    'send-digests': () => sendDigests(context),
    'send-kept-messages': () => sendKeptMessages(context),
    'prune-notifications': () => pruneNotifications(context),
  };
}
