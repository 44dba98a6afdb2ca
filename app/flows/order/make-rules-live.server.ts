/** Rules become live: a draft that was tried on past orders, or an earlier version that is brought back. */
import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import {
  addRuleVersion,
  findRuleVersion,
} from '../../modules/routing/rule-versions.repository.server.ts';
import {
  lockPreview,
  notePreviewMade,
} from '../../modules/routing/routing-previews.repository.server.ts';
import type { RoutingPreviewKey } from '../../modules/routing/routing-previews.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;

export type RulesRefusal =
  | { readonly kind: 'unknown-preview' }
  | { readonly kind: 'unknown-rule-version' }
  /** Another version has become live since the draft was made. */
  | { readonly kind: 'rules-changed-meanwhile' };

/** Orders that are routed from now on follow the draft. Answers its number as a version. */
export function makeDraftLive(
  { db, clock }: Context,
  input: RoutingPreviewKey & { readonly note: string; readonly actor: Actor },
): Promise<Result<number, RulesRefusal>> {
  const { distributorId, previewId, note, actor } = input;
  return inTransaction(db, async (tx) => {
    const verb = { tx, clock };
    const preview = await lockPreview(tx, { distributorId, previewId });
    if (!preview) return err({ kind: 'unknown-preview' });
    const { rules, baseVersion: after } = preview;
    const createdBy = userOf(actor);
    const version = { distributorId, after, rules, createdBy, note, restored: null };
    if (!(await addRuleVersion(verb, version))) return err({ kind: 'rules-changed-meanwhile' });
    await notePreviewMade(verb, { distributorId, previewId }, after + 1);
    await recordLive(verb, distributorId, actor, { version: after + 1, note });
    return ok(after + 1);
  });
}

/** An earlier version comes back as the newest one. */
export function restoreRules(
  { db, clock }: Context,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly version: number;
    readonly actor: Actor;
  },
): Promise<Result<number, RulesRefusal>> {
  const { distributorId, version: restored, actor } = input;
  return inTransaction(db, async (tx) => {
    const verb = { tx, clock };
    const earlier = await findRuleVersion(tx, distributorId, restored);
    const live = await findRuleVersion(tx, distributorId);
    if (!earlier || !live) return err({ kind: 'unknown-rule-version' });
    const { rules } = earlier;
    const after = live.version;
    const version = { distributorId, after, rules, createdBy: userOf(actor), note: '', restored };
    if (!(await addRuleVersion(verb, version))) return err({ kind: 'rules-changed-meanwhile' });
    await recordLive(verb, distributorId, actor, { version: after + 1, restored });
    return ok(after + 1);
  });
}

function userOf(actor: Actor): string | null {
  return actor.kind === 'user' ? (actor.id ?? null) : null;
}

async function recordLive(
  verb: Parameters<typeof recordAct>[0],
  distributorId: Id<'Distributor'>,
  actor: Actor,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  await recordAct(verb, {
    distributorId,
    actor,
    act: 'routing-rules-live',
    subject: { kind: 'distributor', id: distributorId },
    detail,
  });
}
