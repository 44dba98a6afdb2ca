/** Refused: carries a refusal out of a transaction that has already written, so that nothing of it stays. */
import { err } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';

export class Refused<Refusal> extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super('Refused');
    this.refusal = refusal;
  }
}

/** Runs an act; a refusal thrown inside it is its answer. */
export async function refuseAll<Value, Refusal>(
  act: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  try {
    return await act();
  } catch (fault) {
    if (fault instanceof Refused) return err((fault as Refused<Refusal>).refusal);
    throw fault;
  }
}
