/**
 * File row: one row of a data file whatever its form (CSV, JSON, XML, XLSX), as names and texts. Files of all forms
 * are read as streams of them, so that what follows need not know where they came from.
 */
export type FileRow =
  | {
      /** Where a person finds it: the line of a text, the row of a sheet, the count of an object; from 1. */
      readonly line: number;
      /** The same array for rows of the same shape, so that what is looked up in it can be kept. */
      readonly names: readonly string[];
      readonly cells: readonly string[];
    }
  | { readonly line: number; readonly refusal: string };

export const FORMS = ['csv', 'json', 'xml', 'xlsx'] as const;
export type FileForm = (typeof FORMS)[number];

/** How a file is laid out, as far as somebody has said so; what is left out is found out. */
export type FileLayout = {
  readonly form?: FileForm | undefined;
  /** A label that TextDecoder knows (WHATWG Encoding). */
  readonly encoding?: string | undefined;
  /** One character. */
  readonly separator?: string | undefined;
  /** Lines above the header of a table. Default 0; blank ones are skipped anyway. */
  readonly skipLines?: number | undefined;
  /** False: a table without names; its columns are called 1, 2, 3 … Default true. */
  readonly hasHeader?: boolean | undefined;
  /** JSON: names joined by dots; XML: elements joined by slashes; both from the root to one row or its list. */
  readonly rowsAt?: string | undefined;
  /** Name of the sheet of a workbook; default the first. */
  readonly sheet?: string | undefined;
  /** Where a JSON or XML file states one thing for all its rows; it must stand before them. */
  readonly statedAt?: string | undefined;
};

/** What was found out about a file while it was read. */
export type FileFacts = {
  form?: FileForm;
  /** The archive that it came in. */
  packedAs?: 'gzip' | 'zip';
  encoding?: string;
  separator?: string;
  rowsAt?: string;
  sheet?: string;
  sheets?: readonly string[];
  /** The text at `statedAt`. */
  stated?: string;
  notices?: string[];
};

/** Thrown, in words for a person, when a file as a whole cannot be read. */
export class UnreadableFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableFile';
  }
}

/** What a file may cost; the defaults are generous to real files and fatal to bombs. */
export type FileLimits = {
  /** Bytes after unpacking. */
  readonly mostBytes: number;
  /** Bytes after unpacking for each packed byte, once `looseBytes` have come out. */
  readonly mostRatio: number;
  readonly looseBytes: number;
};

export const FILE_LIMITS: FileLimits = {
  mostBytes: 8 * 1024 ** 3,
  mostRatio: 200,
  looseBytes: 16 * 1024 ** 2,
};

/** The most characters of one row, in any form. */
export const LONGEST_ROW = 1 << 20;
