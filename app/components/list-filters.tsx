import {
  ChoiceList,
  IndexFilters,
  IndexFiltersMode,
  useSetIndexFiltersMode,
} from '@shopify/polaris';
import { useSearchParams } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';

type Choice = { readonly value: string; readonly label: string };

/** One filter: a single choice kept in the address under its key. */
export type ListFilter = {
  readonly key: string;
  readonly label: string;
  readonly choices: readonly Choice[];
};

type ListFiltersProps = {
  /** The tabs: whole views of the list. The first one is the list as it is without a choice. */
  readonly views: readonly [Choice, ...Choice[]];
  readonly filters?: readonly ListFilter[];
  /** Says what the search looks through. Left out where a list has no search. */
  readonly search?: string;
};

const WAIT_MS = 300;
/** Carried by the first address of an embedded page; stale in every later one. */
const ONE_TIME = ['id_token', 'hmac', 'timestamp'];

/** Search, filters and views of a list. All of it lives in the address, so that it can be shared and gone back to. */
export function ListFilters({ views, filters = [], search }: ListFiltersProps) {
  const [params, setParams] = useSearchParams();
  const { mode, setMode } = useSetIndexFiltersMode(
    isNarrowed(params, filters) ? IndexFiltersMode.Filtering : IndexFiltersMode.Default,
  );
  const set = (changes: Readonly<Record<string, string>>) =>
    setParams((before) => changed(before, changes), { replace: true, preventScrollReset: true });
  const [text, setText] = useSearchText(params.get('q') ?? '', (q) => set({ q }));
  const view = params.get('view') ?? '';
  const clearing = Object.fromEntries<string>(
    [...filters.map(({ key }) => key), 'q'].map((key) => [key, '']),
  );
  return (
    <IndexFilters
      tabs={views.map(({ value, label }, index) => ({
        id: `view-${value || 'all'}`,
        content: label,
        index,
        isLocked: true,
        actions: [],
      }))}
      selected={Math.max(
        0,
        views.findIndex(({ value }) => value === view),
      )}
      onSelect={(index) => set({ view: views[index]?.value ?? '' })}
      canCreateNewView={false}
      mode={mode}
      setMode={setMode}
      cancelAction={{ onAction: () => (setText(''), set(clearing)) }}
      queryValue={text}
      queryPlaceholder={search ?? ''}
      hideQueryField={search === undefined}
      hideFilters={filters.length === 0}
      onQueryChange={setText}
      onQueryClear={() => (setText(''), set({ q: '' }))}
      onClearAll={() => (setText(''), set(clearing))}
      filters={filters.map(({ key, label, choices }) => ({
        key,
        label,
        shortcut: true,
        filter: (
          <ChoiceList
            title={label}
            titleHidden
            choices={[...choices]}
            selected={[params.get(key) ?? '']}
            onChange={([chosen]: string[]) => set({ [key]: chosen ?? '' })}
          />
        ),
      }))}
      appliedFilters={filters.flatMap((filter) => {
        const chosen = params.get(filter.key);
        if (!chosen) return [];
        const told = filter.choices.find(({ value }) => value === chosen)?.label ?? chosen;
        const label = `${filter.label}: ${told}`;
        return [{ key: filter.key, label, onRemove: () => set({ [filter.key]: '' }) }];
      })}
    />
  );
}

function isNarrowed(params: URLSearchParams, filters: readonly ListFilter[]): boolean {
  return params.has('q') || filters.some(({ key }) => params.has(key));
}

/** Another choice is another list, which begins at its first page. */
function changed(before: URLSearchParams, changes: Readonly<Record<string, string>>) {
  const params = new URLSearchParams(before);
  for (const name of ['after', ...ONE_TIME]) params.delete(name);
  for (const [key, value] of Object.entries(changes)) {
    if (value) params.set(key, value);
    else params.delete(key);
  }
  return params;
}

/** The text in the search field, which runs ahead of the address while somebody types. */
function useSearchText(initial: string, commit: (text: string) => void) {
  const [text, setText] = useState(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(typed), WAIT_MS);
  };
  return [text, type] as const;
}
