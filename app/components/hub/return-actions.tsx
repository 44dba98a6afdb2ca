import { Form, useNavigation } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  InlineGrid,
  InlineStack,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { FileInput } from '../file-input.tsx';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import {
  DISPOSITION_WORDS,
  GRADE_WORDS,
  LABEL_PAYER_CHOICES,
  LABEL_SOURCE_CHOICES,
} from '../return-words.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { formatDecimal, currencyCode, money } from '../../platform/money.ts';

type Line = {
  readonly id: string;
  readonly title: string;
  readonly quantity: number;
  readonly received: number;
  readonly unitCostMinor: number;
  readonly costCurrency: string;
};

function ActCard({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {children}
      </BlockStack>
    </Card>
  );
}

function useBusy(intent: string): boolean {
  const { state, formData } = useNavigation();
  return state !== 'idle' && formData?.get('intent') === intent;
}

/** What the contract has left to a person. */
export function DecideReturnCard() {
  const [why, setWhy] = useState('');
  return (
    <ActCard title="Take it back?">
      <TextField
        label="What to say to the retailer"
        value={why}
        onChange={setWhy}
        multiline={2}
        maxLength={300}
        autoComplete="off"
      />
      <InlineStack gap="200">
        <ConfirmButton
          label="Authorise"
          variant="primary"
          fields={{ intent: 'authorise', why: why || 'The hub takes it back.' }}
        />
        <ConfirmButton
          label="Reject"
          destructive
          fields={{ intent: 'reject', why: why || 'The hub does not take it back.' }}
          warning="The goods are not taken back and the retailer is not credited. What you wrote is said to the retailer."
        />
      </InlineStack>
    </ActCard>
  );
}

/** Goods have arrived: how many of each in all. */
export function ReceiveReturnCard({ lines }: { readonly lines: readonly Line[] }) {
  const busy = useBusy('receive');
  return (
    <ActCard title="Goods have arrived">
      <Form method="post" preventScrollReset>
        <input type="hidden" name="intent" value="receive" />
        <BlockStack gap="300">
          {lines.map(({ id, title, quantity, received }) => (
            <InlineGrid key={id} columns={{ xs: 1, sm: '1fr 10rem' }} gap="200" alignItems="center">
              <Text as="span" breakWord>
                {title}
              </Text>
              <TextInput
                name={`received:${id}`}
                label={`Units of ${title} that have arrived`}
                labelHidden
                type="number"
                min={received}
                max={quantity}
                initial={String(received || quantity)}
                suffix={`of ${quantity}`}
              />
            </InlineGrid>
          ))}
          <InlineStack align="end">
            <Button submit loading={busy}>
              Note arrival
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </ActCard>
  );
}

const SOUND = ['restocked', 'supplier', 'disposed'] as const;
const PLACES = SOUND.map((value) => ({
  value,
  label: `${(DISPOSITION_WORDS[value] ?? value).charAt(0).toUpperCase()}${(DISPOSITION_WORDS[value] ?? value).slice(1)}`,
}));
const GRADE_FIELDS = ['A', 'B', 'C', 'unsaleable'] as const;

/** What was found, unit by unit, and what becomes of it. */
export function InspectReturnCard(props: {
  readonly lines: readonly Line[];
  readonly isOwnShelf: boolean;
  readonly credited: readonly string[];
}) {
  const { lines, isOwnShelf, credited } = props;
  const busy = useBusy('inspect');
  const [creditAll, setCreditAll] = useState(false);
  const told = credited.map((grade) => GRADE_WORDS[grade] ?? grade).join(', ');
  return (
    <ActCard title="Inspection">
      <Text as="p" tone="subdued">
        {told
          ? `The contract credits: ${told}. Faults are credited in any condition.`
          : 'The contract credits faults only.'}{' '}
        {isOwnShelf
          ? 'Units put on the shelf again raise your own stock.'
          : 'Stock is told by the supplier’s next figures.'}
      </Text>
      <Form method="post" preventScrollReset>
        <input type="hidden" name="intent" value="inspect" />
        <BlockStack gap="500">
          {lines.map((line) => (
            <InspectedLine key={line.id} line={line} isOwnShelf={isOwnShelf} />
          ))}
          <Checkbox
            name="creditAll"
            label="Credit all of it, whatever the condition"
            checked={creditAll}
            onChange={setCreditAll}
          />
          <InlineStack align="end">
            <Button submit variant="primary" loading={busy}>
              Finish inspection
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </ActCard>
  );
}

