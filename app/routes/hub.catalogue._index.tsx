import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useNavigate, useSearchParams } from '@remix-run/react';
import {
  Box,
  Button,
  Card,
  InlineStack,
  Page,
  Text,
  useIndexResourceState,
} from '@shopify/polaris';
import { ProductIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { catalogueColumns, ColumnPicker } from '../components/hub/catalogue-columns.tsx';
import { catalogueFilters } from '../components/hub/catalogue-filters.ts';
import { columnsFrom } from '../components/hub/column-choice.ts';
import { ListFilters } from '../components/list-filters.tsx';
import { useLocale } from '../components/locale.ts';
import { CountText, formatCount } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { visitHub } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import {
  productFilterOf,
  readCatalogueSummary,
  readHubFacets,
  readHubProducts,
} from '../views/read-hub-catalogue.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params } = await visitHub(door, request);
  const filter = productFilterOf(params);
  const [products, facets, summary] = await Promise.all([
    readHubProducts(door.db, distributorId, filter, pageRequest(params)),
    readHubFacets(door.db, distributorId, filter),
    readCatalogueSummary(door.db, distributorId),
  ]);
  const columns = columnsFrom(request.headers.get('Cookie'));
  return json({ ...products, facets, summary, columns });
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'draft', label: 'Draft' },
  { value: 'archived', label: 'Archived' },
  { value: 'unlisted', label: 'Unlisted' },
] as const;
const NARROWING = [
  'q',
  'view',
  'vendor',
  'type',
  'category',
  'tag',
  'stock',
  'supplier',
  'price',
  'lack',
];

export default function Catalogue() {
  const { rows, next, facets, summary, columns } = useLoaderData<typeof loader>();
  const locale = useLocale();
  const [params] = useSearchParams();
  const isNarrowed = NARROWING.some((name) => params.has(name));
  const selection = useEditSelection(rows, facets);
  const matching =
    summary.openItems === 0
      ? {}
      : { content: `Matching (${summary.openItems}${summary.openItems < 1_000 ? '' : '+'})` };
  return (
    <Page
      title="Catalogue"
      fullWidth
      titleMetadata={
        <Text as="span" tone="subdued">
          <CountText count={summary.products} one="product" many="products" />
        </Text>
      }
      primaryAction={{ content: 'Import', url: '/hub/catalogue/import' }}
      secondaryActions={[
        { content: 'Matching', url: '/hub/catalogue/matching', ...matching },
        { content: 'Edits', url: '/hub/catalogue/edits' },
        { content: 'Substitutes', url: '/hub/catalogue/substitutes' },
      ]}
    >
      <Card padding="0">
        <ListFilters
          views={VIEWS}
          search="Search by words, SKU, GTIN or manufacturer’s number"
          filters={catalogueFilters(facets, summary.currency, locale)}
        />
        <Box paddingInline="400" paddingBlock="200" borderBlockEndWidth="025" borderColor="border">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="p" tone="subdued">
              {foundText(facets, locale)}
            </Text>
            <ColumnPicker chosen={columns} />
          </InlineStack>
        </Box>
        <PagedTable
          rows={rows}
          rowKey={({ id }) => id}
          noun={{ singular: 'product', plural: 'products' }}
          next={next}
          selection={selection}
          columns={catalogueColumns(columns, summary.currency)}
          empty={<NothingFound isNarrowed={isNarrowed} />}
        />
      </Card>
    </Page>
  );
}

type Found = { readonly found: number; readonly isWhole: boolean };

function foundText({ found, isWhole }: Found, locale: string): string {
  const count = `${formatCount(found, locale)}${isWhole ? '' : '+'}`;
  const noun = found === 1 ? 'product' : 'products';
  return isWhole
    ? `${count} ${noun} found`
    : `${count} ${noun} found. Counts are of a sample of them.`;
}

/** Ticked products, or all that match, are carried to the page that edits them. */
function useEditSelection(rows: readonly { id: string; title: string }[], found: Found) {
  const locale = useLocale();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const picked = useIndexResourceState(rows.map(({ id }) => ({ id })));
  const all = picked.allResourcesSelected;
  const whole = `${formatCount(found.found, locale)}${found.isWhole ? '' : '+'}`;
  const onAct = () => {
    const asked = new URLSearchParams(all ? params : {});
    asked.delete('after');
    if (all) asked.set('all', 'yes');
    else for (const id of picked.selectedResources) asked.append('id', id);
    navigate(`/hub/catalogue/edit?${asked.toString()}`);
  };
  return {
    ids: picked.selectedResources,
    all,
    onChange: picked.handleSelectionChange,
    allText: `Select all ${whole} products that match`,
    act: {
      label: `Edit ${all ? whole : formatCount(picked.selectedResources.length, locale)}`,
      onAct,
      busy: false,
    },
    labelOf: (id: string) => rows.find((row) => row.id === id)?.title ?? 'product',
  };
}

function NothingFound({ isNarrowed }: { readonly isNarrowed: boolean }) {
  if (isNarrowed)
    return (
      <EmptyList icon={ProductIcon} heading="No product matches">
        Take a filter away, or search for the beginning of a word, a SKU or a GTIN.
      </EmptyList>
    );
  return (
    <EmptyList
      icon={ProductIcon}
      heading="Your catalogue is empty"
      action={
        <Button variant="primary" url="/hub/catalogue/import">
          Import catalogue
        </Button>
      }
    >
      Upload the product CSV that Shopify and most systems export. You see what became of each row,
      and importing again updates what is there.
    </EmptyList>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
