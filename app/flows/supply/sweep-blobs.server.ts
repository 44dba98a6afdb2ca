import type { FlowContext } from '../flow-context.ts';

/** What was put a moment ago may not be referred to yet: the act that will is still under way. */
const UNREFERRED_FOR_MS = 24 * 3_600_000;

/** Removes files that nothing refers to any more, and what interrupted uploads left. A job of the clock. */
export async function sweepBlobs({ blobs, clock, log }: FlowContext): Promise<void> {
  const removed = await blobs.sweep(new Date(clock.now().getTime() - UNREFERRED_FOR_MS));
  if (removed > 0) log.info('Files were removed that nothing refers to', { removed });
}
