import type { Id } from '../../platform/ids.ts';
import type { FlowContext } from '../flow-context.ts';
import { applyRemedy } from './apply-remedy.server.ts';
import type { RemedyRefusal } from './apply-remedy.server.ts';

export type BulkOutcome = {
  readonly done: number;
  /** Those that refused it, with why. */
  readonly refused: readonly { readonly exceptionId: string; readonly error: RemedyRefusal }[];
};

/** Carries out one remedy for several matters, one after another; a refusal of one does not keep the others. */
export async function applyRemedies(
  context: FlowContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly exceptionIds: readonly string[];
    readonly remedy: string;
    readonly userId: string;
  },
): Promise<BulkOutcome> {
  const refused: { exceptionId: string; error: RemedyRefusal }[] = [];
  for (const exceptionId of input.exceptionIds) {
    const done = await applyRemedy(context, { ...input, exceptionId });
    if (!done.ok) refused.push({ exceptionId, error: done.error });
  }
  return { done: input.exceptionIds.length - refused.length, refused };
}
