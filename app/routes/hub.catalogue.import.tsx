import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Layout,
  Link,
  Page,
  Text,
} from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import { ChoiceInput, TextInput } from '../components/form-fields.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { CountText } from '../components/number-text.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { startCatalogImport } from '../flows/supply/start-catalog-import.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { readHubImports } from '../views/read-hub-imports.server.ts';
import { readHubSuppliers } from '../views/read-hub-suppliers.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const [imports, suppliers] = await Promise.all([
    readHubImports(door.db, distributorId),
    readHubSuppliers(door.db, distributorId, door.clock.now()),
  ]);
  return json({ imports, suppliers: suppliers.map(({ id, name }) => ({ id, name })) });
}

const Fields = z.object({
  supplierId: z.union([z.literal('').transform(() => undefined), z.uuid()]),
  costPercent: z.union([
    z.literal('').transform(() => undefined),
    z.coerce.number().min(0).max(100),
  ]),
});
const NO_FILE = 'Choose a CSV file first.';

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const suppliers = await readHubSuppliers(door.db, distributorId, door.clock.now());
  const started = await readUpload(request, async ({ name, body }, given) => {
    const fields = Fields.safeParse(given);
    if (!fields.success) return undefined;
    const { supplierId, costPercent } = fields.data;
    const isOwn = suppliers.some(({ id }) => id === supplierId);
    return startCatalogImport(door, {
      distributorId,
      fileName: name.slice(0, 255),
      content: body,
      supplierId: isOwn ? supplierId : undefined,
      assumedCostBasisPoints: costPercent === undefined ? undefined : Math.round(costPercent * 100),
    });
  });
  if (!started) return json<ActionAnswer>({ ok: false, message: NO_FILE }, 400);
  if (!started.ok)
    return json<ActionAnswer>({ ok: false, message: refusalText(started.error) }, 413);
  return redirect(`/hub/catalogue/imports/${started.value}`);
}

export default function ImportCatalogue() {
  const { imports, suppliers } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  return (
    <Page title="Import catalogue" backAction={{ content: 'Catalogue', url: '/hub/catalogue' }}>
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          <Layout.Section>
            <Card>
              <Form method="post" encType="multipart/form-data">
                <BlockStack gap="400">
                  <Text as="p">
                    Upload the product CSV that Shopify exports. Products are recognised by handle
                    and variants by their options, so importing a file again updates what is there.
                    Rows that cannot count are refused one by one, never the whole file.
                  </Text>
                  <FormLayout>
                    <ChoiceInput
                      name="supplierId"
                      label="Is it also the stock list of a supplier?"
                      options={[
                        { value: '', label: 'No, only the catalogue' },
                        ...suppliers.map(({ id, name }) => ({ value: id, label: name })),
                      ]}
                      helpText="Its quantities and costs are then taken for that supplier’s first location."
                    />
                    <TextInput
                      name="costPercent"
                      label="Where the file states no cost, assume"
                      type="number"
                      min={0}
                      max={100}
                      suffix="% of the price"
                      helpText="Leave it empty, and variants without a cost get no supply from this file."
                    />
                    <FileInput
                      label="Product CSV"
                      help="Any size: it is read as it arrives, and the import goes on when you leave this page."
                    />
                  </FormLayout>
                  <InlineStack align="end">
                    <Button submit variant="primary" loading={busy}>
                      Upload and import
                    </Button>
                  </InlineStack>
                </BlockStack>
              </Form>
            </Card>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  Earlier imports
                </Text>
                {imports.length === 0 ? (
                  <Text as="p" tone="subdued">
                    None yet.
                  </Text>
                ) : (
                  <ul className="row-list">
                    {imports.map(({ id, fileName, status, startedAt, rows }) => (
                      <li key={id}>
                        <InlineStack align="space-between" gap="200">
                          <Link url={`/hub/catalogue/imports/${id}`} removeUnderline>
                            {fileName}
                          </Link>
                          <StatusBadge of="import" status={status} />
                        </InlineStack>
                        <Text as="span" tone="subdued" variant="bodySm">
                          <CountText count={rows} one="row" many="rows" /> ·{' '}
                          <RelativeTime at={startedAt} />
                        </Text>
                      </li>
                    ))}
                  </ul>
                )}
              </BlockStack>
            </Card>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
