import { recordAct } from '../../modules/activity/record-act.server.ts';
import { findVariantsBySku } from '../../modules/catalog/find-variants-by-sku.server.ts';
import {
  addSubstitutionRule,
  removeSubstitutionRule,
} from '../../modules/purchasing/substitution-rules.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

export type SubstituteRefusal =
  | { readonly kind: 'unknown-sku'; readonly sku: string }
  /** Several variants carry it: the list must name one. */
  | { readonly kind: 'ambiguous-sku'; readonly sku: string }
  | { readonly kind: 'same-article' };

type Context = Pick<FlowContext, 'db' | 'clock'>;
type By = { readonly distributorId: Id<'Distributor'>; readonly userId: string };

/** An article that may be taken instead of another, both named by their SKU. */
export function addSubstitute(
  { db, clock }: Context,
  input: By & { readonly sku: string; readonly substituteSku: string },
): Promise<Result<undefined, SubstituteRefusal>> {
  const { distributorId, userId, sku, substituteSku } = input;
  return inTransaction(db, async (tx) => {
    const variants = await findVariantsBySku(tx, { distributorId, skus: [sku, substituteSku] });
    const found: string[] = [];
    for (const each of [sku, substituteSku]) {
      const [variantId, another] = variants.get(each) ?? [];
      if (!variantId) return err({ kind: 'unknown-sku', sku: each });
      if (another) return err({ kind: 'ambiguous-sku', sku: each });
      found.push(variantId);
    }
    const [variantId, substituteVariantId] = found;
    if (!variantId || !substituteVariantId || variantId === substituteVariantId)
      return err({ kind: 'same-article' });
    const pair = { distributorId, variantId, substituteVariantId };
    await addSubstitutionRule({ tx, clock }, { ...pair, createdBy: userId });
    await recordAct(
      { tx, clock },
      {
        distributorId,
        actor: { kind: 'user', id: userId },
        act: 'substitute-listed',
        subject: { kind: 'variant', id: variantId },
        detail: { sku, substituteSku },
      },
    );
    return ok();
  });
}

export function removeSubstitute(
  { db, clock }: Context,
  input: By & { readonly variantId: string; readonly substituteVariantId: string },
): Promise<void> {
  const { distributorId, userId, variantId, substituteVariantId } = input;
  return inTransaction(db, async (tx) => {
    await removeSubstitutionRule({ tx }, { distributorId, variantId, substituteVariantId });
    await recordAct(
      { tx, clock },
      {
        distributorId,
        actor: { kind: 'user', id: userId },
        act: 'substitute-unlisted',
        subject: { kind: 'variant', id: variantId },
        detail: { substituteVariantId },
      },
    );
  });
}
