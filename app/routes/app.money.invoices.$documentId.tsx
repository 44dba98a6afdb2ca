import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { DayText } from '../components/day-text.tsx';
import { DocumentFiles, DocumentLines, DocumentSums } from '../components/document-cards.tsx';
import { DocumentBadge } from '../components/document-table.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { DOCUMENT_NAMES } from '../components/money-words.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { notFound } from '../http/not-found.ts';
import { parseId } from '../platform/ids.ts';
import { pageRequest } from '../platform/page.ts';
import { readDocument, readDocumentLines } from '../views/read-settlement-documents.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const documentId = parseId(params['documentId']);
  const today = door.clock.now().toISOString().slice(0, 10);
  const document = documentId && (await readDocument(door.db, { storeId }, documentId, today));
  if (!document) throw notFound();
  const { searchParams } = new URL(request.url);
  const { rows: lines, next } = await readDocumentLines(
    door.db,
    document,
    pageRequest(searchParams, 100),
  );
  return { document, lines, next };
}

export default function Document() {
  const { document, lines, next } = useLoaderData<typeof loader>();
  const { number, kind, distributor, issuedOn, dueOn, reason, corrects } = document;
  return (
    <Page
      title={`${DOCUMENT_NAMES[kind] ?? kind} ${number}`}
      subtitle={distributor}
      titleMetadata={<DocumentBadge document={document} />}
      backAction={{ content: 'Money', url: '/app/money' }}
    >
      <Layout>
        <Layout.Section>
          <DocumentLines {...{ document, lines, next }} orderPath={(id) => `/app/orders/${id}`} />
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <Card>
              <BlockStack gap="200">
                <Fact label="Issued" day={issuedOn} />
                {kind === 'invoice' ? <Fact label="Due" day={dueOn} /> : null}
                {corrects ? <Text as="p">{`Corrects ${corrects.number}.`}</Text> : null}
                {reason ? <Text as="p">{reason}</Text> : null}
              </BlockStack>
            </Card>
            <DocumentSums document={document} />
            <DocumentFiles document={document} path={`/app/money/invoices/${document.id}/file`} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

function Fact({ label, day }: { readonly label: string; readonly day: string }) {
  return (
    <InlineStack align="space-between" gap="200">
      <Text as="span" tone="subdued">
        {label}
      </Text>
      <DayText day={day} />
    </InlineStack>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
