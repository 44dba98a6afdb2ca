/**
 * Shopify's search syntax, as far as it is used here: `key:value` terms (also `key:>='moment'`), joined by AND or
 * a space, `-` before a term for not. OR and brackets are refused rather than misread.
 */
import { notEmulated } from './resolver-types.ts';

type Term = { key: string; comparison: string; value: string; negated: boolean };
/** For each key, whether a record fits a term. Unknown keys are refused. */
export type Filters<Each> = Record<
  string,
  (record: Each, value: string, comparison: string) => boolean
>;

const TERM = /(-?)(?:(\w+):)?(>=|<=|>|<)?(?:'([^']*)'|"([^"]*)"|(\S+))/g;

export function filterBy<Each>(
  records: readonly Each[],
  query: string | null | undefined,
  filters: Filters<Each>,
): readonly Each[] {
  if (!query?.trim()) return records;
  const terms = readTerms(query);
  const checks = terms.map((term) => {
    const filter = filters[term.key];
    if (!filter) throw notEmulated(`search by ${term.key || 'text'} in "${query}"`);
    return (record: Each) => filter(record, term.value, term.comparison) !== term.negated;
  });
  return records.filter((record) => checks.every((check) => check(record)));
}

function readTerms(query: string): Term[] {
  if (/[()]|\bOR\b/.test(query)) throw notEmulated(`OR and brackets in "${query}"`);
  return [...query.matchAll(TERM)].flatMap((match) => {
    const [, minus, key, comparison, single, double, bare] = match;
    const value = single ?? double ?? bare ?? '';
    if (!key && value === 'AND') return [];
    return [{ key: key ?? '', comparison: comparison ?? '=', value, negated: minus === '-' }];
  });
}

export function compareMoments(actual: string, wanted: string, comparison: string): boolean {
  const left = Date.parse(actual);
  const right = Date.parse(wanted);
  if (comparison === '>=') return left >= right;
  if (comparison === '<=') return left <= right;
  if (comparison === '>') return left > right;
  if (comparison === '<') return left < right;
  return left === right;
}

/** A gid is also known by its number. */
export const sameId = (id: string | null, value: string): boolean =>
  id === value || id?.endsWith(`/${value}`) === true;

/** `*` at the end stands for anything. */
export function sameText(actual: string | null, value: string): boolean {
  const text = (actual ?? '').toLowerCase();
  const wanted = value.toLowerCase();
  return wanted.endsWith('*') ? text.startsWith(wanted.slice(0, -1)) : text === wanted;
}
