import type { ActivityContext } from './activity.ts';

/** Closes the open exception with this dedupe key, if there is one; says how many were closed (0 or 1). */
export async function resolveExceptions(
  { tx, clock }: ActivityContext,
  input: { readonly dedupeKey: string; readonly by: string; readonly resolution: string },
): Promise<number> {
  return tx.$executeRaw`
    /* planned once */ update exception_case
    set resolved_at = ${clock.now()}, resolved_by = ${input.by}, resolution = ${input.resolution}
    where dedupe_key = ${input.dedupeKey} and resolved_at is null`;
}

/** Closes the open ones among several matters at once; says how many were closed. */
export async function resolveExceptionsOf(
  { tx, clock }: ActivityContext,
  input: {
    readonly dedupeKeys: readonly string[];
    readonly by: string;
    readonly resolution: string;
  },
): Promise<number> {
  if (input.dedupeKeys.length === 0) return 0;
  return tx.$executeRaw`
    update exception_case
    set resolved_at = ${clock.now()}, resolved_by = ${input.by}, resolution = ${input.resolution}
    where dedupe_key = any(${[...input.dedupeKeys]}::text[]) and resolved_at is null`;
}
