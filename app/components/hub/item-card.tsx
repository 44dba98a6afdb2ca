import { Form, useNavigation, useSearchParams } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Box,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Link,
  Text,
} from '@shopify/polaris';
import type { SupplierItemRow } from '../../views/read-supplier-items.server.ts';
import type { Loaded } from '../loaded.ts';
import { FileInput } from '../file-input.tsx';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { MoneyText } from '../money-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { ProductThumb } from './product-thumb.tsx';
import './hub.css';

type Item = Loaded<SupplierItemRow>;

type Suggestion = {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly vendor: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly gtin: string | null;
  readonly imageUrl: string | null;
  readonly because: string;
  readonly likeness: number;
  readonly isTaken: boolean;
};

const DOUBTS: Readonly<Record<string, string>> = {
  'no-code': 'The supplier has told neither a GTIN nor brand and number, so no rule can decide.',
  'no-variant': 'No variant of the catalogue has its GTIN, or its brand and number.',
  'several-variants': 'Several variants have its code.',
  'variant-taken':
    'The variant with its code is supplied by this supplier under another SKU already.',
  'no-cost': 'Its code names one variant, but the supplier has not said what it costs.',
};

/** One article of a supplier with what it may be, or what was decided about it. */
export function ItemCard(props: {
  readonly item: Item;
  readonly suggestions: readonly Suggestion[];
  readonly words: string;
}) {
  const { item } = props;
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="start" gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd" breakWord>
              {item.title ?? item.supplierSku}
            </Text>
            <Text as="p" tone="subdued">
              {[
                item.supplier,
                `their SKU ${item.supplierSku}`,
                item.brand,
                item.gtin ? `GTIN ${item.gtin}` : null,
                item.mpn ? `MPN ${item.mpn}` : null,
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </BlockStack>
          <MoneyText
            amount={
              item.costMinor === null ? null : { minor: item.costMinor, currency: item.currency }
            }
            none="Cost unknown"
          />
        </InlineStack>
        {item.status === 'open' ? <OpenItem {...props} /> : <DecidedItem item={item} />}
      </BlockStack>
    </Card>
  );
}

function DecidedItem({ item }: { readonly item: Item }) {
  const options = (item.optionValues ?? []).join(' / ');
  const rule = item.matchedBy === 'gtin' ? 'by its GTIN' : 'by brand and number';
  const how = item.decidedBy ? `by ${item.decidedBy}` : item.status === 'matched' ? rule : '';
  return (
    <InlineStack align="space-between" blockAlign="center" gap="300">
      <Text as="p">
        {item.productId ? (
          <>
            Is{' '}
            <Link url={`/hub/catalogue/${item.productId}`} removeUnderline>
              {item.productTitle}
              {options ? ` (${options})` : ''}
            </Link>
            , decided {how}{' '}
          </>
        ) : (
          <>Set aside {how} </>
        )}
        <RelativeTime at={item.decidedAt} />
      </Text>
      <ConfirmButton
        label="Undo"
        accessibilityLabel={`Undo the decision about ${item.supplierSku}`}
        fields={{ intent: 'undo', itemId: item.id }}
        {...(item.productId
          ? {
              warning:
                'The supplier no longer supplies the variant, and its stock stops counting for it.',
            }
          : {})}
      />
    </InlineStack>
  );
}

function OpenItem(props: {
  readonly item: Item;
  readonly suggestions: readonly Suggestion[];
  readonly words: string;
}) {
  const { item, suggestions, words } = props;
  return (
    <BlockStack gap="400">
      <Text as="p">{DOUBTS[item.reason ?? ''] ?? DOUBTS['no-code']}</Text>
      {suggestions.length > 0 ? (
        <ul className="row-list" aria-label={`What ${item.supplierSku} may be`}>
          {suggestions.map((suggestion) => (
            <li key={suggestion.variantId}>
              <SuggestionRow item={item} suggestion={suggestion} />
            </li>
          ))}
        </ul>
      ) : (
        <Text as="p" tone="subdued">
          {words
            ? 'Nothing in the catalogue has these words.'
            : 'Nothing in the catalogue is like it.'}
        </Text>
      )}
      <FindOther item={item} words={words} />
    </BlockStack>
  );
}

function SuggestionRow({
  item,
  suggestion,
}: {
  readonly item: Item;
  readonly suggestion: Suggestion;
}) {
  const { variantId, productId, title, vendor, optionValues, sku, gtin, imageUrl, isTaken } =
    suggestion;
  const about = [vendor, optionValues.join(' / '), sku, gtin].filter(Boolean).join(' · ');
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="accept" />
      <input type="hidden" name="itemId" value={item.id} />
      <input type="hidden" name="currency" value={item.currency} />
      <input type="hidden" name="variantId" value={variantId} />
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <InlineStack gap="300" blockAlign="center" wrap={false}>
          <ProductThumb url={imageUrl} />
          <BlockStack>
            <Link url={`/hub/catalogue/${productId}`} removeUnderline>
              {title}
            </Link>
            <Text as="span" tone="subdued" variant="bodySm">
              {about}
            </Text>
          </BlockStack>
        </InlineStack>
        <InlineStack gap="300" blockAlign="center">
          <Because suggestion={suggestion} />
          {item.costMinor === null && !isTaken ? (
            <div style={{ inlineSize: '7rem' }}>
              <TextInput
                name="cost"
                label={`Cost (${item.currency})`}
                labelHidden
                placeholder="Cost"
                suffix={item.currency}
              />
            </div>
          ) : null}
          <Button
            submit
            disabled={isTaken}
            accessibilityLabel={`${item.supplierSku} is ${title} ${about}`}
          >
            This one
          </Button>
        </InlineStack>
      </InlineStack>
    </Form>
  );
}

