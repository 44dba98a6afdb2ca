/** A flow's context for tests: the real database, blobs and secrets; outside systems as the test gives them. */
import type { FlowContext } from '../../app/flows/flow-context.ts';
import type { Channel } from '../../app/modules/stores/channel.ts';
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
};

export function makeFlowContext(
  { db, pool }: Pick<TestDatabase, 'db' | 'pool'>,
  clock: Clock,
  {
    channelOf = none('channel'),
    connectorOf = none('connector'),
    rateSource = NO_RATES,
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
    channelOf: (storeId) => Promise.resolve(channelOf(storeId)),
    connectorOf: (distributorId, supplierId) =>
      Promise.resolve(connectorOf(distributorId, supplierId)),
  };
}

const NO_RATES: RateSource = { fetchFile: none('source of rates') };

function none(what: string): () => never {
  return () => {
    throw new Error(`This test has no ${what}`);
  };
}
