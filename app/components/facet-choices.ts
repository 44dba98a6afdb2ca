type Count = { readonly value: string; readonly label: string; readonly count: number };

/** Choices of a filter with how often each occurs; of a sample the counts only say "at least so many". */
export function facetChoices(
  counts: readonly Count[],
  isWhole: boolean,
  names: Readonly<Record<string, string>> = {},
): readonly { readonly value: string; readonly label: string }[] {
  return counts.map(({ value, label, count }) => ({
    value,
    label: `${names[value] ?? (label || value)} (${count}${isWhole ? '' : '+'})`,
  }));
}
