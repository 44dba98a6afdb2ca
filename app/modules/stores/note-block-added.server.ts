import type { StoresContext } from './store.ts';

/** Notes that the merchant has put the live-stock block into the theme; a shop's theme does not tell us by itself. */
export async function noteBlockAdded(
  { tx, clock }: StoresContext,
  { storeId }: { readonly storeId: string },
): Promise<void> {
  const addedAt = clock.now().toISOString();
  await tx.$executeRaw`
    update store set settings = settings || jsonb_build_object('blockAddedAt', ${addedAt}::text)
    where id = ${storeId}::uuid and not settings ? 'blockAddedAt'`;
}
