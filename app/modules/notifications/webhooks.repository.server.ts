/** Reads and writes webhook endpoints: their settings, secrets and state. */
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { SealedColumn } from '../../platform/reseal.server.ts';
import type { SecretsBox } from '../../platform/secrets.server.ts';
import type { NotificationsContext } from './message.ts';
import { endpointSecretPurpose, newWebhookSecret, ROTATION_OVERLAP_MS } from './webhook.ts';
import type { EndpointId, EndpointKey, EndpointSettings, EndpointStatus } from './webhook.ts';

/** Makes an endpoint; its secret is in the answer and is never shown again. */
export async function insertEndpoint(
  { tx, clock }: NotificationsContext,
  secrets: SecretsBox,
  distributorId: string,
  settings: EndpointSettings,
): Promise<{ readonly endpointId: EndpointId; readonly secret: string }> {
  const endpointId = newId<'WebhookEndpoint'>();
  const secret = newWebhookSecret();
  const sealedSecret = secrets.seal(secret, endpointSecretPurpose({ distributorId, endpointId }));
  const now = clock.now();
  const { name, url, kinds, supplierId } = settings;
  await tx.webhookEndpoint.create({
    data: { distributorId, id: endpointId, name, url, kinds, supplierId, status: 'active', sealedSecret, createdAt: now, updatedAt: now },
  }); // prettier-ignore
  return { endpointId, secret };
}

/** False when there is no such endpoint. A new address begins without the failures of the old one. */
export async function changeEndpoint(
  { tx, clock }: NotificationsContext,
  key: EndpointKey,
  change: Partial<EndpointSettings> & { readonly status?: EndpointStatus },
): Promise<boolean> {
  const starts = change.status === 'active' || change.url !== undefined;
  const { kinds, ...rest } = change;
  const { count } = await tx.webhookEndpoint.updateMany({
    where: { distributorId: key.distributorId, id: key.endpointId },
    data: { ...rest, ...(kinds ? { kinds: [...kinds] } : {}), ...(starts ? { failingSince: null } : {}), updatedAt: clock.now() },
  }); // prettier-ignore
  if (starts && count > 0) await makeDue({ tx, clock }, key);
  return count > 0;
}

/** What waits is tried at once instead of after its pause. */
export async function makeDue(
  { tx, clock }: NotificationsContext,
  key: EndpointKey,
): Promise<void> {
  await tx.webhookDelivery.updateMany({
    where: { distributorId: key.distributorId, endpointId: key.endpointId, status: 'waiting' },
    data: { nextAttemptAt: clock.now(), attempts: 0 },
  });
}

export async function removeEndpoint(tx: Tx, key: EndpointKey): Promise<boolean> {
  const { count } = await tx.webhookEndpoint.deleteMany({
    where: { distributorId: key.distributorId, id: key.endpointId },
  });
  return count > 0;
}

/** A new secret, in the answer only; the one before it signs too until the overlap ends. Undefined: no such endpoint. */
export async function rotateSecret(
  { tx, clock }: NotificationsContext,
  secrets: SecretsBox,
  key: EndpointKey,
): Promise<string | undefined> {
  const secret = newWebhookSecret();
  const sealed = secrets.seal(secret, endpointSecretPurpose(key));
  const until = new Date(clock.now().getTime() + ROTATION_OVERLAP_MS);
  const changed = await tx.$executeRaw`
    update webhook_endpoint set sealed_previous_secret = sealed_secret, previous_until = ${until}, sealed_secret = ${sealed},
      updated_at = ${clock.now()}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.endpointId}::uuid`;
  return changed === 1 ? secret : undefined;
}

export type SealedSecrets = {
  readonly sealedSecret: string;
  readonly sealedPreviousSecret: string | null;
  readonly previousUntil: Date | null;
};

/** The secrets that sign now, the newest first. */
export function openSecrets(
  secrets: SecretsBox,
  key: EndpointKey,
  { sealedSecret, sealedPreviousSecret, previousUntil }: SealedSecrets,
  now: Date,
): readonly string[] {
  const purpose = endpointSecretPurpose(key);
  const isValid = sealedPreviousSecret !== null && previousUntil !== null && previousUntil > now;
  const sealed = isValid ? [sealedSecret, sealedPreviousSecret] : [sealedSecret];
  return sealed.map((each) => secrets.open(each, purpose));
}

const keyed = {
  table: 'webhook_endpoint',
  keys: [
    { name: 'distributor_id', type: 'uuid' },
    { name: 'id', type: 'uuid' },
  ],
  purposeOf: ([distributorId = '', id = '']: readonly string[]) =>
    endpointSecretPurpose({ distributorId, endpointId: id as EndpointId }),
} as const;

export const endpointSecretColumns: readonly SealedColumn[] = [
  { ...keyed, column: 'sealed_secret' },
  { ...keyed, column: 'sealed_previous_secret' },
];
