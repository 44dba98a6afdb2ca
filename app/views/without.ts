/** A row without some of its columns, for readers that may not see them: what is not named stays. */
export function without<Row extends object, Key extends keyof Row & string>(
  row: Row,
  ...hidden: readonly Key[]
): Omit<Row, Key> {
  const shown = Object.entries(row).filter(([key]) => !hidden.some((each) => each === key));
  return Object.fromEntries(shown) as Omit<Row, Key>;
}
