import { Form, useNavigation } from '@remix-run/react';
import { Badge, BlockStack, Button, Card, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { FileInput } from '../file-input.tsx';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { PlainTable } from './plain-table.tsx';

type Document = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly expiresOn: string | null;
};

const KINDS = [
  { value: 'declaration-of-conformity', label: 'Declaration of conformity' },
  { value: 'safety-data-sheet', label: 'Safety data sheet' },
  { value: 'certificate', label: 'Certificate' },
  { value: 'test-report', label: 'Test report' },
  { value: 'manual', label: 'Manual' },
  { value: 'other', label: 'Other' },
];

/** Papers of a product with the day on which each ends. */
export function DocumentsCard(props: {
  readonly documents: readonly Document[];
  /** Today in UTC, `YYYY-MM-DD`. */
  readonly today: string;
  readonly productId: string;
}) {
  const { documents, today, productId } = props;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Compliance documents
        </Text>
        {documents.length === 0 ? (
          <Text as="p" tone="subdued">
            None yet. Declarations, data sheets and certificates kept here are at hand when a
            marketplace or an officer asks.
          </Text>
        ) : (
          <PlainTable
            label="Compliance documents"
            rows={documents}
            rowKey={({ id }) => id}
            columns={[
              {
                title: 'Document',
                cell: ({ id, name }) => (
                  <a href={`/hub/catalogue/${productId}/documents/${id}`}>{name}</a>
                ),
              },
              {
                title: 'Kind',
                cell: ({ kind }) => KINDS.find(({ value }) => value === kind)?.label ?? kind,
              },
              {
                title: 'Valid until',
                cell: ({ expiresOn }) => <Expiry day={expiresOn} today={today} />,
              },
              {
                title: '',
                end: true,
                cell: ({ id, name }) => (
                  <ConfirmButton
                    label="Remove"
                    size="slim"
                    variant="tertiary"
                    accessibilityLabel={`Remove ${name}`}
                    fields={{ intent: 'remove-document', documentId: id }}
                    warning={`${name} is taken away from the product.`}
                    destructive
                  />
                ),
              },
            ]}
          />
        )}
        <AddDocument />
      </BlockStack>
    </Card>
  );
}

const SOON_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

function Expiry({ day, today }: { readonly day: string | null; readonly today: string }) {
  if (day === null) return 'No end';
  const days = Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
  if (days < 0) return <Badge tone="critical">{`Expired ${day}`}</Badge>;
  return days <= SOON_DAYS ? <Badge tone="warning">{`Ends ${day}`}</Badge> : day;
}

/** The action reads the fields before the file, so the file stands last. */
function AddDocument() {
  const busy = useNavigation().formMethod === 'POST';
  return (
    <Form method="post" encType="multipart/form-data">
      <BlockStack gap="300">
        <FormLayout>
          <FormLayout.Group condensed>
            <ChoiceInput
              name="kind"
              label="Kind"
              options={KINDS}
              initial="declaration-of-conformity"
            />
            <TextInput name="expiresOn" label="Valid until" type="date" />
          </FormLayout.Group>
          <FileInput
            label="File"
            help="PDF or picture, as large as you like."
            accept=".pdf,.png,.jpg,.jpeg,.txt,.csv"
          />
        </FormLayout>
        <InlineStack align="end">
          <Button submit loading={busy}>
            Add document
          </Button>
        </InlineStack>
      </BlockStack>
    </Form>
  );
}
