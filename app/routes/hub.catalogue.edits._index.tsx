import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Button, Card, Link, Page } from '@shopify/polaris';
import { EditIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { editInWords } from '../components/hub/edit-facts.tsx';
import { NumberText } from '../components/number-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { visitHub } from '../http/hub-visit.server.ts';
import { readMassEdits } from '../views/read-mass-edits.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json({ edits: await readMassEdits(door.db, distributorId) });
}

export default function MassEdits() {
  const { edits } = useLoaderData<typeof loader>();
  return (
    <Page title="Edits" backAction={{ content: 'Catalogue', url: '/hub/catalogue' }} fullWidth>
      <Card padding="0">
        <PagedTable
          rows={edits}
          rowKey={({ id }) => id}
          noun={{ singular: 'edit', plural: 'edits' }}
          next={undefined}
          columns={[
            {
              title: 'Edit',
              cell: ({ id, edit }) => (
                <div className="wrap-cell">
                  <Link url={`/hub/catalogue/edits/${id}`} dataPrimaryLink removeUnderline>
                    {editInWords(edit)}
                  </Link>
                </div>
              ),
            },
            {
              title: 'Status',
              cell: ({ status }) => <StatusBadge of="mass-edit" status={status} />,
            },
            { title: 'Products', align: 'end', cell: ({ total }) => <NumberText value={total} /> },
            {
              title: 'Changed',
              align: 'end',
              cell: ({ changed }) => <NumberText value={changed} />,
            },
            { title: 'By', cell: ({ by }) => by ?? '—' },
            { title: 'Started', cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
          ]}
          empty={
            <EmptyList
              icon={EditIcon}
              heading="No edit yet"
              action={<Button url="/hub/catalogue">Choose products</Button>}
            >
              Tick products in the catalogue, or all that a search finds, and change fields of all
              of them at once.
            </EmptyList>
          }
        />
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
