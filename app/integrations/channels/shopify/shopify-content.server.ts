/** Content: the words and pictures of a product that a retailer lets follow the catalogue. */
import type { Channel } from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { contentInput } from './product-input.ts';
import { refusalOf } from './shopify-failures.ts';
import { productExists, setContent } from './shopify-operations/products.ts';

export function createContent({ client }: ChannelContext): Pick<Channel, 'setContent'> {
  return {
    setContent: async (id, content) => {
      const answer = await client.run(setContent, { id, input: contentInput(content) });
      if (!answer.ok) return answer;
      const refusal = refusalOf(answer.value.productSet.userErrors);
      if (!refusal) return ok('done');
      const found = await client.run(productExists, { id });
      if (!found.ok) return found;
      return found.value.product ? err(refusal) : ok('gone');
    },
  };
}
