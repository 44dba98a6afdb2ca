import {
  Badge,
  BlockStack,
  Button,
  ChoiceList,
  InlineStack,
  Link,
  Popover,
  Text,
} from '@shopify/polaris';
import { LayoutColumns3Icon } from '@shopify/polaris-icons';
import { useRevalidator } from '@remix-run/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { MoneyRange } from '../money-text.tsx';
import { NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { COLUMNS_COOKIE } from './column-choice.ts';
import type { ColumnName } from './column-choice.ts';
import { ProductThumb } from './product-thumb.tsx';

export type CatalogueRow = {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  readonly productType: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly status: string;
  readonly imageUrl: string | null;
  readonly variants: number;
  readonly sku: string | null;
  readonly fromMinor: number | null;
  readonly toMinor: number | null;
  readonly allocatable: number;
  readonly suppliers: number;
  readonly stores: number;
  readonly updatedAt: string;
};

type Column = {
  readonly title: string;
  readonly align?: 'start' | 'end';
  readonly cell: (row: CatalogueRow) => ReactNode;
};

const NAMES: Readonly<Record<ColumnName, string>> = {
  status: 'Status',
  vendor: 'Vendor',
  type: 'Type',
  category: 'Category',
  tags: 'Tags',
  stock: 'To allocate',
  price: 'List price',
  stores: 'Stores',
  changed: 'Changed',
};

/** The columns that a person has chosen, after the product itself. */
export function catalogueColumns(
  chosen: readonly ColumnName[],
  currency: string,
): readonly [Column, ...Column[]] {
  const columns: Readonly<Record<ColumnName, Omit<Column, 'title'>>> = {
    status: { cell: ({ status }) => <ProductStatus status={status} /> },
    vendor: { cell: ({ vendor }) => vendor || '—' },
    type: { cell: ({ productType }) => productType || '—' },
    category: { cell: ({ category }) => category.split(' > ').at(-1) || '—' },
    tags: { cell: ({ tags }) => tags.slice(0, 3).join(', ') || '—' },
    stock: {
      align: 'end',
      cell: ({ allocatable, suppliers }) =>
        suppliers === 0 ? (
          <Badge tone="attention">Not stocked</Badge>
        ) : (
          <NumberText value={allocatable} />
        ),
    },
    price: {
      align: 'end',
      cell: ({ fromMinor, toMinor }) => (
        <MoneyRange
          from={fromMinor === null ? null : { minor: fromMinor, currency }}
          to={toMinor === null ? null : { minor: toMinor, currency }}
        />
      ),
    },
    stores: { align: 'end', cell: ({ stores }) => <NumberText value={stores} /> },
    changed: { cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
  };
  return [
    { title: 'Product', cell: (row) => <ProductCell row={row} /> },
    ...chosen.map((name) => ({ title: NAMES[name], ...columns[name] })),
  ];
}

function ProductCell({
  row: { id, title, imageUrl, variants, sku },
}: {
  readonly row: CatalogueRow;
}) {
  return (
    <InlineStack gap="300" blockAlign="center" wrap={false}>
      <ProductThumb url={imageUrl} />
      <BlockStack>
        <Link url={`/hub/catalogue/${id}`} dataPrimaryLink removeUnderline>
          <Text as="span" fontWeight="semibold">
            {title}
          </Text>
        </Link>
        <Text as="span" tone="subdued" variant="bodySm">
          {variants === 1 ? (sku ?? 'No SKU') : `${variants} variants`}
        </Text>
      </BlockStack>
    </InlineStack>
  );
}

export function ProductStatus({ status }: { readonly status: string }) {
  const label = status.charAt(0).toUpperCase() + status.slice(1);
  return status === 'active' ? <Badge tone="success">{label}</Badge> : <Badge>{label}</Badge>;
}

const YEAR_SECONDS = 365 * 24 * 3_600;

/** Lets a person choose the columns; the choice stays with the browser. */
export function ColumnPicker({ chosen }: { readonly chosen: readonly ColumnName[] }) {
  const [open, setOpen] = useState(false);
  const { revalidate } = useRevalidator();
  const choose = (names: string[]) => {
    document.cookie = `${COLUMNS_COOKIE}=${names.join('.')}; path=/hub/catalogue; max-age=${YEAR_SECONDS}; samesite=lax`;
    revalidate();
  };
  return (
    <Popover
      active={open}
      onClose={() => setOpen(false)}
      preferredAlignment="right"
      activator={
        <Button icon={LayoutColumns3Icon} disclosure onClick={() => setOpen((before) => !before)}>
          Columns
        </Button>
      }
    >
      <Popover.Section>
        <ChoiceList
          allowMultiple
          title="Columns"
          choices={Object.entries(NAMES).map(([value, label]) => ({ value, label }))}
          selected={[...chosen]}
          onChange={choose}
        />
      </Popover.Section>
    </Popover>
  );
}
