/**
 * The contract of the port over the Shopify adapter: once with the sandbox's defaults, and with each behaviour that
 * no text or trial has settled the other way round.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import type { Switches } from '../../sandbox/shopify/switches.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { describeChannelContract } from './channel-contract.ts';
import { startShopifyHarness } from './shopify-harness.ts';
import type { ShopifyHarness } from './shopify-harness.ts';
import { toChannelHarness } from './shopify-people.ts';

const database = await cloneDatabase();

const POSITIONS: [string, Partial<Switches>][] = [
  ['as it seems to be', {}],
  [
    'the other way round',
    {
      setQuantitiesAtomicity: 'partial',
      setOnUnstockedLevel: 'refused',
      activateKeepsOldQuantities: false,
      fulfillmentCreateOnUnsubmitted: 'refused',
      submitNeedsThirdPartyScope: false,
      bulkResultHasLineNumber: false,
      inventoryReasons: 'correction-only',
      connectionCost: 'linear',
      pushToManagedInventory: 'refused',
      variantDefinitionsInToml: 'ignored',
    },
  ],
  ['with stock that adds up where nothing was stocked', { setOnUnstockedLevel: 'adds-up' }],
];

describe.each(POSITIONS)('a Shopify store, %s', (_position, switches) => {
  let harness: ShopifyHarness;
  let shops = 0;
  beforeAll(async () => {
    await database.empty();
    harness = await startShopifyHarness(database, { switches });
  });
  afterAll(() => harness.close());

  describeChannelContract('shopify', async () => {
    shops += 1;
    return toChannelHarness(harness, await harness.connect(`contract-${shops}`));
  });
});
