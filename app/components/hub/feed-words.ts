/** What the facts of a delivery are called. */
export const FEED_SOURCES: Readonly<Record<string, string>> = {
  pull: 'Fetched',
  push: 'Sent by the supplier',
  upload: 'Uploaded',
};

export const REMARKS: Readonly<Record<string, string>> = {
  unreadable: 'Cannot be read',
  'quantity-not-whole': 'Not a whole quantity',
  'negative-quantity': 'Below zero',
  'future-time': 'Time in the future',
  'unknown-sku': 'SKU not supplied',
  'unknown-gtin': 'GTIN not supplied',
  'ambiguous-sku': 'SKU of several variants',
  'location-missing': 'Names no location',
  'unknown-location': 'Unknown location',
  'duplicate-row': 'Said again later',
};

const FORMS: Readonly<Record<string, string>> = {
  csv: 'Table',
  json: 'JSON',
  xml: 'XML',
  xlsx: 'Workbook',
};
const SEPARATORS: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

type Facts = {
  readonly form?: string | undefined;
  readonly packedAs?: string | undefined;
  readonly encoding?: string | undefined;
  readonly separator?: string | undefined;
  readonly rowsAt?: string | undefined;
  readonly sheet?: string | undefined;
};

/** "Table, semicolon, windows-1252, in a gzip archive": what was found out about a file. */
export function describeFacts(facts: Facts): string {
  return [
    facts.form ? (FORMS[facts.form] ?? facts.form) : '',
    facts.separator ? `cut by ${SEPARATORS[facts.separator] ?? facts.separator}` : '',
    facts.sheet ? `sheet “${facts.sheet}”` : '',
    facts.rowsAt ? `rows at ${facts.rowsAt}` : '',
    facts.encoding ?? '',
    facts.packedAs ? `in a ${facts.packedAs} archive` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
