/** A feed format while it is edited on screen: the same words as the format itself, with lists as lines of text. */
export const FIELDS = [
  { field: 'sku', label: 'SKU', help: 'The supplier’s own article number' },
  { field: 'gtin', label: 'GTIN', help: 'Names the article where there is no SKU' },
  { field: 'quantity', label: 'Quantity', help: undefined },
  { field: 'location', label: 'Location', help: 'By its code' },
  { field: 'cost', label: 'Cost', help: undefined },
  { field: 'currency', label: 'Currency of the cost', help: undefined },
  { field: 'as_of', label: 'As of', help: 'When the figure was true' },
  { field: 'lead_time', label: 'Lead time (days)', help: undefined },
  { field: 'units_per_case', label: 'Units per case', help: undefined },
] as const;

type Pair = { readonly left: string; readonly right: string };

/** "in stock = 10", one a line. */
export function linesOf(pairs: readonly Pair[]): string {
  return pairs.map(({ left, right }) => `${left} = ${right}`).join('\n');
}

export function pairsOf(text: string): readonly Pair[] {
  return text.split('\n').flatMap((line) => {
    const at = line.lastIndexOf('=');
    const left = line.slice(0, at).trim();
    const right = line.slice(at + 1).trim();
    return at > 0 && left !== '' && right !== '' ? [{ left, right }] : [];
  });
}

export type FeedDraft = {
  readonly form: string;
  readonly encoding: string;
  readonly separator: string;
  readonly skipLines: number | string;
  readonly hasHeader: boolean;
  readonly rowsAt: string;
  readonly statedAt: string;
  readonly sheet: string;
  readonly columns: Readonly<Record<string, string | undefined>>;
  readonly places: readonly { readonly column: string; readonly location: string }[];
  readonly scope: string;
  readonly decimalSign: string;
  readonly thousands: string;
  readonly unitsPerCase: number | string;
  readonly costPer: string;
  readonly quantityTexts: readonly { readonly text: string; readonly units: number | string }[];
  readonly openEnded: string;
  readonly dates: string;
  readonly timeZone: string;
  readonly momentOf: string;
};

type Choice = { readonly value: string; readonly label: string };
const choices = (...pairs: readonly (readonly [string, string])[]): Choice[] =>
  pairs.map(([value, label]) => ({ value, label }));

export const CHOICES = {
  form: choices(['auto', 'Find out'], ['csv', 'Table (CSV, TSV)'], ['json', 'JSON'], ['xml', 'XML'], ['xlsx', 'Workbook (XLSX)']),
  encoding: choices(
    ['', 'Find out'],
    ['utf-8', 'UTF-8'],
    ['windows-1252', 'Windows-1252 (Western)'],
    ['iso-8859-15', 'ISO 8859-15 (Western, €)'],
    ['windows-1250', 'Windows-1250 (Central European)'],
    ['windows-1251', 'Windows-1251 (Cyrillic)'],
    ['utf-16le', 'UTF-16'],
    ['shift_jis', 'Shift JIS (Japanese)'],
    ['gb18030', 'GB 18030 (Chinese)'],
  ),
  separator: choices(['', 'Find out'], [',', 'Comma'], [';', 'Semicolon'], ['\t', 'Tab'], ['|', 'Bar']),
  scope: choices(['full', 'Everything it has: what is not named has none'], ['delta', 'Only what has changed']),
  decimalSign: choices(['.', 'Point: 4.50'], [',', 'Comma: 4,50']),
  thousands: choices(['', 'None: 1000'], [',', 'Comma: 1,000'], ['.', 'Point: 1.000'], [' ', 'Blank: 1 000'], ["'", "Apostrophe: 1'000"]),
  costPer: choices(['unit', 'For one unit'], ['case', 'For a case']),
  openEnded: choices(['refuse', 'Refuse such rows'], ['bound', 'More than 10 is 10, fewer than 5 is none']),
  dates: choices(['iso', '2026-03-02T12:00:00Z'], ['ymd', '2026/03/02 12:00'], ['dmy', '02.03.2026 12:00'], ['mdy', '03/02/2026 12:00'], ['epoch', '1772452800 (seconds or ms)']),
  momentOf: choices(['file', 'The file: in it, its name or its header'], ['receipt', 'The moment of receipt']),
} as const; // prettier-ignore
