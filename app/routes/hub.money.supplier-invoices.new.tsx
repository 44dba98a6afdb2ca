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
  Page,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import { ChoiceInput, TextInput } from '../components/form-fields.tsx';
import { InvoiceLinesEditor } from '../components/hub/invoice-lines-editor.tsx';
import { TableReport } from '../components/hub/table-report.tsx';
import type { ShownReport } from '../components/hub/table-report.tsx';
import { importSupplierInvoices } from '../flows/settlement/import-supplier-invoices.server.ts';
import { enterSupplierInvoice } from '../flows/settlement/supplier-invoices.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readInvoiceForm } from '../http/money-forms.ts';
import { moneyRefusal } from '../http/money-refusals.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { NotATable } from '../platform/csv/read-table.ts';
import { parseId } from '../platform/ids.ts';
import type { Id } from '../platform/ids.ts';
import { readToday } from '../views/read-hub-money.server.ts';
import { readInvoicingSuppliers } from '../views/read-supplier-invoices.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const [suppliers, today] = await Promise.all([
    readInvoicingSuppliers(door.db, distributorId),
    readToday(door.db, distributorId, door.clock.now()),
  ]);
  return json({ suppliers, today });
}

type Answer = ActionAnswer & { readonly report?: ShownReport };

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const suppliers = await readInvoicingSuppliers(door.db, distributorId);
  const find = (id: string | undefined) =>
    suppliers.find((supplier) => supplier.id === parseId(id))?.id as Id<'Supplier'> | undefined;
  if (request.headers.get('content-type')?.startsWith('multipart/')) {
    const outcome = await readUpload(request, async (file, fields): Promise<Answer> => {
      const supplierId = find(fields['supplierId']);
      if (!supplierId) return { ok: false, message: 'Choose the supplier first.' };
      const done = await importSupplierInvoices(door, {
        distributorId,
        supplierId,
        body: file.body,
        by: userId,
      }).catch((fault: unknown) => {
        if (fault instanceof NotATable) return fault;
        throw fault;
      });
      if (done instanceof NotATable) return { ok: false, message: done.message };
      if (!done.ok) return { ok: false, message: moneyRefusal(done.error) };
      const { rows, approved, waiting, refused } = done.value;
      const message = `${rows} rows read: ${approved} invoices approved, ${waiting} wait for you, ${refused} rows did not count.`;
      return { ok: refused < rows, message, report: done.value };
    });
    return json<Answer>(outcome ?? { ok: false, message: 'Choose a CSV file first.' });
  }
  const typed = readInvoiceForm(await request.formData());
  if (typeof typed === 'string') return json<Answer>({ ok: false, message: typed }, 422);
  const supplierId = find(typed.supplierId);
  if (!supplierId) return json<Answer>({ ok: false, message: 'Choose the supplier first.' }, 422);
  const done = await enterSupplierInvoice(door, {
    ...typed,
    distributorId,
    supplierId,
    source: 'form',
    by: userId,
  });
  return done.ok
    ? redirect(`/hub/money/supplier-invoices/${done.value.invoiceId}`)
    : json<Answer>({ ok: false, message: moneyRefusal(done.error) }, 422);
}

export default function EnterInvoice() {
  const { suppliers, today } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const [supplierId, setSupplierId] = useState(suppliers[0]?.id ?? '');
  const currency = suppliers.find(({ id }) => id === supplierId)?.currency ?? 'CHF';
  const choices = suppliers.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Page
      title="Enter a supplier’s invoice"
      backAction={{ content: 'Suppliers’ invoices', url: '/hub/money/supplier-invoices' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {answer && 'report' in answer && answer.report ? (
          <TableReport report={answer.report} />
        ) : null}
        <Layout>
          <Layout.Section>
            <Card>
              <Form method="post">
                <BlockStack gap="400">
                  <FormLayout>
                    <FormLayout.Group>
                      <ChoiceInput
                        name="supplierId"
                        label="Supplier"
                        options={choices}
                        initial={supplierId}
                        onChoice={setSupplierId}
                      />
                      <TextInput
                        name="number"
                        label="Its number"
                        maxLength={100}
                        requiredIndicator
                      />
                    </FormLayout.Group>
                    <FormLayout.Group>
                      <TextInput
                        name="issuedOn"
                        label="Dated"
                        type="date"
                        initial={today}
                        requiredIndicator
                      />
                      <TextInput
                        name="dueOn"
                        label="Due"
                        type="date"
                        helpText="Left out: by its terms."
                      />
                    </FormLayout.Group>
                    <FormLayout.Group>
                      <TextInput
                        key={currency}
                        name="currency"
                        label="Currency"
                        initial={currency}
                        maxLength={3}
                      />
                      <TextInput
                        name="total"
                        label="Total"
                        inputMode="decimal"
                        helpText="Checked against the lines."
                      />
                    </FormLayout.Group>
                  </FormLayout>
                  <InvoiceLinesEditor />
                  <InlineStack align="end">
                    <Button submit variant="primary" loading={busy}>
                      Enter and match
                    </Button>
                  </InlineStack>
                </BlockStack>
              </Form>
            </Card>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <Card>
              <Form method="post" encType="multipart/form-data">
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    Upload many
                  </Text>
                  <ChoiceInput
                    name="supplierId"
                    label="Supplier"
                    options={choices}
                    initial={supplierId}
                  />
                  <FileInput
                    label="Invoices (CSV)"
                    help="One line of an invoice in each row. Columns: invoice, date, purchase_order, sku, quantity, price; if it has them kind (goods, shipping, tax), due and currency."
                  />
                  <InlineStack align="end">
                    <Button submit loading={busy}>
                      Upload and match
                    </Button>
                  </InlineStack>
                </BlockStack>
              </Form>
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
