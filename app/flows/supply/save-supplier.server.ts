/** A distributor adds a supplier and changes what it decides about one; stores are compared where offers may change. */
import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { tradingStores } from '../../modules/connections/connections.repository.server.ts';
import { credentialsPurpose } from '../../modules/suppliers/supplier.ts';
import type { SupplierId, SupplierKey } from '../../modules/suppliers/supplier.ts';
import {
  codeIsTaken,
  findSupplier,
  insertSupplier,
  saveLocation,
  saveSealedCredentials,
  saveSupplierTerms,
} from '../../modules/suppliers/suppliers.repository.server.ts';
import type {
  NewSupplier,
  SupplierTerms,
} from '../../modules/suppliers/suppliers.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { compareListings } from '../relation/compare-listings.server.ts';

type Context = Pick<FlowContext, 'db' | 'clock' | 'secrets'>;

export type SupplierRefusal =
  | { readonly kind: 'code-taken' }
  | { readonly kind: 'unknown-supplier' };

/** What opens the supplier's doors; kept sealed and never shown again. */
export type SupplierCredentials = {
  readonly apiKey: string;
  /** By which the supplier signs what it tells us. */
  readonly eventSecret: string | undefined;
};

type Location = { readonly code: string; readonly name: string; readonly country: string };

/** A supplier has a place from the start: stock without a place could not be kept. */
export function createSupplier(
  context: Context,
  input: {
    readonly supplier: Omit<NewSupplier, 'sealedCredentials'>;
    readonly location: Location;
    readonly credentials: SupplierCredentials | undefined;
    readonly actor: Actor;
  },
): Promise<Result<SupplierId, SupplierRefusal>> {
  const { supplier, location, credentials, actor } = input;
  const { distributorId, code, name, connector } = supplier;
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    if (await codeIsTaken(verb, { distributorId, code })) return err({ kind: 'code-taken' });
    const supplierId = await insertSupplier(verb, { ...supplier, sealedCredentials: undefined });
    const key = { distributorId, supplierId };
    await saveLocation(verb, key, location);
    if (credentials) await seal(context, verb, key, credentials);
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'supplier-created',
      subject: { kind: 'supplier', id: supplierId },
      detail: { code, name, connector },
    });
    if (connector !== 'none')
      await enqueue(tx, { name: 'collect-feed', payload: { distributorId, supplierId } });
    return ok(supplierId);
  });
}

/** Credentials stay as they are where none are given. */
export function changeSupplier(
  context: Context,
  input: SupplierKey & {
    readonly terms: SupplierTerms;
    readonly settings: NewSupplier['settings'];
    readonly credentials: SupplierCredentials | undefined;
    readonly actor: Actor;
  },
): Promise<Result<undefined, SupplierRefusal>> {
  const { distributorId, supplierId, terms, settings, credentials, actor } = input;
  const key = { distributorId, supplierId };
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const before = await findSupplier(tx, key);
    if (!before) return err({ kind: 'unknown-supplier' });
    await saveSupplierTerms(verb, key, terms, settings);
    if (credentials) await seal(context, verb, key, credentials);
    const { name, status, connector, tier, deductsAt } = before;
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'supplier-changed',
      subject: { kind: 'supplier', id: supplierId },
      detail: {
        before: { name, status, connector, tier, deductsAt },
        after: { ...terms, newCredentials: credentials !== undefined },
      },
    });
    await compareListings(verb, await tradingStores(verb, distributorId));
    return ok();
  });
}

/** Adds a place to a supplier, or renames the one that has this code. */
export function addLocation(
  context: Context,
  input: SupplierKey & { readonly location: Location; readonly actor: Actor },
): Promise<Result<undefined, SupplierRefusal>> {
  const { distributorId, supplierId, location, actor } = input;
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    if (!(await findSupplier(tx, { distributorId, supplierId })))
      return err({ kind: 'unknown-supplier' });
    await saveLocation(verb, { distributorId, supplierId }, location);
    await recordAct(verb, {
      distributorId,
      actor,
      act: 'supplier-location-saved',
      subject: { kind: 'supplier', id: supplierId },
      detail: location,
    });
    return ok();
  });
}

/** A person asks for the supplier's figures now, before the clock does. */
export function collectNow(
  context: Pick<FlowContext, 'db'>,
  { distributorId, supplierId }: SupplierKey,
): Promise<Result<undefined, SupplierRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const supplier = await findSupplier(tx, { distributorId, supplierId });
    if (!supplier) return err({ kind: 'unknown-supplier' });
    await enqueue(tx, { name: 'collect-feed', payload: { distributorId, supplierId } });
    return ok();
  });
}

function seal(
  { secrets }: Context,
  verb: { readonly tx: Parameters<typeof saveSealedCredentials>[0]['tx'] },
  key: SupplierKey,
  { apiKey, eventSecret }: SupplierCredentials,
): Promise<void> {
  const text = JSON.stringify(eventSecret ? { apiKey, eventSecret } : { apiKey });
  return saveSealedCredentials(verb, key, secrets.seal(text, credentialsPurpose(key)));
}
