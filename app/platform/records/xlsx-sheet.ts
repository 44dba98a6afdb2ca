/** One sheet of a workbook: its cells, put in order row by row, as texts. */
import { LONGEST_ROW, UnreadableFile } from './file-row.ts';
import { momentOfSerial } from './xlsx-dates.ts';

export type SheetRow = { readonly line: number; readonly cells: readonly string[] };

type Cells = {
  readonly strings: readonly string[];
  readonly dateStyles: ReadonlySet<number>;
  readonly since1904: boolean;
};

const MOST_COLUMNS = 1_000;
/** Shown where a formula was stored without its result: no number, so that whoever reads it refuses it by name. */
export const NO_RESULT = '(formula without a stored result)';

/** "BC12" is in column 54 (from 0). */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]+/.exec(reference)?.[0] ?? '') {
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column - 1;
}

export class SheetReader {
  private readonly book: Cells;
  private readonly emit: (row: SheetRow) => void;
  private cells: string[] = [];
  private line = 0;
  private length = 0;
  private column = -1;
  private type = '';
  private style = 0;
  private text_ = '';
  private hasFormula = false;
  private reading = false;

  constructor(book: Cells, emit: (row: SheetRow) => void) {
    this.book = book;
    this.emit = emit;
  }

  open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === 'row') {
      this.cells = [];
      this.length = 0;
      this.column = -1;
      this.line = Number(attributes['r'] ?? this.line + 1);
    } else if (name === 'c') {
      const { r, t = 'n', s = '0' } = attributes;
      this.column = r ? columnOf(r) : this.column + 1;
      this.type = t;
      this.style = Number(s);
      this.text_ = '';
      this.hasFormula = false;
    } else if (name === 'f') this.hasFormula = true;
    else if (name === 'v' || (name === 't' && this.type === 'inlineStr')) this.reading = true;
  };

  text = (text: string): void => {
    if (this.reading) this.text_ += text;
    if (this.text_.length > LONGEST_ROW)
      throw new UnreadableFile('A cell of the sheet is too long.');
  };

  close = (name: string): void => {
    if (name === 'v' || name === 't') this.reading = false;
    else if (name === 'c') this.keep();
    else if (name === 'row') this.emit({ line: this.line, cells: this.cells });
  };

  private keep(): void {
    if (this.column < 0 || this.column >= MOST_COLUMNS) return;
    while (this.cells.length < this.column) this.cells.push('');
    const value = this.value();
    this.length += value.length;
    if (this.length > LONGEST_ROW)
      throw new UnreadableFile(`Row ${this.line} of the sheet is too long.`);
    this.cells[this.column] = value;
  }

  private value(): string {
    const { type, text_: text } = this;
    if (this.hasFormula && text === '') return NO_RESULT;
    if (type === 's') return this.book.strings[Number(text)] ?? '';
    if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE';
    if (type !== 'n' || text === '') return text;
    if (this.book.dateStyles.has(this.style))
      return momentOfSerial(Number(text), this.book.since1904);
    return plainNumber(text);
  }
}

/** Sheets store 0.1 + 0.2 as 0.30000000000000004 and large numbers as 1E+6; people see neither. */
function plainNumber(text: string): string {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  if (Number.isSafeInteger(number)) return String(number);
  const rounded = Number(number.toPrecision(15));
  return /e/i.test(String(rounded)) ? rounded.toFixed(10).replace(/\.?0+$/, '') : String(rounded);
}
