import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { MoneyIcon } from '@shopify/polaris-icons';
import { EmptyList } from '../components/empty-list.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FigureRow, FigureTile } from '../components/hub/figure-tile.tsx';
import { ListFilters } from '../components/list-filters.tsx';
import { MoneyText } from '../components/money-text.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { chosen, visitHub } from '../http/hub-visit.server.ts';
import { pageRequest } from '../platform/page.ts';
import {
  PARTY_VIEWS,
  readMoneyTotals,
  readPartyBalances,
  readToday,
} from '../views/read-hub-money.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId, params, search } = await visitHub(door, request);
  const today = await readToday(door.db, distributorId, door.clock.now());
  const filter = { view: chosen(params.get('view'), PARTY_VIEWS), search, today };
  const [totals, parties] = await Promise.all([
    readMoneyTotals(door.db, distributorId, today),
    readPartyBalances(door.db, distributorId, filter, pageRequest(params)),
  ]);
  return json({ totals, ...parties });
}

const VIEWS = [
  { value: '', label: 'All' },
  { value: 'retailers', label: 'Retailers' },
  { value: 'suppliers', label: 'Suppliers' },
  { value: 'overdue', label: 'Overdue' },
] as const;

export default function Money() {
  const { totals, rows, next } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const isNarrowed = ['q', 'view'].some((name) => params.has(name));
  return (
    <Page
      title="Money"
      subtitle="Who owes whom, from what has left the suppliers."
      fullWidth
      secondaryActions={[
        { content: 'Invoices', url: '/hub/money/invoices' },
        { content: 'Suppliers’ invoices', url: '/hub/money/supplier-invoices' },
      ]}
    >
      <BlockStack gap="400">
        {totals.map((total) => (
          <Totals key={total.currency} total={total} />
        ))}
        <Card padding="0">
          <ListFilters views={VIEWS} search="Search by retailer or supplier" />
          <PagedTable
            rows={rows}
            rowKey={({ id, currency }) => `${id}:${currency}`}
            noun={{ singular: 'account', plural: 'accounts' }}
            next={next}
            columns={[
              {
                title: 'Party',
                cell: ({ id, name, kind, currency }) => (
                  <InlineStack gap="200" wrap={false} blockAlign="center">
                    <Link
                      url={`/hub/money/parties/${id}?currency=${currency}`}
                      dataPrimaryLink
                      removeUnderline
                    >
                      <Text as="span" fontWeight="semibold">
                        {name}
                      </Text>
                    </Link>
                    <Badge>{kind === 'connection' ? 'Retailer' : 'Supplier'}</Badge>
                  </InlineStack>
                ),
              },
              {
                title: 'Balance',
                align: 'end',
                cell: ({ balanceMinor, currency }) => (
                  <Owed minor={balanceMinor} currency={currency} />
                ),
              },
              {
                title: 'Open',
                align: 'end',
                cell: ({ openMinor, currency }) => <Sum minor={openMinor} currency={currency} />,
              },
              {
                title: 'Not due',
                align: 'end',
                narrow: false,
                cell: ({ notDueMinor, currency }) => (
                  <Sum minor={notDueMinor} currency={currency} />
                ),
              },
              {
                title: '1–30 days late',
                align: 'end',
                narrow: false,
                cell: ({ late30Minor, currency }) => (
                  <Late minor={late30Minor} currency={currency} />
                ),
              },
              {
                title: '31–60',
                align: 'end',
                narrow: false,
                cell: ({ late60Minor, currency }) => (
                  <Late minor={late60Minor} currency={currency} />
                ),
              },
              {
                title: 'Over 60',
                align: 'end',
                narrow: false,
                cell: ({ laterMinor, currency }) => <Late minor={laterMinor} currency={currency} />,
              },
            ]}
            empty={
              isNarrowed ? (
                <EmptyList icon={MoneyIcon} heading="No account matches">
                  Take a filter away, or search for another name.
                </EmptyList>
              ) : (
                <EmptyList icon={MoneyIcon} heading="Nobody owes anything yet">
                  When a supplier ships the first parcel, what the retailer owes you and what you
                  owe the supplier stands here. Invoices are written by themselves at the end of
                  each period.
                </EmptyList>
              )
            }
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

type TotalsProps = {
  readonly total: {
    readonly currency: string;
    readonly owedToUsMinor: number;
    readonly overdueMinor: number;
    readonly owedByUsMinor: number;
    readonly toPayMinor: number;
  };
};

function Totals({ total }: TotalsProps) {
  const { currency, owedToUsMinor, overdueMinor, owedByUsMinor, toPayMinor } = total;
  const amount = (minor: number) => <MoneyText amount={{ minor, currency }} />;
  return (
    <FigureRow>
      <FigureTile
        label={`Retailers owe you (${currency})`}
        figure={amount(owedToUsMinor)}
        note="Shipped and not paid"
        to="/hub/money?view=retailers"
      />
      <FigureTile
        label="Overdue"
        figure={amount(overdueMinor)}
        note={overdueMinor > 0 ? 'Invoices past their day' : 'Nothing is late'}
        to="/hub/money/invoices?view=overdue"
        tone={overdueMinor > 0 ? 'critical' : undefined}
      />
      <FigureTile
        label="You owe suppliers"
        figure={amount(owedByUsMinor)}
        note="Shipped and not paid"
        to="/hub/money?view=suppliers"
      />
      <FigureTile
        label="Approved to pay"
        figure={amount(toPayMinor)}
        note="Their invoices that fit"
        to="/hub/money/supplier-invoices?view=to-pay"
      />
    </FigureRow>
  );
}

type AmountProps = { readonly minor: number; readonly currency: string };

/** Says in words which way it goes: a sign alone is easily overlooked. */
function Owed({ minor, currency }: AmountProps) {
  if (minor === 0) return <Text as="span" tone="subdued">Even</Text>; // prettier-ignore
  return (
    <InlineStack gap="100" align="end" wrap={false}>
      <Text as="span" tone="subdued">
        {minor > 0 ? 'owes you' : 'you owe'}
      </Text>
      <MoneyText amount={{ minor: Math.abs(minor), currency }} />
    </InlineStack>
  );
}

function Sum({ minor, currency }: AmountProps) {
  return minor === 0 ? <Text as="span" tone="subdued">—</Text> : <MoneyText amount={{ minor, currency }} />; // prettier-ignore
}

function Late({ minor, currency }: AmountProps) {
  if (minor === 0) return <Sum minor={0} currency={currency} />;
  return (
    <Text as="span" tone="critical">
      <MoneyText amount={{ minor, currency }} />
    </Text>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
