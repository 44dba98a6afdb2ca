import { BlockStack, Box, Button, InlineGrid, InlineStack, Text } from '@shopify/polaris';
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';

const KINDS = [
  { value: 'goods', label: 'Goods' },
  { value: 'shipping', label: 'Shipping' },
  { value: 'tax', label: 'Tax' },
];

/** The lines of a supplier's invoice as they are typed; a line without anything in it does not count. */
export function InvoiceLinesEditor() {
  const [places, setPlaces] = useState<readonly number[]>([0, 1]);
  const [next, setNext] = useState(2);
  const add = () => {
    setPlaces([...places, next]);
    setNext(next + 1);
  };
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        Lines
      </Text>
      {places.map((place, index) => (
        <InvoiceLine
          key={place}
          place={place}
          count={index + 1}
          onRemove={
            places.length > 1 ? () => setPlaces(places.filter((each) => each !== place)) : undefined
          }
        />
      ))}
      <InlineStack>
        <Button icon={PlusIcon} onClick={add}>
          Add a line
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

type LineProps = {
  readonly place: number;
  readonly count: number;
  readonly onRemove: (() => void) | undefined;
};

function InvoiceLine({ place, count, onRemove }: LineProps) {
  const [kind, setKind] = useState('goods');
  const isGoods = kind === 'goods';
  return (
    <Box borderColor="border-secondary" borderWidth="025" borderRadius="200" padding="300">
      <input type="hidden" name="line" value={place} />
      <BlockStack gap="200">
        <InlineGrid columns={{ xs: 1, md: ['oneThird', 'twoThirds'] }} gap="300">
          <ChoiceInput
            name={`kind.${place}`}
            label={`Line ${count}`}
            options={KINDS}
            initial="goods"
            onChoice={setKind}
          />
          {kind === 'tax' ? (
            <TextInput name={`price.${place}`} label="Amount" inputMode="decimal" />
          ) : (
            <InlineGrid columns={{ xs: 1, sm: isGoods ? 4 : 2 }} gap="300">
              <TextInput name={`order.${place}`} label="PO number" placeholder="PO-1001" />
              {isGoods ? (
                <>
                  <TextInput name={`sku.${place}`} label="Its SKU" />
                  <TextInput
                    name={`quantity.${place}`}
                    label="Units"
                    type="number"
                    min={1}
                    initial="1"
                  />
                </>
              ) : null}
              <TextInput
                name={`price.${place}`}
                label={isGoods ? 'Unit price' : 'Amount'}
                inputMode="decimal"
              />
            </InlineGrid>
          )}
        </InlineGrid>
        {onRemove ? (
          <InlineStack align="end">
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              onClick={onRemove}
              accessibilityLabel={`Remove line ${count}`}
            >
              Remove
            </Button>
          </InlineStack>
        ) : null}
      </BlockStack>
    </Box>
  );
}
