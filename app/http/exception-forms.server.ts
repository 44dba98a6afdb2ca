/** Forms of the queue: what a person does with several matters at once, on the hub's screen and on the retailer's. */
import { z } from 'zod';
import type { ExceptionAudience } from '../modules/activity/exception-audience.server.ts';
import {
  assignExceptions,
  noteExceptions,
  postponeExceptions,
  reopenException,
  settleExceptions,
} from '../modules/activity/manage-exceptions.server.ts';
import { inTransaction } from '../platform/database.server.ts';
import type { FlowContext } from '../flows/flow-context.ts';

const Ids = z
  .string()
  .max(10_000)
  .transform((text) => text.split(',').filter(Boolean))
  .pipe(z.array(z.uuid()).min(1).max(100));
const Note = z.string().trim().max(500);

const Assign = z.object({ intent: z.literal('assign'), ids: Ids, assignee: z.string().max(60), note: Note }); // prettier-ignore
const Postpone = z.object({ intent: z.literal('postpone'), ids: Ids, hours: z.coerce.number().int().min(1).max(720) }); // prettier-ignore
const AddNote = z.object({ intent: z.literal('note'), ids: Ids, note: Note.min(1) });
const Settle = z.object({ intent: z.literal('settle'), ids: Ids.optional(), exceptionId: z.uuid().optional(), note: Note.min(1) }); // prettier-ignore
const Reopen = z.object({ intent: z.literal('reopen'), exceptionId: z.uuid() });
const Remedies = z.object({ intent: z.literal('remedies'), ids: Ids, remedy: z.string().max(60) });

/** One remedy for several, and what `manageMatters` does. */
export const BULK_INTENTS = [Remedies, Assign, Postpone, AddNote, Settle, Reopen] as const;
export const RETAILER_INTENTS = [Remedies, Assign, AddNote] as const;

export type ManagedMatters =
  | z.infer<typeof Assign>
  | z.infer<typeof Postpone>
  | z.infer<typeof AddNote>
  | z.infer<typeof Settle>
  | z.infer<typeof Reopen>;

type Answer = { readonly ok: boolean; readonly message: string };
const GONE = 'That was not possible: it is settled already, or nobody’s of yours any more.';

/** Does what the form asks for with the audience's own matters, and says how it went. */
export function manageMatters(
  { db, clock }: Pick<FlowContext, 'db' | 'clock'>,
  audience: ExceptionAudience,
  userId: string,
  asked: ManagedMatters,
): Promise<Answer> {
  return inTransaction(db, async (tx) => {
    const verb = { tx, clock };
    if (asked.intent === 'reopen') {
      const opened = await reopenException(verb, { audience, exceptionId: asked.exceptionId, userId }); // prettier-ignore
      return answer(opened ? 1 : 0, 'Open again.');
    }
    const matters = { audience, exceptionIds: idsOf(asked), userId };
    switch (asked.intent) {
      case 'assign': {
        const assigneeId = asked.assignee === 'nobody' ? null : asked.assignee;
        const { note } = asked;
        return answer(await assignExceptions(verb, { ...matters, assigneeId, note }), 'Assigned.');
      }
      case 'postpone':
        return answer(await postponeExceptions(verb, { ...matters, hours: asked.hours }), 'Given more time.'); // prettier-ignore
      case 'note':
        return answer(await noteExceptions(verb, { ...matters, note: asked.note }), 'Noted.');
      case 'settle':
        return answer(await settleExceptions(verb, { ...matters, resolution: asked.note }), 'Settled.'); // prettier-ignore
    }
  });
}

function idsOf(asked: Exclude<ManagedMatters, { intent: 'reopen' }>): readonly string[] {
  if (asked.intent === 'settle' && asked.exceptionId) return [asked.exceptionId];
  return asked.ids ?? [];
}

function answer(count: number, done: string): Answer {
  if (count === 0) return { ok: false, message: GONE };
  return { ok: true, message: count === 1 ? done : `${done.slice(0, -1)}: ${count}.` };
}
