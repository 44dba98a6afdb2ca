/**
 * CSV rows (RFC 4180) from text that arrives in pieces, with a recovery that csv-parse does not have: after a
 * malformed quote it refuses the first physical line only and reads on from the next, so that one bad quote
 * never swallows its neighbours. (csv-parse drops every row up to the next quote and reports one; it is also
 * several times slower, measured.) Line ends: LF, CRLF or CR. A bare quote inside an unquoted cell is text.
 */
type CsvRowWarning = {
  readonly code: 'stray-quote' | 'unreadable-characters';
  readonly message: string;
};
type CsvRowRefusal = {
  readonly code: 'malformed-quotes' | 'row-too-long';
  readonly message: string;
};

export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[]; readonly warnings: CsvRowWarning[] }
  | { readonly line: number; readonly refusal: CsvRowRefusal };

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
type Attempt = CsvRow | 'needs more' | 'blank line';

const STRAY_QUOTE: CsvRowWarning = {
  code: 'stray-quote',
  message: 'A cell holds a quotation mark without being quoted itself; it was read as text.',
};
const UNREADABLE: CsvRowWarning = {
  code: 'unreadable-characters',
  message: 'Some characters could not be read in the encoding of this file.',
};

export class CsvScanner {
  private readonly separator: number;
  private readonly maxLength: number;
  private text = '';
  private start = 0;
  private line: number;
  private ended = false;
  private skippingLine = false;

  /** `maxLength`: characters in one row; a longer one is refused, and what waits for a closing quote is bounded by it. */
  constructor(separator: string, maxLength: number, firstLine = 1) {
    this.separator = separator.charCodeAt(0);
    this.maxLength = maxLength;
    this.line = firstLine;
  }

  push(text: string): void {
    this.text = this.text.slice(this.start) + text;
    this.start = 0;
  }

  /** No more text comes: what is left is a last row, or an unfinished one. */
  end(): void {
    this.ended = true;
  }

  /** The rows that are whole by now. */
  *rows(): Generator<CsvRow, void> {
    while (this.start < this.text.length) {
      if (this.skippingLine && !this.finishSkippedLine()) return;
      if (this.start >= this.text.length) return;
      const attempt = this.attempt();
      if (attempt === 'needs more') return;
      if (attempt !== 'blank line') yield attempt;
    }
  }

  private attempt(): Attempt {
    const text = this.text;
    const cells: string[] = [];
    let at = this.start;
    let breaks = 0;
    let stray = false;
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        const close = this.closingQuote(at);
        if (typeof close !== 'number') return close;
        const raw = text.slice(at + 1, close);
        const value = raw.includes('""') ? raw.replaceAll('""', '"') : raw;
        cells.push(value);
        breaks += lineBreaks(value);
        at = this.afterClosingQuote(close);
      } else {
        const from = at;
        at = this.endOfPlainCell(at);
        if (at - this.start > this.maxLength) return this.refuseLine(TOO_LONG);
        const value = text.slice(from, at);
        stray ||= value.includes('"');
        cells.push(value);
      }
      if (at >= text.length) {
        if (!this.ended) return this.waitForMore();
        return this.complete(cells, at, breaks, stray);
      }
      const code = text.charCodeAt(at);
      if (code !== this.separator) return this.endOfRow(code, cells, at, breaks, stray);
      at += 1;
    }
  }

  private endOfRow(code: number, cells: string[], at: number, breaks: number, stray: boolean) {
    if (code === LINE_FEED) return this.complete(cells, at + 1, breaks + 1, stray);
    if (code !== CARRIAGE_RETURN) return this.refuseLine(TEXT_AFTER_QUOTE);
    if (at + 1 >= this.text.length && !this.ended) return 'needs more' as const;
    const width = this.text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1;
    return this.complete(cells, at + width, breaks + 1, stray);
  }

  private complete(cells: string[], next: number, breaks: number, stray: boolean): Attempt {
    if (next - this.start > this.maxLength) return this.refuseLine(TOO_LONG);
    const line = this.line;
    const raw = this.text.slice(this.start, next);
    this.start = next;
    this.line += breaks;
    if (cells.length === 1 && cells[0] === '') return 'blank line';
    const warnings = stray ? [STRAY_QUOTE] : [];
    if (!raw.includes('\0') && !raw.includes('\uFFFD')) return { line, cells, warnings };
    const readable = cells.map((cell) => cell.replaceAll('\0', ''));
    return { line, cells: readable, warnings: [...warnings, UNREADABLE] };
  }

  /** Index of the quote that ends the cell which opens at `open`. */
  private closingQuote(open: number): number | Attempt {
    let from = open + 1;
    for (;;) {
      const quote = this.text.indexOf('"', from);
      if (quote - this.start > this.maxLength) return this.refuseLine(TOO_LONG);
      if (quote === -1) return this.ended ? this.refuseLine(NEVER_CLOSED) : this.waitForMore();
      if (quote + 1 === this.text.length && !this.ended) return this.waitForMore();
      if (this.text.charCodeAt(quote + 1) !== QUOTE) return quote;
      from = quote + 2;
    }
  }

  private afterClosingQuote(close: number): number {
    let at = close + 1;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    return at;
  }

  private endOfPlainCell(from: number): number {
    const { text, separator } = this;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === separator || code === LINE_FEED || code === CARRIAGE_RETURN) return at;
    }
    return text.length;
  }

  private waitForMore(): Attempt {
    if (this.text.length - this.start <= this.maxLength) return 'needs more';
    return this.refuseLine(NEVER_CLOSED);
  }

  /** Gives up the first physical line of the row and goes on with the next. */
  private refuseLine(refusal: CsvRowRefusal): CsvRow {
    const row = { line: this.line, refusal };
    this.skippingLine = true;
    this.finishSkippedLine();
    return row;
  }

  /** True once the line that is being skipped lies behind. Holds nothing of it. */
  private finishSkippedLine(): boolean {
    for (let at = this.start; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code !== LINE_FEED && code !== CARRIAGE_RETURN) continue;
      if (code === CARRIAGE_RETURN && at + 1 === this.text.length && !this.ended) {
        this.start = at;
        return false;
      }
      const both = code === CARRIAGE_RETURN && this.text.charCodeAt(at + 1) === LINE_FEED;
      this.start = at + (both ? 2 : 1);
      this.line += 1;
      this.skippingLine = false;
      return true;
    }
    this.start = this.text.length;
    return false;
  }
}

const NEVER_CLOSED: CsvRowRefusal = {
  code: 'malformed-quotes',
  message:
    'A quotation mark opens a cell and never closes it. Double the marks inside a cell ("").',
};
const TEXT_AFTER_QUOTE: CsvRowRefusal = {
  code: 'malformed-quotes',
  message: 'Text follows a closing quotation mark. Double the marks inside a cell ("").',
};
const TOO_LONG: CsvRowRefusal = {
  code: 'row-too-long',
  message:
    'The row is too long; a quotation mark may be missing. Correct it and send the file again.',
};

function lineBreaks(value: string): number {
  if (!value.includes('\n') && !value.includes('\r')) return 0;
  return value.match(/\r\n|\n|\r/g)?.length ?? 0;
}
