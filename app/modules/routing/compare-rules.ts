/** What is different between two versions of the rules, field by field, for people to read. */
import type { StoredRules } from './stored-rules.ts';

/** `of`: whose field it is, where it is not everyone's. Undefined values are "not set". */
export type RuleChange = {
  readonly field: string;
  readonly of?: { readonly kind: 'supplier' | 'connection'; readonly id: string };
  readonly before: RuleValue;
  readonly after: RuleValue;
};
export type RuleValue = number | boolean | string | undefined;

type Fields = Readonly<Record<string, unknown>>;

export function compareRules(before: StoredRules, after: StoredRules): readonly RuleChange[] {
  const { limits: oldLimits = {}, connections: oldOwn = {}, ...old } = before;
  const { limits: newLimits = {}, connections: newOwn = {}, ...now } = after;
  return [
    ...changesOf(flat(old), flat(now)),
    ...changesOfEach('supplier', oldLimits, newLimits),
    ...changesOfEach('connection', oldOwn, newOwn),
  ];
}

function changesOfEach(
  kind: 'supplier' | 'connection',
  before: Readonly<Record<string, Fields>>,
  after: Readonly<Record<string, Fields>>,
): RuleChange[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return ids.flatMap((id) =>
    changesOf(before[id] ?? {}, after[id] ?? {}).map((change) => ({ ...change, of: { kind, id } })),
  );
}

/** The costs of the tiers stand among the other fields. */
function flat({ tierPenaltyMinor, ...fields }: Omit<StoredRules, 'limits' | 'connections'>) {
  const { primary, secondary, backup } = tierPenaltyMinor;
  return { ...fields, primaryMinor: primary, secondaryMinor: secondary, backupMinor: backup };
}

function changesOf(before: Fields, after: Fields): RuleChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((field) => {
    const [old, now] = [valueOf(before[field]), valueOf(after[field])];
    return old === now ? [] : [{ field, before: old, after: now }];
  });
}

function valueOf(value: unknown): RuleValue {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' ? value : undefined;
}
