import { Card, Page } from '@shopify/polaris';
import { StoreIcon } from '@shopify/polaris-icons';
import { EmptyList } from './empty-list.tsx';

/** What a retailer with its own sign-in sees before a shop of its is connected. */
export function NoStore() {
  return (
    <Page title="Home">
      <Card padding="0">
        <EmptyList icon={StoreIcon} heading="Connect your shop first">
          Everything here is about a shop: what it lists, what stock it shows, what it sold. Install
          Stockbridge in your shop’s admin (in Shopify: from its app store) and open it there once;
          the shop then appears here. For a shop on another platform, write to your distributor, who
          connects it with you.
        </EmptyList>
      </Card>
    </Page>
  );
}
