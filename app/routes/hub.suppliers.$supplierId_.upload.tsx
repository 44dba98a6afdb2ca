import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, FormLayout, InlineStack, Page, Text } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import { ChoiceInput } from '../components/form-fields.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { TableReport } from '../components/hub/table-report.tsx';
import type { ShownReport } from '../components/hub/table-report.tsx';
import { importSupplies } from '../flows/supply/import-supplies.server.ts';
import { receiveStockUpload } from '../flows/supply/receive-stock-upload.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { mediaTypeOf } from '../modules/feeds/media-type.ts';
import { NotATable } from '../platform/csv/read-table.ts';
import { readHubSupplier } from '../views/read-hub-suppliers.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const key = { distributorId, supplierId: idOf<'Supplier'>(params['supplierId']) };
  const { supplier } = foundOr404(await readHubSupplier(door.db, key, door.clock.now()));
  return json({ supplier });
}

type Answer = ActionAnswer & { readonly report?: ShownReport };
type Outcome = { readonly feedId: string } | Answer;

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const supplierId = idOf<'Supplier'>(params['supplierId']);
  const key = { distributorId, supplierId };
  foundOr404(await readHubSupplier(door.db, key, door.clock.now()));
  const outcome = await readUpload(request, async (file, fields): Promise<Outcome> => {
    const name = file.name.slice(0, 255);
    if (fields['intent'] === 'stock') {
      const kind = fields['kind'] === 'delta' ? 'delta' : 'full';
      const received = await receiveStockUpload(door, key, {
        body: file.body,
        name,
        mediaType: mediaTypeOf(name),
        kind,
        source: 'upload',
        asOf: undefined,
      });
      return received.ok
        ? { feedId: received.value }
        : { ok: false, message: refusalText(received.error) };
    }
    const done = await importSupplies(door, { ...key, body: file.body, name, actor }).catch(
      (fault: unknown) => {
        if (fault instanceof NotATable) return fault;
        throw fault;
      },
    );
    if (done instanceof NotATable) return { ok: false, message: done.message };
    if (!done.ok) return { ok: false, message: refusalText(done.error) };
    const { rows, saved, refused } = done.value;
    const message = `${rows} rows read: ${saved} saved, ${refused} refused.`;
    return { ok: refused < rows, message, report: done.value };
  });
  if (!outcome) return json<Answer>({ ok: false, message: 'Choose a CSV file first.' }, 400);
  if ('feedId' in outcome) return redirect(`/hub/suppliers/${supplierId}/feeds/${outcome.feedId}`);
  return json<Answer>(outcome);
}

const KINDS = [
  { value: 'full', label: 'Everything it has: what is not named has none' },
  { value: 'delta', label: 'Only what has changed' },
];

export default function Upload() {
  const { supplier } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { state, formData } = useNavigation();
  const sent = state === 'submitting' ? formData?.get('intent') : undefined;
  return (
    <Page
      title="Upload"
      subtitle={supplier.name}
      backAction={{ content: supplier.name, url: `/hub/suppliers/${supplier.id}` }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {answer?.report ? <TableReport report={answer.report} /> : null}
        <Card>
          <Form method="post" encType="multipart/form-data">
            <input type="hidden" name="intent" value="supplies" />
            <BlockStack gap="400">
              <Text as="h2" variant="headingMd">
                What it supplies
              </Text>
              <FileInput
                label="List of articles (CSV)"
                help={`Columns: sku (yours), cost (in ${supplier.currency}), and if it has them supplier_sku and lead_time_days.`}
              />
              <InlineStack align="end">
                <Button submit loading={sent === 'supplies'}>
                  Upload articles
                </Button>
              </InlineStack>
            </BlockStack>
          </Form>
        </Card>
        <Card>
          <Form method="post" encType="multipart/form-data">
            <input type="hidden" name="intent" value="stock" />
            <BlockStack gap="400">
              <Text as="h2" variant="headingMd">
                What it has
              </Text>
              <FormLayout>
                <ChoiceInput name="kind" label="The file names" options={KINDS} initial="full" />
                <FileInput
                  label="Stock file (CSV, JSON, XML or XLSX; also packed)"
                  accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.xml,.xlsx,.zip,.gz"
                  help="It is read as the feed settings say, and checked before anything changes."
                />
              </FormLayout>
              <InlineStack align="end">
                <Button submit variant="primary" loading={sent === 'stock'}>
                  Upload stock
                </Button>
              </InlineStack>
            </BlockStack>
          </Form>
        </Card>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
