import { randomBytes } from 'node:crypto';
import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { keepPushToken, keepSample } from '../../modules/feeds/feed-desk.repository.server.ts';
import type { FeedFormat } from '../../modules/feeds/feed-format.ts';
import type { GuardThresholds, HoldRule } from '../../modules/feeds/feed-guards.ts';
import type { SourceKey } from '../../modules/stock/confirm-source.server.ts';
import {
  restartCollection,
  saveFeedSettings,
} from '../../modules/suppliers/save-feed-settings.server.ts';
import { credentialsPurpose } from '../../modules/suppliers/supplier.ts';
import {
  findSupplier,
  saveSealedCredentials,
} from '../../modules/suppliers/suppliers.repository.server.ts';
import type { BlobTooLarge } from '../../platform/blobs.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import type { SupplierRefusal } from './save-supplier.server.ts';

type Context = Pick<FlowContext, 'db' | 'clock' | 'secrets'>;

/** Where a supplier's files are fetched from; credentials are kept sealed and only where new ones are given. */
export type FeedSource = {
  readonly place: 'folder' | 'file' | 'sftp';
  readonly address: string;
  readonly prefix: string;
  readonly trustsFileTime: boolean;
  readonly user: string;
  readonly hostKey: string;
};
export type FeedSecrets = {
  readonly password: string;
  readonly privateKey: string;
  readonly passphrase: string;
  readonly apiKey: string;
};

export type FeedSettingsChange =
  | { readonly kind: 'format'; readonly format: FeedFormat }
  | {
      readonly kind: 'guards';
      readonly guards: GuardThresholds;
      readonly hold: HoldRule;
      readonly keepDays: number;
    }
  | { readonly kind: 'source'; readonly source: FeedSource; readonly secrets: FeedSecrets };

/** Changes how a supplier's feeds are fetched, read or guarded; the next delivery follows it. */
export function changeFeedSettings(
  context: Context,
  key: SourceKey,
  change: FeedSettingsChange,
  actor: Actor,
): Promise<Result<undefined, SupplierRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const supplier = await findSupplier(tx, key);
    if (!supplier) return err({ kind: 'unknown-supplier' });
    const settings = settingsOf(change);
    await saveFeedSettings(verb, key, settings);
    if (change.kind === 'source') {
      const sealed = supplier.sealedCredentials;
      const before = sealed ? context.secrets.open(sealed, credentialsPurpose(key)) : undefined;
      const after = mergeSecrets(before, change.secrets);
      if (after) {
        const text = context.secrets.seal(after, credentialsPurpose(key));
        await saveSealedCredentials(verb, key, text);
      }
      await restartCollection(verb, key);
    }
    await recordAct(verb, {
      distributorId: key.distributorId,
      actor,
      act: `feed-${change.kind}-changed`,
      subject: { kind: 'supplier', id: key.supplierId },
      detail: { after: settings },
    });
    return ok();
  });
}

function settingsOf(change: FeedSettingsChange): Readonly<Record<string, unknown>> {
  if (change.kind === 'format') return { feedFormat: change.format };
  if (change.kind === 'source') return change.source;
  return { feedGuards: change.guards, feedHold: change.hold, feedKeepDays: change.keepDays };
}

/** The sealed text with what is new in it; undefined where nothing new is given. */
function mergeSecrets(before: string | undefined, secrets: FeedSecrets): string | undefined {
  const { apiKey, ...sftp } = secrets;
  const given = Object.fromEntries(Object.entries(sftp).filter(([, text]) => text !== ''));
  if (Object.keys(given).length === 0 && apiKey === '') return undefined;
  const stands = readStanding(before);
  return JSON.stringify({
    ...stands,
    ...(apiKey ? { apiKey } : {}),
    ...(Object.keys(given).length > 0 ? { sftp: given } : {}),
  });
}

function readStanding(text: string | undefined): Record<string, unknown> {
  if (!text) return {};
  try {
    const stored: unknown = JSON.parse(text);
    return typeof stored === 'object' && stored !== null ? { ...stored } : {};
  } catch {
    return { apiKey: text };
  }
}

/** Makes a new token for the supplier's own door; the one before ends. It is told once and kept only as a hash. */
export async function makePushToken(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: SourceKey,
  actor: Actor,
): Promise<string> {
  const token = `feed_${randomBytes(24).toString('base64url')}`;
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    await keepPushToken(verb, key, token);
    await recordAct(verb, {
      distributorId: key.distributorId,
      actor,
      act: 'feed-token-made',
      subject: { kind: 'supplier', id: key.supplierId },
      detail: {},
    });
  });
  return token;
}

/** Keeps a file on which the mapping is tried; nothing of it is applied. */
export async function keepFeedSample(
  context: Pick<FlowContext, 'db' | 'clock' | 'blobs'>,
  key: SourceKey,
  file: {
    readonly name: string;
    readonly mediaType: string;
    readonly body: AsyncIterable<Uint8Array>;
  },
): Promise<Result<undefined, BlobTooLarge>> {
  const kept = await context.blobs.put(file.body, file.mediaType);
  if (!kept.ok) return kept;
  await inTransaction(context.db, (tx) =>
    keepSample({ tx, clock: context.clock }, key, { ...file, sha256: kept.value.sha256 }),
  );
  return ok();
}
