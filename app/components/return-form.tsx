import { Form, useNavigation } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  FormLayout,
  InlineGrid,
  InlineStack,
  Text,
} from '@shopify/polaris';
import { CountText } from './number-text.tsx';
import { FileInput } from './file-input.tsx';
import { FormEnd } from './form-end.tsx';
import { ChoiceInput, TextInput } from './form-fields.tsx';
import { REASON_CHOICES, reasonWords, REFUND_CHOICES } from './return-words.ts';

type Line = {
  readonly id: string;
  readonly title: string;
  readonly sku: string | null;
  readonly shipped: number;
  readonly returnable: number;
};

type ReturnFormProps = {
  readonly lines: readonly Line[];
  readonly requestId: string;
  readonly photoFor: readonly string[];
  readonly photoEndings: string;
  /** When the shop refunds, to begin with. */
  readonly refundWhen: string;
  readonly refundHelp: string;
};

/** Asks for a return: which units, why, and when the shop gives the money back. The file stands last. */
export function ReturnForm(props: ReturnFormProps) {
  const { lines, requestId, photoFor, photoEndings, refundWhen, refundHelp } = props;
  const busy = useNavigation().state !== 'idle';
  const open = lines.filter(({ returnable }) => returnable > 0);
  if (open.length === 0)
    return (
      <Banner tone="info" title="Nothing of this order can come back">
        Only what has been shipped and is not coming back already can be returned.
      </Banner>
    );
  const needsPhoto = photoFor.map((reason) => `“${reasonWords(reason)}”`).join(', ');
  return (
    <Form method="post" encType="multipart/form-data">
      <input type="hidden" name="requestId" value={requestId} />
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              What comes back
            </Text>
            {open.map((line) => (
              <ReturnableLine key={line.id} line={line} />
            ))}
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              Why, and the money
            </Text>
            <FormLayout>
              <FormLayout.Group>
                <ChoiceInput
                  name="reason"
                  label="Reason"
                  options={REASON_CHOICES}
                  initial="changed-mind"
                />
                <ChoiceInput
                  name="refundWhen"
                  label="The shop refunds the shopper"
                  options={REFUND_CHOICES}
                  initial={refundWhen}
                  helpText={refundHelp}
                />
              </FormLayout.Group>
              <TextInput
                name="note"
                label="About the goods"
                multiline={3}
                maxLength={500}
                showCharacterCount
                helpText="What is wrong with them. Leave names and addresses out."
              />
              <FileInput
                name="photo"
                label="Photo of the goods"
                accept={photoEndings}
                required={false}
                help={
                  needsPhoto
                    ? `The contract asks for one for ${needsPhoto}. It can also be added later.`
                    : 'Helps whoever decides. It can also be added later.'
                }
              />
            </FormLayout>
          </BlockStack>
        </Card>
        <FormEnd>
          <Button submit variant="primary" loading={busy}>
            Open return
          </Button>
        </FormEnd>
      </BlockStack>
    </Form>
  );
}

function ReturnableLine({ line }: { readonly line: Line }) {
  const { id, title, sku, shipped, returnable } = line;
  return (
    <InlineGrid columns={{ xs: 1, sm: '1fr auto' }} gap="300" alignItems="center">
      <BlockStack gap="050">
        <Text as="span" fontWeight="medium" breakWord>
          {title}
        </Text>
        <InlineStack gap="100">
          <Text as="span" variant="bodySm" tone="subdued">
            {sku ? `SKU ${sku} · ` : ''}
            <CountText count={shipped} one="unit" many="units" /> shipped
            {returnable < shipped ? `, ${returnable} can still come back` : ''}
          </Text>
        </InlineStack>
      </BlockStack>
      <Box minWidth="9rem">
        <TextInput
          name={`quantity:${id}`}
          label={`Units of ${title} that come back`}
          labelHidden
          type="number"
          min={0}
          max={returnable}
          initial="0"
          suffix={`of ${returnable}`}
        />
      </Box>
    </InlineGrid>
  );
}
