/** What past orders would have been under a draft of rules: begun by a person, done by a job, piece by piece. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Actor } from '../../modules/activity/activity.ts';
import { replayPlan } from '../../modules/routing/replay-plan.ts';
import type { Replay } from '../../modules/routing/replay-plan.ts';
import {
  endPreview,
  insertPreview,
  lockPreview,
  nextPlans,
  saveReplays,
} from '../../modules/routing/routing-previews.repository.server.ts';
import type {
  PlanToReplay,
  RoutingPreviewId,
  RoutingPreviewKey,
} from '../../modules/routing/routing-previews.repository.server.ts';
import { findRuleVersion } from '../../modules/routing/rule-versions.repository.server.ts';
import { toRoutingRules } from '../../modules/routing/stored-rules.ts';
import type { StoredRules } from '../../modules/routing/stored-rules.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { currencyCode } from '../../platform/money.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

type Context = Pick<FlowContext, 'db' | 'clock'>;

/** Orders that are replayed in one transaction. */
const PIECE = 50;

/** Begins to replay the newest orders under a draft; the preview tells how far it is. */
export function startRulesPreview(
  { db, clock }: Context,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly rules: StoredRules;
    readonly orders: number;
    readonly actor: Actor;
  },
): Promise<RoutingPreviewId> {
  const { distributorId, rules, orders, actor } = input;
  return inTransaction(db, async (tx) => {
    const verb = { tx, clock };
    const live = await findRuleVersion(tx, distributorId);
    if (!live) throw new Error('There are always live rules');
    const baseVersion = live.version;
    const startedBy = actor.kind === 'user' ? (actor.id ?? null) : null;
    const preview = { distributorId, rules, baseVersion, orders, startedBy };
    const previewId = await insertPreview(verb, preview);
    await enqueue(tx, { name: 'preview-rules', payload: { distributorId, previewId } });
    return previewId;
  });
}

/** Replays piece by piece until all is done or a person says stop; a broken run goes on where it was. */
export async function previewRules(
  context: Context,
  key: RoutingPreviewKey,
  signal?: AbortSignal,
): Promise<void> {
  while (await replayPiece(context, key)) {
    if (!signal?.aborted) continue;
    const { distributorId, previewId } = key;
    const job = { name: 'preview-rules' as const, payload: { distributorId, previewId } };
    await inTransaction(context.db, (tx) => enqueue(tx, job));
    return;
  }
}

/** False where nothing is left to do. */
function replayPiece({ db, clock }: Context, key: RoutingPreviewKey): Promise<boolean> {
  const act = async (tx: Parameters<typeof lockPreview>[0]) => {
    const preview = await lockPreview(tx, key);
    if (preview?.status !== 'running') return false;
    const verb = { tx, clock };
    const plans = preview.stopRequested ? [] : await nextPlans(tx, key, PIECE);
    if (plans.length === 0) {
      await endPreview(verb, key, preview.stopRequested ? 'stopped' : 'finished');
      return false;
    }
    const base = await findRuleVersion(tx, key.distributorId, preview.baseVersion);
    if (!base) throw new Error(`No rules of version ${preview.baseVersion}`);
    await saveReplays(tx, key, await replayAll(plans, base.rules, preview.rules));
    return true;
  };
  return inTransaction(db, act, { timeout: 120_000 });
}

/** One after another, with a breath between, so that a worker's other jobs are not held up. */
async function replayAll(plans: readonly PlanToReplay[], live: StoredRules, draft: StoredRules) {
  const replays: (Replay & { readonly position: number })[] = [];
  for (const { position, connectionId, currency, input } of plans) {
    const [before, after] = [live, draft].map((rules) =>
      toRoutingRules(0, rules, currencyCode(currency), connectionId),
    );
    if (before && after) replays.push({ position, ...replayPlan(input, before, after) });
    await breathe();
  }
  return replays;
}
