import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Layout, Page, Tag, Text } from '@shopify/polaris';
import { FaultPage } from '../components/fault-page.tsx';
import { Facts } from '../components/hub/facts.tsx';
import { PricesCard, SuppliesCard, VariantsCard } from '../components/hub/product-cards.tsx';
import { ListingsCard } from '../components/hub/listings-card.tsx';
import { ProductThumb } from '../components/hub/product-thumb.tsx';
import { DateTimeText } from '../components/relative-time.tsx';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { readHubProduct } from '../views/read-hub-product.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const productId = idOf<'Product'>(params['productId']);
  const found = await readHubProduct(door.db, { distributorId, productId }, door.clock.now());
  return json(foundOr404(found));
}

export default function Product() {
  const { product, variants, supplies, prices, listings } = useLoaderData<typeof loader>();
  return (
    <Page
      title={product.title}
      subtitle={product.vendor}
      titleMetadata={
        <Badge {...(product.status === 'active' ? { tone: 'success' as const } : {})}>
          {product.status.charAt(0).toUpperCase() + product.status.slice(1)}
        </Badge>
      }
      backAction={{ content: 'Catalogue', url: '/hub/catalogue' }}
      fullWidth
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <VariantsCard
              variants={variants}
              optionNames={product.optionNames}
              currency={product.currency}
            />
            <SuppliesCard variants={variants} supplies={supplies} />
            <PricesCard variants={variants} prices={prices} hubCurrency={product.currency} />
            <ListingsCard variants={variants} listings={listings} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <Card>
            <BlockStack gap="400">
              {product.images.length > 0 ? (
                <InlineStack gap="200">
                  {product.images.slice(0, 6).map(({ url }) => (
                    <ProductThumb key={url} url={url} />
                  ))}
                </InlineStack>
              ) : null}
              <Facts
                facts={[
                  ['Handle', product.handle],
                  ['Type', product.productType || '—'],
                  ['Vendor', product.vendor || '—'],
                  ['Changed', <DateTimeText key="changed" at={product.updatedAt} />],
                ]}
              />
              {product.tags.length > 0 ? (
                <BlockStack gap="200">
                  <Text as="h2" variant="headingSm">
                    Tags
                  </Text>
                  <InlineStack gap="150">
                    {product.tags.map((tag) => (
                      <Tag key={tag}>{tag}</Tag>
                    ))}
                  </InlineStack>
                </BlockStack>
              ) : null}
            </BlockStack>
          </Card>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
