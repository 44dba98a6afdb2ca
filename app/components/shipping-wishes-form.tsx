import { Form, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, Checkbox, ChoiceList, InlineStack, Layout, Select } from '@shopify/polaris'; // prettier-ignore
import { useState } from 'react';
import type { ShippingWishes } from '../modules/connections/shipping-wishes.ts';

const PARCELS = [
  {
    value: 'best',
    label: 'As the distributor finds best',
    helpText: 'Several parcels where that is cheaper or sooner.',
  },
  {
    value: 'one',
    label: 'Rather in one parcel',
    helpText: 'Several only where it saves a lot, or no place has everything.',
  },
  {
    value: 'never',
    label: 'Never in several parts',
    helpText: 'What the one place does not have waits, or you decide about it.',
  },
];

/** How the retailer wants its orders shipped: in how many parcels, and by which carrier. */
export function ShippingWishesForm(props: {
  readonly wishes: ShippingWishes;
  /** That suppliers have rates of. */
  readonly carriers: readonly string[];
}) {
  const { wishes, carriers } = props;
  const [parcels, setParcels] = useState(
    wishes.neverSplit ? 'never' : wishes.preferOneParcel ? 'one' : 'best',
  );
  const [carrier, setCarrier] = useState(wishes.carrier ?? '');
  const [only, setOnly] = useState(wishes.carrierOnly === true);
  const busy = useNavigation().formData?.get('intent') === 'wish';
  const known = carrier && !carriers.includes(carrier) ? [...carriers, carrier] : carriers;
  return (
    <Layout.AnnotatedSection
      title="How your orders ship"
      description="Your distributor’s rules choose who ships what. These wishes are followed within them, and stand beside each plan. They hold for orders from now on."
    >
      <Card>
        <Form method="post">
          <input type="hidden" name="intent" value="wish" />
          <input type="hidden" name="parcels" value={parcels} />
          <BlockStack gap="400">
            <ChoiceList
              title="Parcels of one order"
              choices={PARCELS}
              selected={[parcels]}
              onChange={([chosen]) => setParcels(chosen ?? 'best')}
            />
            {known.length > 0 ? (
              <>
                <Select
                  name="carrier"
                  label="Carrier"
                  value={carrier}
                  onChange={setCarrier}
                  options={[
                    { value: '', label: 'Any' },
                    ...known.map((name) => ({ value: name, label: name })),
                  ]}
                />
                {carrier ? (
                  <Checkbox
                    name="carrierOnly"
                    value="yes"
                    label={`Only by ${carrier}`}
                    helpText="Suppliers without its rates do not ship for you, even where nobody else has the goods."
                    checked={only}
                    onChange={setOnly}
                  />
                ) : null}
              </>
            ) : null}
            <InlineStack align="end">
              <Button submit variant="primary" loading={busy}>
                Save
              </Button>
            </InlineStack>
          </BlockStack>
        </Form>
      </Card>
    </Layout.AnnotatedSection>
  );
}
