/** A flow's context for tests: the real database, blobs and secrets; outside systems as the test gives them. */
import type { FlowContext } from '../../app/flows/flow-context.ts';
import type { Channel } from '../../app/modules/stores/channel.ts';
import type { MailRoom } from '../../app/modules/notifications/messenger.ts';
import type { WebhookSender } from '../../app/modules/notifications/webhook.ts';
import type { RateSource } from '../../app/modules/pricing/fx-rates.ts';
import type { SupplierConnector } from '../../app/modules/suppliers/supplier-connector.ts';
import { createPostgresBlobs } from '../../app/platform/blobs.server.ts';
import type { Clock } from '../../app/platform/clock.ts';
import { silentLog } from '../../app/platform/log.server.ts';
import { createSecretsBox, newSealingKey } from '../../app/platform/secrets.server.ts';
import type { TestDatabase } from '../setup/database.ts';

export type OutsideSystems = {
  readonly channelOf?: (storeId: string) => Channel;
  readonly connectorOf?: (distributorId: string, supplierId: string) => SupplierConnector;
  readonly rateSource?: RateSource;
  readonly mailRoom?: MailRoom;
  readonly webhooks?: WebhookSender;
};

export function makeFlowContext(
  { db, pool }: Pick<TestDatabase, 'db' | 'pool'>,
  clock: Clock,
  {
    channelOf = none('channel'),
    connectorOf = none('connector'),
    rateSource = NO_RATES,
    mailRoom = NO_MAIL,
    webhooks = NO_WEBHOOKS,
  }: OutsideSystems = {},
): FlowContext {
  return {
    db,
    pool,
    clock,
    log: silentLog,
    secrets: createSecretsBox([{ id: 'test', bytes: newSealingKey() }]),
    blobs: createPostgresBlobs({ pool, clock, maxBytes: 100_000_000 }),
    random: () => 0.5,
    rateSource,
    mailRoom,
    webhooks,
    channelOf: (storeId) => Promise.resolve(channelOf(storeId)),
    connectorOf: (distributorId, supplierId) =>
      Promise.resolve(connectorOf(distributorId, supplierId)),
  };
}

/** As an installation without a mail server. */
export const NO_MAIL: MailRoom = { messenger: undefined, appUrl: 'https://stockbridge.example' };
export const NO_WEBHOOKS: WebhookSender = { post: none('sender of webhooks') };
const NO_RATES: RateSource = { fetchFile: none('source of rates') };

function none(what: string): () => never {
  return () => {
    throw new Error(`This test has no ${what}`);
  };
}
