/** The contract of the port Channel: run over every adapter. A new adapter is done when all of it is green. */
import { beforeAll, describe } from 'vitest';
import { describeFailures } from './contract-failures.ts';
import { describeFulfilment } from './contract-fulfilment.ts';
import { describeOrders } from './contract-orders.ts';
import { describeProducts } from './contract-products.ts';
import { describeRefunds } from './contract-refunds.ts';
import { describeStock } from './contract-stock.ts';
import { describeStoreSetup } from './contract-store.ts';
import type { ChannelHarness } from './channel-harness.ts';

/** `connect` makes a new, empty, connected store each time. */
export function describeChannelContract(
  name: string,
  connect: () => Promise<ChannelHarness>,
): void {
  describe(`the channel ${name}`, () => {
    let harness: ChannelHarness;
    beforeAll(async () => {
      harness = await connect();
    });
    const present = () => harness;
    describeStoreSetup(present);
    describeProducts(present);
    describeStock(present);
    describeOrders(present);
    describeFulfilment(present);
    describeRefunds(present);
    describeFailures(connect);
  });
}