function InspectedLine({
  line,
  isOwnShelf,
}: {
  readonly line: Line;
  readonly isOwnShelf: boolean;
}) {
  const { id, title, quantity, received } = line;
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm" breakWord>
        {title}
      </Text>
      <InlineGrid columns={{ xs: 2, md: 4 }} gap="200">
        {GRADE_FIELDS.map((grade, index) => (
          <TextInput
            key={grade}
            name={`units:${id}:${grade}`}
            label={GRADE_WORDS[grade] ?? grade}
            type="number"
            min={0}
            max={quantity}
            initial={index === 0 ? String(received || quantity) : '0'}
          />
        ))}
      </InlineGrid>
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="200">
        <ChoiceInput
          name={`good:${id}`}
          label="Sound units are"
          options={PLACES}
          initial={isOwnShelf ? 'restocked' : 'supplier'}
        />
        <ChoiceInput
          name={`bad:${id}`}
          label="Unsaleable units are"
          options={PLACES.filter(({ value }) => value !== 'restocked')}
          initial="disposed"
        />
      </InlineGrid>
    </BlockStack>
  );
}

/** What the goods are sent back with, and who pays for it. The file stands last. */
export function LabelReturnCard(props: {
  readonly labelFrom: string;
  readonly labelPaidBy: string;
  readonly currency: string;
  readonly isCharged: boolean;
  readonly endings: string;
}) {
  const busy = useBusy('label');
  return (
    <ActCard title="Label and parcel">
      <Form method="post" encType="multipart/form-data" preventScrollReset>
        <input type="hidden" name="intent" value="label" />
        <input type="hidden" name="currency" value={props.currency} />
        <BlockStack gap="300">
          <FormLayout>
            <FormLayout.Group condensed>
              <ChoiceInput
                name="labelFrom"
                label="Label"
                options={LABEL_SOURCE_CHOICES}
                initial={props.labelFrom}
                disabled={props.isCharged}
              />
              <ChoiceInput
                name="labelPaidBy"
                label="Paid by"
                options={LABEL_PAYER_CHOICES}
                initial={props.labelPaidBy}
                disabled={props.isCharged}
              />
            </FormLayout.Group>
            {props.isCharged ? (
              <>
                <input type="hidden" name="labelFrom" value={props.labelFrom} />
                <input type="hidden" name="labelPaidBy" value={props.labelPaidBy} />
              </>
            ) : (
              <TextInput
                name="cost"
                label="It costs"
                inputMode="decimal"
                suffix={props.currency}
                placeholder="0.00"
                helpText="Charged to who pays, once. Leave it empty until the bill is there."
              />
            )}
            <FormLayout.Group condensed>
              <TextInput name="carrier" label="Carrier" maxLength={200} />
              <TextInput name="trackingNumber" label="Tracking number" maxLength={200} />
            </FormLayout.Group>
            <TextInput name="trackingUrl" label="Link to follow it" type="url" maxLength={200} />
            <FileInput
              name="label"
              label="Label to print"
              accept={props.endings}
              required={false}
              help="PDF or picture. The retailer hands it to the shopper."
            />
          </FormLayout>
          <InlineStack align="end">
            <Button submit loading={busy}>
              Save label
            </Button>
          </InlineStack>
        </BlockStack>
      </Form>
    </ActCard>
  );
}

/** What the supplier gives for it; it may come at any time. */
export function SupplierCreditCard(props: {
  readonly supplier: string;
  readonly lines: readonly Line[];
}) {
  const { supplier, lines } = props;
  const busy = useBusy('supplier-credit');
  const currency = lines[0]?.costCurrency ?? '';
  const costMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitCostMinor, 0);
  const cost = currency ? formatDecimal(money(costMinor, currencyCode(currency))) : '';
  return (
    <ActCard title={`Credit of ${supplier}`}>
      <Form method="post" preventScrollReset>
        <input type="hidden" name="intent" value="supplier-credit" />
        <input type="hidden" name="currency" value={currency} />
        <BlockStack gap="300">
          <TextInput
            name="amount"
            label="It credits"
            inputMode="decimal"
            suffix={currency}
            initial={cost}
            helpText="The cost of all units stands there; correct it to what its credit note says."
          />
          <InlineStack gap="200">
            <Button submit loading={busy}>
              Record credit
            </Button>
            <ConfirmButton
              label="It credits nothing"
              fields={{ intent: 'no-supplier-credit' }}
              warning="The return is settled without a credit of the supplier. One that comes later can still be recorded."
            />
          </InlineStack>
        </BlockStack>
      </Form>
    </ActCard>
  );
}
