import { BlockStack, Card, FormLayout, Text } from '@shopify/polaris';
import type { ShareTerms } from '../../modules/connections/connection.ts';
import { TextInput } from '../form-fields.tsx';

/** What a store is given of units that several stores list, and how far stock may be kept back from it by itself. */
export function ShareFields({ initial }: { readonly initial: ShareTerms }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            When goods are scarce
          </Text>
          <Text as="p" tone="subdued">
            Units that several stores list are divided between them, so that none is shown twice. A
            new weight divides them anew at once, also for the other stores.
          </Text>
        </BlockStack>
        <FormLayout>
          <FormLayout.Group>
            <TextInput
              name="shareWeight"
              label="Weight"
              type="number"
              min={1}
              max={100}
              step={1}
              suffix="times"
              initial={String(initial.shareWeight)}
              helpText="A store of weight 3 is given three units for each one of a store of weight 1. From 1 to 100."
            />
            <TextInput
              name="shareMinimum"
              label="Sure of"
              type="number"
              min={0}
              max={1_000}
              step={1}
              suffix="units"
              initial={String(initial.shareMinimum)}
              helpText="Of each variant, as far as there are so many, before the rest is shared by weight."
            />
          </FormLayout.Group>
          <TextInput
            name="bufferMost"
            label="Kept back by itself at most"
            type="number"
            min={0}
            max={1_000_000}
            step={1}
            suffix="units"
            initial={String(initial.bufferMost)}
            helpText="Where the store sells faster than suppliers tell of changes, more than the units kept back above is held back, by what is measured. 0 turns that off. Counts from the next measuring on."
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}
