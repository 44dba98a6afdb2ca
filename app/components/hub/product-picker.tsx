import { BlockStack, Button, InlineStack, Tag, Text, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import './hub.css';

export type ProductChoice = {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
};

type ProductPickerProps = {
  readonly chosen: readonly ProductChoice[];
  readonly onChange: (chosen: readonly ProductChoice[]) => void;
};

const WAIT_MS = 250;

/** Search for products and put them on the list one by one. */
export function ProductPicker({ chosen, onChange }: ProductPickerProps) {
  const [search, setSearch] = useState('');
  const fetcher = useFetcher<{ products: ProductChoice[] }>();
  const { load } = fetcher;
  useEffect(() => {
    if (search.trim().length < 2) return;
    const query = new URLSearchParams({ q: search.trim() }).toString();
    const timer = setTimeout(() => load(`/hub/product-choices?${query}`), WAIT_MS);
    return () => clearTimeout(timer);
  }, [load, search]);
  const ids = new Set(chosen.map(({ id }) => id));
  const found = search.trim().length < 2 ? [] : (fetcher.data?.products ?? []);
  return (
    <BlockStack gap="300">
      <TextField
        label="Find products"
        value={search}
        onChange={setSearch}
        autoComplete="off"
        placeholder="Title, vendor or SKU"
        loading={fetcher.state === 'loading'}
        clearButton
        onClearButtonClick={() => setSearch('')}
      />
      {found.length > 0 ? (
        <ul className="row-list choice-scroll">
          {found.map((product) => (
            <li key={product.id}>
              <InlineStack align="space-between" blockAlign="center" gap="200">
                <span>
                  {product.title}{' '}
                  <Text as="span" tone="subdued">
                    {product.vendor}
                  </Text>
                </span>
                <Button
                  size="slim"
                  disabled={ids.has(product.id)}
                  onClick={() => onChange([...chosen, product])}
                  accessibilityLabel={`Add ${product.title}`}
                >
                  {ids.has(product.id) ? 'Chosen' : 'Add'}
                </Button>
              </InlineStack>
            </li>
          ))}
        </ul>
      ) : null}
      {chosen.length > 0 ? (
        <InlineStack gap="150">
          {chosen.map(({ id, title }) => (
            <Tag key={id} onRemove={() => onChange(chosen.filter((one) => one.id !== id))}>
              {title}
            </Tag>
          ))}
        </InlineStack>
      ) : (
        <Text as="p" tone="subdued">
          No product is chosen yet, so the store sees none.
        </Text>
      )}
    </BlockStack>
  );
}
