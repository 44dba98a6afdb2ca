import {
  BlockStack,
  Card,
  ChoiceList,
  InlineGrid,
  InlineStack,
  Spinner,
  Text,
} from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { CountText } from '../number-text.tsx';
import { ProductPicker } from './product-picker.tsx';
import type { ProductChoice } from './product-picker.tsx';
import './hub.css';

export type ShownAssortment =
  | { readonly kind: 'all' | 'by-hand' }
  | {
      readonly kind: 'rule';
      readonly types: readonly string[];
      readonly tags: readonly string[];
      readonly vendors: readonly string[];
    };
type Facet = readonly { readonly value: string; readonly count: number }[];
export type AssortmentChoices = {
  readonly types: Facet;
  readonly tags: Facet;
  readonly vendors: Facet;
};

type AssortmentFieldsProps = {
  readonly initial: ShownAssortment;
  readonly chosen: readonly ProductChoice[];
  readonly choices: AssortmentChoices;
};

const KINDS = [
  { value: 'all', label: 'The whole catalogue' },
  {
    value: 'rule',
    label: 'By type, vendor or tag',
    helpText: 'Products that come later and match are seen too.',
  },
  { value: 'by-hand', label: 'Chosen one by one' },
];
const FACETS = [
  { name: 'types', title: 'Product types' },
  { name: 'vendors', title: 'Vendors' },
  { name: 'tags', title: 'Tags' },
] as const;

/** Which products the store may see, with a count that follows every choice. */
export function AssortmentFields({ initial, chosen, choices }: AssortmentFieldsProps) {
  const [kind, setKind] = useState<string>(initial.kind);
  const [rule, setRule] = useState({
    types: initial.kind === 'rule' ? initial.types : [],
    vendors: initial.kind === 'rule' ? initial.vendors : [],
    tags: initial.kind === 'rule' ? initial.tags : [],
  });
  const [products, setProducts] = useState(chosen);
  const values = fieldsOf(
    kind,
    rule,
    products.map(({ id }) => id),
  );
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            Products it may see
          </Text>
          {kind === 'by-hand' ? (
            <Text as="span" tone="subdued">
              <CountText count={products.length} one="product" many="products" />
            </Text>
          ) : (
            <MatchCount values={values} />
          )}
        </InlineStack>
        <ChoiceList
          title="Products it may see"
          titleHidden
          choices={KINDS}
          selected={[kind]}
          onChange={([next]) => setKind(next ?? 'all')}
        />
        {kind === 'rule' ? (
          <InlineGrid columns={{ xs: 1, md: 3 }} gap="400">
            {FACETS.map(({ name, title }) => (
              <FacetChoice
                key={name}
                title={title}
                facet={choices[name]}
                selected={rule[name]}
                onChange={(selected) => setRule((before) => ({ ...before, [name]: selected }))}
              />
            ))}
          </InlineGrid>
        ) : null}
        {kind === 'by-hand' ? <ProductPicker chosen={products} onChange={setProducts} /> : null}
        {values.map(([name, value]) => (
          <input key={`${name}-${value}`} type="hidden" name={name} value={value} />
        ))}
      </BlockStack>
    </Card>
  );
}

function fieldsOf(
  kind: string,
  rule: Readonly<Record<'types' | 'vendors' | 'tags', readonly string[]>>,
  products: readonly string[],
): readonly (readonly [string, string])[] {
  const lists =
    kind === 'rule'
      ? FACETS.flatMap(({ name }) => rule[name].map((value) => [name, value] as const))
      : [];
  const picked = kind === 'by-hand' ? products.map((id) => ['products', id] as const) : [];
  return [['assortment', kind], ...lists, ...picked];
}

function FacetChoice(props: {
  readonly title: string;
  readonly facet: Facet;
  readonly selected: readonly string[];
  readonly onChange: (selected: string[]) => void;
}) {
  const { title, facet, selected, onChange } = props;
  if (facet.length === 0)
    return (
      <Text as="p" tone="subdued">
        The catalogue has no {title.toLowerCase()}.
      </Text>
    );
  return (
    <div className="choice-scroll">
      <ChoiceList
        title={selected.length > 0 ? `${title} (${selected.length})` : `${title}: any`}
        allowMultiple
        choices={facet.map(({ value, count }) => ({ value, label: `${value} (${count})` }))}
        selected={[...selected]}
        onChange={onChange}
      />
    </div>
  );
}

const WAIT_MS = 250;

function MatchCount({ values }: { readonly values: readonly (readonly [string, string])[] }) {
  const fetcher = useFetcher<{ products: number; variants: number }>();
  const query = new URLSearchParams(values.map(([name, value]) => [name, value])).toString();
  const { load } = fetcher;
  useEffect(() => {
    const timer = setTimeout(() => load(`/hub/assortment-count?${query}`), WAIT_MS);
    return () => clearTimeout(timer);
  }, [load, query]);
  return (
    <InlineStack gap="200" blockAlign="center">
      {fetcher.state === 'loading' ? (
        <Spinner size="small" accessibilityLabel="Counting products" />
      ) : null}
      <Text as="span" tone="subdued">
        <span role="status">
          {fetcher.data ? (
            <>
              <CountText count={fetcher.data.products} one="product" many="products" />,{' '}
              <CountText count={fetcher.data.variants} one="variant" many="variants" />
            </>
          ) : null}
        </span>
      </Text>
    </InlineStack>
  );
}
