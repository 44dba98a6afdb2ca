/** Sort keys of lists; what is not named sorts by id, which is the order of making. */
type Dated = { updatedAt: string; createdAt: string; title?: string };

export function byMoment<Each extends Dated>(
  records: readonly Each[],
  sortKey: string | null | undefined,
): readonly Each[] {
  if (sortKey === 'UPDATED_AT') return sorted(records, (each) => each.updatedAt);
  if (sortKey === 'CREATED_AT') return sorted(records, (each) => each.createdAt);
  if (sortKey === 'TITLE') return sorted(records, (each) => each.title ?? '');
  return records;
}

function sorted<Each>(records: readonly Each[], keyOf: (each: Each) => string): Each[] {
  return records.toSorted((left, right) => {
    const [one, other] = [keyOf(left), keyOf(right)];
    return one < other ? -1 : Number(one > other);
  });
}
