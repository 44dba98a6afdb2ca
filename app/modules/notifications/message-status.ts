/** The life of a message, as a table. */
import { defineMachine } from '../../platform/state-machine.ts';
import type { StateMachine } from '../../platform/state-machine.ts';

export type MessageStatus =
  | 'waiting'
  | 'sending'
  | 'sent'
  | 'unknown'
  | 'failed'
  | 'kept'
  | 'dropped';
export type MessageEvent =
  | 'begin'
  | 'accept'
  | 'doubt'
  | 'refuse'
  | 'give-back'
  | 'keep'
  | 'drop'
  | 'again';

export const messageMachine: StateMachine<MessageStatus, MessageEvent> = defineMachine<
  MessageStatus,
  MessageEvent
>({
  waiting: { begin: 'sending', keep: 'kept', drop: 'dropped', refuse: 'failed' },
  // The server is being told, or the worker died over it: whoever finds it here afterwards cannot know.
  sending: { accept: 'sent', doubt: 'unknown', refuse: 'failed', 'give-back': 'waiting' },
  sent: {},
  // It may have arrived. Only a person sends it again, or says that it has arrived; a late answer still counts.
  unknown: { accept: 'sent', again: 'waiting' },
  failed: { again: 'waiting', accept: 'sent' },
  // No mail server is set.
  kept: { again: 'waiting', drop: 'dropped' },
  dropped: {},
}); // prettier-ignore
