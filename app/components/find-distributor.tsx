import { BlockStack, Box, Button, Text } from '@shopify/polaris';
import { SearchIcon } from '@shopify/polaris-icons';
import { useSearchParams } from '@remix-run/react';
import { useState } from 'react';
import { EmptyList } from './empty-list.tsx';
import { ListFilters } from './list-filters.tsx';
import { CountText } from './number-text.tsx';
import { PagedTable } from './paged-table.tsx';
import { RequestModal } from './request-modal.tsx';
import type { FoundDistributor } from '../views/read-retailer-distributors.server.ts';
import type { Loaded } from './loaded.ts';

type Found = Loaded<FoundDistributor>;

type FindDistributorProps = {
  readonly found: readonly Found[];
  readonly next: string | undefined;
  /** The store has no connection at all yet. */
  readonly isFirst: boolean;
};

/** The distributors that a store is not connected with, and asking one of them. */
export function FindDistributor({ found, next, isFirst }: FindDistributorProps) {
  const [asked, setAsked] = useState<Found>();
  const [params] = useSearchParams();
  return (
    <>
      <Box padding="400" paddingBlockEnd="200">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {isFirst ? 'Find your first distributor' : 'Find another distributor'}
          </Text>
          <Text as="p" tone="subdued">
            Ask for a connection; it decides what you may sell and at which price.
          </Text>
        </BlockStack>
      </Box>
      <ListFilters views={[{ value: '', label: 'All' }]} search="Search by name" />
      <PagedTable
        rows={found}
        rowKey={({ id }) => id}
        noun={{ singular: 'distributor', plural: 'distributors' }}
        next={next}
        columns={[
          {
            title: 'Distributor',
            cell: ({ name }) => (
              <Text as="span" fontWeight="semibold">
                {name}
              </Text>
            ),
          },
          {
            title: 'Range',
            cell: ({ products }) => <CountText count={products} one="product" many="products" />,
          },
          { title: 'Currency', cell: ({ currency }) => currency },
          {
            title: 'Request',
            hidden: true,
            align: 'end',
            cell: (distributor) => (
              <Button
                onClick={() => setAsked(distributor)}
                accessibilityLabel={`Request a connection with ${distributor.name}`}
              >
                Request
              </Button>
            ),
          },
        ]}
        empty={
          <EmptyList
            icon={SearchIcon}
            heading={params.get('q') ? 'No distributor has this name' : 'No other distributor here'}
          >
            {params.get('q')
              ? 'Check the spelling, or try one word of the name.'
              : 'You are connected with everybody who is here, or have asked them.'}
          </EmptyList>
        }
      />
      <RequestModal distributor={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}
