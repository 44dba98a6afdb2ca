import { Banner, BlockStack, Button, Card, FormLayout, Text } from '@shopify/polaris';
import { Form, useNavigation } from '@remix-run/react';
import { FormEnd } from '../form-end.tsx';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';
import { AssortmentFields } from './assortment-fields.tsx';
import type { AssortmentChoices, ShownAssortment } from './assortment-fields.tsx';
import type { ProductChoice } from './product-picker.tsx';
import { ReturnPolicyFields } from './return-policy-fields.tsx';
import { ShareFields } from './share-fields.tsx';
import type { ComponentProps } from 'react';

type TermsFormProps = {
  readonly connection: {
    readonly status: string;
    readonly storeCurrency: string;
    readonly assortment: ShownAssortment;
    readonly priceListId: string | null;
    readonly buffer: number;
    readonly cap: number | null;
    readonly bufferMost: number;
    readonly shareWeight: number;
    readonly shareMinimum: number;
    readonly releaseDelaySeconds: number;
    readonly releaseOn: string;
    readonly creditLimitMinor: number | null;
    readonly territories: readonly string[];
    readonly hubCurrency: string;
  };
  readonly priceLists: readonly {
    readonly id: string;
    readonly name: string;
    readonly currency: string;
    readonly kind: string;
    readonly percentOffBasisPoints: number;
  }[];
  readonly chosen: readonly ProductChoice[];
  readonly choices: AssortmentChoices;
  readonly returnTerms: ComponentProps<typeof ReturnPolicyFields>;
};

const RELEASES = [
  { value: 'paid', label: 'When it is paid' },
  { value: 'authorised', label: 'When the payment is authorised' },
  { value: 'terms', label: 'At once, on terms' },
];

function limitText({ creditLimitMinor: minor, hubCurrency }: TermsFormProps['connection']): string {
  return minor === null ? '' : formatDecimal(money(minor, currencyCode(hubCurrency)));
}

/** What the store sees, pays and is held to. For a request, sending it approves the retailer. */
export function TermsForm(props: TermsFormProps) {
  const { connection, priceLists, chosen, choices, returnTerms } = props;
  const busy = useNavigation().state === 'submitting';
  const isRequest = connection.status === 'requested';
  const isOver = connection.status === 'declined' || connection.status === 'ended';
  const list = connection.priceListId ?? priceLists[0]?.id ?? '';
  const current = priceLists.find(({ id }) => id === list);
  return (
    <Form method="post" preventScrollReset>
      <BlockStack gap="400">
        <AssortmentFields initial={connection.assortment} chosen={chosen} choices={choices} />
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              Prices and stock
            </Text>
            {priceLists.length === 0 ? (
              <Banner
                tone="warning"
                action={{ content: 'Make a price list', url: '/hub/price-lists/new' }}
              >
                There is no price list yet. Without one the store sees no prices.
              </Banner>
            ) : null}
            {current && current.currency !== connection.storeCurrency ? (
              <Banner tone="warning">
                The list is in {current.currency} and the store sells in {connection.storeCurrency}.
                Nothing can be shown until they agree.
              </Banner>
            ) : null}
            <FormLayout>
              <ChoiceInput
                name="priceListId"
                label="Price list"
                initial={list}
                options={priceLists.map(({ id, name, currency, kind, percentOffBasisPoints }) => ({
                  value: id,
                  label: `${name} (${kind === 'percent-off' ? `${percentOffBasisPoints / 100} % off, ` : 'fixed, '}${currency})`,
                }))}
              />
              <FormLayout.Group>
                <TextInput
                  name="buffer"
                  label="Units kept back"
                  type="number"
                  min={0}
                  initial={String(connection.buffer)}
                  helpText="Taken off what the store is shown, for each variant."
                />
                <TextInput
                  name="cap"
                  label="Shown at most"
                  type="number"
                  min={0}
                  placeholder="No cap"
                  initial={connection.cap === null ? '' : String(connection.cap)}
                  helpText="The store never sees more units than this."
                />
              </FormLayout.Group>
            </FormLayout>
          </BlockStack>
        </Card>
        <ShareFields initial={connection} />
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              Orders
            </Text>
            <FormLayout>
              <FormLayout.Group>
                <ChoiceInput
                  name="releaseOn"
                  label="Release an order"
                  options={RELEASES}
                  initial={connection.releaseOn}
                />
                <TextInput
                  name="releaseDelayMinutes"
                  label="Then wait"
                  type="number"
                  min={0}
                  step={0.5}
                  suffix="minutes"
                  initial={String(connection.releaseDelaySeconds / 60)}
                  helpText="Time in which the shopper may change their mind. Stock is reserved meanwhile."
                />
              </FormLayout.Group>
              <FormLayout.Group>
                <TextInput
                  name="creditLimit"
                  label="May owe at most"
                  suffix={connection.hubCurrency}
                  placeholder="No limit"
                  initial={limitText(connection)}
                  helpText="Wholesale of its open orders. An order beyond it is held for you."
                />
                <TextInput
                  name="territories"
                  label="May sell to"
                  placeholder="Everywhere"
                  initial={connection.territories.join(', ')}
                  helpText="Countries in two letters, like CH, LI, DE. Orders to others are held for you."
                />
              </FormLayout.Group>
            </FormLayout>
          </BlockStack>
        </Card>
        <ReturnPolicyFields {...returnTerms} />
        {isOver ? null : (
          <FormEnd>
            <input type="hidden" name="intent" value={isRequest ? 'approve' : 'terms'} />
            <Button submit variant="primary" loading={busy} disabled={priceLists.length === 0}>
              {isRequest ? 'Approve with these terms' : 'Save terms'}
            </Button>
          </FormEnd>
        )}
      </BlockStack>
    </Form>
  );
}
