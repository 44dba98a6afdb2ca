/** `include_fields`: only the named fields go out; a dot reaches into objects and lists. */
export function pickFields(
  payload: Record<string, unknown>,
  fields: readonly string[],
): Record<string, unknown> {
  if (fields.length === 0) return payload;
  const picked: Record<string, unknown> = {};
  for (const [head, rests] of Map.groupBy(fields, (field) => field.split('.')[0] ?? field)) {
    if (!(head in payload)) continue;
    const deeper = rests.flatMap((field) =>
      field.includes('.') ? [field.slice(field.indexOf('.') + 1)] : [],
    );
    picked[head] = deeper.length === 0 ? payload[head] : pickDeep(payload[head], deeper);
  }
  return picked;
}

function pickDeep(value: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => pickDeep(each, fields));
  if (typeof value !== 'object' || value === null) return value;
  return pickFields(Object.fromEntries(Object.entries(value)), fields);
}
