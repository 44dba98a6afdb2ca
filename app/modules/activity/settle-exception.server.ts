import type { ActivityContext } from './activity.ts';

/** A person settles an exception by hand, saying why; false when it is settled already or not of this distributor. */
export async function settleException(
  { tx, clock }: ActivityContext,
  input: {
    readonly distributorId: string;
    readonly exceptionId: string;
    readonly by: string;
    readonly resolution: string;
  },
): Promise<boolean> {
  const settled = await tx.$executeRaw`
    update exception_case set resolved_at = ${clock.now()}, resolved_by = ${input.by}, resolution = ${input.resolution}
    where id = ${input.exceptionId}::uuid and distributor_id = ${input.distributorId}::uuid and resolved_at is null`;
  return settled === 1;
}