function Because({
  suggestion: { because, likeness, isTaken },
}: {
  readonly suggestion: Suggestion;
}) {
  if (isTaken) return <Badge tone="warning">Supplied already</Badge>;
  if (because === 'gtin') return <Badge tone="success">Same GTIN</Badge>;
  if (because === 'mpn') return <Badge tone="info">Same number</Badge>;
  return <Badge>{`${Math.round(likeness * 100)} % alike`}</Badge>;
}

function FindOther({ item, words }: { readonly item: Item; readonly words: string }) {
  const [params] = useSearchParams();
  const kept = [...params].filter(([name]) => name !== 'item' && name !== 'find');
  return (
    <Box borderBlockStartWidth="025" borderColor="border" paddingBlockStart="300">
      <InlineStack gap="300" align="space-between" blockAlign="end">
        <Form method="get" preventScrollReset>
          {kept.map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <input type="hidden" name="item" value={item.id} />
          <InlineStack gap="200" blockAlign="end">
            <TextInput
              name="find"
              label="Find another variant"
              initial={words}
              placeholder="Words of its title"
            />
            <Button submit>Find</Button>
          </InlineStack>
        </Form>
        <InlineStack gap="200">
          <CreateFrom item={item} />
          <ConfirmButton
            label="Not ours"
            accessibilityLabel={`Set ${item.supplierSku} aside`}
            fields={{ intent: 'reject', itemId: item.id }}
          />
        </InlineStack>
      </InlineStack>
    </Box>
  );
}

/** Only where cost and title are known is one press enough; else the product is made in the catalogue first. */
function CreateFrom({ item }: { readonly item: Item }) {
  if (item.costMinor === null) return null;
  const title = item.title ?? item.supplierSku;
  return (
    <ConfirmButton
      label="New product"
      fields={{ intent: 'create', itemId: item.id, currency: item.currency, title }}
      warning={`A draft “${title}” is added to the catalogue and supplied by ${item.supplier}. Stores see it once you complete and activate it.`}
    />
  );
}

/** A supplier's own list of articles; the file stands last because the fields before it are read first. */
export function ItemUpload({
  suppliers,
}: {
  readonly suppliers: readonly { id: string; name: string }[];
}) {
  const busy = useNavigation().formMethod === 'POST';
  return (
    <Card>
      <Form method="post" encType="multipart/form-data">
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            Take up a supplier’s list
          </Text>
          <Text as="p" tone="subdued">
            A CSV with the columns SKU, title, brand, GTIN, MPN and cost; all but the SKU may be
            missing.
          </Text>
          <FormLayout>
            <ChoiceInput
              name="supplierId"
              label="Supplier"
              initial={suppliers[0]?.id ?? ''}
              options={suppliers.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <FileInput label="List of articles" />
          </FormLayout>
          <InlineStack align="end">
            <Button submit loading={busy}>
              Upload and match
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </Card>
  );
}
