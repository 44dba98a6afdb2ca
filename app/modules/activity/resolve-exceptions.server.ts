import type { ActivityContext } from './activity.ts';

/** Closes the open exception with this dedupe key, if there is one; says how many were closed (0 or 1). */
export async function resolveExceptions(
  { tx, clock }: ActivityContext,
  input: { readonly dedupeKey: string; readonly by: string; readonly resolution: string },
): Promise<number> {
  return tx.$executeRaw`
    update exception_case
    set resolved_at = ${clock.now()}, resolved_by = ${input.by}, resolution = ${input.resolution}
    where dedupe_key = ${input.dedupeKey} and resolved_at is null`;
}
