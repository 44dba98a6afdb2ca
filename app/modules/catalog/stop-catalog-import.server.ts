import type { Tx } from '../../platform/database.server.ts';

/** Asks a running import to stop at its next save; false when it has ended, or is another distributor's. */
export async function stopCatalogImport(
  { tx }: { readonly tx: Tx },
  key: { readonly distributorId: string; readonly importId: string },
): Promise<boolean> {
  const asked = await tx.$executeRaw`
    update catalog_import set stop_requested = true
    where distributor_id = ${key.distributorId}::uuid and id = ${key.importId}::uuid and status in ('waiting', 'running')`;
  return asked === 1;
}
