/** Flow context: the few things that every journey needs, picked once by the runtime and handed down. */
import type pg from 'pg';
import type { Channel } from '../modules/stores/channel.ts';
import type { RateSource } from '../modules/pricing/fx-rates.ts';
import type { MailRoom } from '../modules/notifications/messenger.ts';
import type { WebhookSender } from '../modules/notifications/webhook.ts';
import type { SupplierConnector } from '../modules/suppliers/supplier-connector.ts';
import type { Blobs } from '../platform/blobs.server.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.server.ts';
import type { Log } from '../platform/log.server.ts';
import type { SecretsBox } from '../platform/secrets.server.ts';

export type FlowContext = {
  readonly db: Database;
  /** The bare pool, for what Prisma would slow down: the inbox insert, COPY, and the bytes of blobs. */
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SecretsBox;
  readonly blobs: Blobs;
  /** 0 ≤ x < 1, for jitter. */
  readonly random: () => number;
  /** The channel of a connected store, with its present credentials. Throws for an unknown store. */
  readonly channelOf: (storeId: string) => Promise<Channel>;
  /** Where files of exchange rates are fetched. */
  readonly rateSource: RateSource;
  /** Where e-mail leaves. */
  readonly mailRoom: MailRoom;
  /** Where webhooks leave. */
  readonly webhooks: WebhookSender;
  /** The link to a supplier, with its credentials opened. Throws for an unknown supplier. */
  readonly connectorOf: (distributorId: string, supplierId: string) => Promise<SupplierConnector>;
};
