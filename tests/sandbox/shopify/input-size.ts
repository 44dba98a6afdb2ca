/** Input arrays hold at most 250 entries; the variants of a `productSet` are the exception. */
const MAXIMUM_ARRAY = 250;

export function oversizedInput(
  rootFields: readonly string[],
  variables: Record<string, unknown>,
): { message: string; extensions: { code: string } } | undefined {
  const exempt = rootFields.includes('productSet');
  const size = largest(variables, exempt);
  if (size <= MAXIMUM_ARRAY) return undefined;
  return {
    message: `The input array size of ${size} is greater than the maximum allowed of ${MAXIMUM_ARRAY}.`,
    extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
  };
}

function largest(value: unknown, exempt: boolean): number {
  if (typeof value !== 'object' || value === null) return 0;
  let most = Array.isArray(value) ? value.length : 0;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'object' || inner === null) continue;
    // Options' values and files are counted with the variants they describe.
    const free = exempt && (key === 'variants' || key === 'values' || key === 'files');
    const size = largest(inner, exempt);
    if (!(free && Array.isArray(inner) && size === inner.length)) most = Math.max(most, size);
  }
  return most;
}
