/** Who sent a supplier's message, and what became of it. */
import type { Id } from '../../platform/ids.ts';

export type SupplierSender = {
  readonly distributorId: Id<'Distributor'>;
  readonly supplierId: Id<'Supplier'>;
};

/** `refused`: it cannot be true of what we know; an exception is open and a person decides. */
export type MessageOutcome = 'recorded' | 'nothing-new' | 'refused';
