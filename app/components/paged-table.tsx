import {
  BlockStack,
  Box,
  Button,
  Checkbox,
  IndexTable,
  IndexTableSelectionType,
  InlineStack,
  Text,
  useBreakpoints,
} from '@shopify/polaris';
import type { IndexTableProps } from '@shopify/polaris';
import { useLocation, useNavigate, useNavigation, useSearchParams } from '@remix-run/react';
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import './lists.css';

type TableColumn<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'start' | 'end';
  /** The heading is only for screen readers. */
  readonly hidden?: boolean;
  /** False leaves it out where a row is a small card: what one needs to choose a row is enough there. */
  readonly narrow?: false;
};

/** Ticked rows, as Polaris' `useIndexResourceState` gives them, and what is done with them. */
type TableSelection = {
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly onChange: NonNullable<IndexTableProps['onSelectionChange']>;
  /** What a row is called beside its tick box, for screen readers. */
  readonly labelOf: (id: string) => string;
  readonly act: { readonly label: string; readonly onAct: () => void; readonly busy: boolean };
  /** "Select all 4,210 products that match"; left out where ticking goes no further than the page. */
  readonly allText?: string;
};

type PagedTableProps<Row> = {
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** The first column holds what the row is, as a link with `dataPrimaryLink` where the row leads somewhere. */
  readonly columns: readonly [TableColumn<Row>, ...TableColumn<Row>[]];
  /** The cursor of the next page; undefined on the last one. */
  readonly next: string | undefined;
  /** Name of the cursor in the address, for pages with two lists. */
  readonly cursor?: string;
  readonly noun: { readonly singular: string; readonly plural: string };
  /** What stands in place of an empty table; says what to do first. */
  readonly empty: ReactNode;
  readonly selection?: TableSelection;
  /** Rows that belong to a row and follow it (children of Polaris' IndexTable). */
  readonly after?: (row: Row) => ReactNode;
};

/** A list by pages: the cursor is in the address, so that a page can be left, shared and gone back to. */
export function PagedTable<Row>(props: PagedTableProps<Row>) {
  const { rows, rowKey, columns, noun, selection } = props;
  const { smDown } = useBreakpoints();
  const pagination = usePages(props.next, props.cursor ?? 'after');
  const loading = useIsLoadingList();
  if (rows.length === 0) return <>{props.empty}</>;
  const [first, ...others] = columns.map(({ title, align = 'start', hidden = false }) => ({
    title,
    alignment: align,
    hidden,
  }));
  if (!first) return null;
  const ticked = new Set(selection?.ids);
  const table = (
    <IndexTable
      condensed={smDown}
      itemCount={rows.length}
      headings={[first, ...others]}
      resourceName={noun}
      loading={loading}
      selectable={selection !== undefined}
      {...(selection ? selectionProps(selection, props.next !== undefined) : {})}
      {...(pagination ? { pagination } : {})}
    >
      {rows.map((row, index) => (
        <Fragment key={rowKey(row)}>
          <IndexTable.Row id={rowKey(row)} position={index} selected={ticked.has(rowKey(row))}>
            {smDown ? (
              <NarrowRow id={rowKey(row)} {...{ row, columns, selection }} />
            ) : (
              <Cells row={row} {...{ columns }} />
            )}
          </IndexTable.Row>
          {props.after?.(row)}
        </Fragment>
      ))}
    </IndexTable>
  );
  return (
    <>
      {table}
      {smDown && selection ? <NarrowAct selection={selection} /> : null}
    </>
  );
}

function selectionProps({ ids, all, onChange, act, allText }: TableSelection, hasMore: boolean) {
  const action = { content: act.label, onAction: act.onAct, disabled: act.busy };
  return {
    selectedItemsCount: all ? ('All' as const) : ids.length,
    onSelectionChange: onChange,
    hasMoreItems: hasMore && allText !== undefined,
    promotedBulkActions: [action],
    ...(allText ? { paginatedSelectAllActionText: allText } : {}),
  };
}

type NarrowTickProps = {
  readonly id: string;
  readonly selection: TableSelection;
  readonly children: ReactNode;
};

/** Polaris' table cannot be ticked on a narrow screen, so there each row brings its own box. */
function NarrowTick({ id, selection, children }: NarrowTickProps) {
  const isTicked = selection.all || selection.ids.includes(id);
  return (
    <InlineStack gap="300" blockAlign="center" wrap={false}>
      <Checkbox
        label={`Select ${selection.labelOf(id)}`}
        labelHidden
        checked={isTicked}
        onChange={(checked) => selection.onChange(IndexTableSelectionType.Single, checked, id)}
      />
      {children}
    </InlineStack>
  );
}

/** What is done with the ticked rows, at hand at the foot of a narrow screen. */
function NarrowAct({ selection: { ids, all, act } }: { readonly selection: TableSelection }) {
  if (ids.length === 0 && !all) return null;
  return (
    <div className="narrow-act">
      <Button variant="primary" fullWidth loading={act.busy} onClick={act.onAct}>
        {act.label}
      </Button>
    </div>
  );
}

type RowProps<Row> = {
  readonly row: Row;
  readonly columns: readonly TableColumn<Row>[];
};

function Cells<Row>({ row, columns }: RowProps<Row>) {
  return columns.map(({ title, align, cell }) => (
    <IndexTable.Cell key={title}>
      {align === 'end' ? (
        <Text as="span" alignment="end" numeric>
          {cell(row)}
        </Text>
      ) : (
        cell(row)
      )}
    </IndexTable.Cell>
  ));
}

type NarrowSelection = { readonly id: string; readonly selection: TableSelection | undefined };

/** The row of a narrow screen: what it is, then each figure with its name. */
function NarrowRow<Row>(props: RowProps<Row> & NarrowSelection) {
  const {
    row,
    id,
    selection,
    columns: [first, ...others],
  } = props;
  const title = first?.cell(row);
  return (
    <Box padding="300" width="100%">
      <BlockStack gap="150">
        {selection ? <NarrowTick {...{ id, selection }}>{title}</NarrowTick> : title}
        {others
          .filter(({ narrow = true }) => narrow)
          .map(({ title, hidden, cell }) => (
            <InlineStack key={title} gap="200" align="space-between" blockAlign="center">
              <Text as="span" tone="subdued" visuallyHidden={hidden ?? false}>
                {title}
              </Text>
              <div>{cell(row)}</div>
            </InlineStack>
          ))}
      </BlockStack>
    </Box>
  );
}

/** True while the list itself is read again, not while the page polls or a form is sent. */
function useIsLoadingList(): boolean {
  const navigation = useNavigation();
  const { pathname } = useLocation();
  const followsForm = navigation.formMethod !== undefined;
  return (
    navigation.state === 'loading' && !followsForm && navigation.location.pathname === pathname
  );
}

/** A cursor leads only forward: back is the history, or the first page for who came by a link. */
function usePages(next: string | undefined, cursor: string): IndexTableProps['pagination'] {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const { state: turned } = useLocation() as { readonly state: unknown };
  const isFirst = !params.has(cursor);
  if (isFirst && !next) return undefined;
  const go = (after: string | undefined) => {
    const changed = new URLSearchParams(params);
    if (after) changed.set(cursor, after);
    else changed.delete(cursor);
    navigate(`?${changed.toString()}`, { state: after ? 'turned' : null });
  };
  return {
    hasNext: next !== undefined,
    onNext: () => go(next),
    nextTooltip: 'Next page',
    hasPrevious: !isFirst,
    onPrevious: () => (turned === 'turned' ? navigate(-1) : go(undefined)),
    previousTooltip: 'Previous page',
  };
}
