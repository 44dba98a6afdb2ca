/**
 * Product rows: the rows of one handle that stand together, gathered into one product.
 *
 * - The first title wins; the product's words come from its row. Without any title the handle stands in.
 * - A first row that says nothing of a variant becomes the product's only variant if no other row brings one.
 * - The second row with the same option values is refused, wherever in the file it stands.
 * - A refused variant does not take the product's words or picture on its row with it, as long as some row of
 *   the product was accepted.
 */
import type { CurrencyCode } from '../../../platform/money.ts';
import { optionNamesOf, optionValuesOf, readDetails, speaksOfVariant } from './read-details.ts';
import { imageUrlFrom, readVariant, type RowDoubts } from './read-variant.ts';
import type { SeenLines } from './seen-lines.ts';
import type { RowCells } from './shopify-columns.ts';
import {
  variantIdentity,
  type CatalogueStep,
  type ParsedDetails,
  type ParsedImage,
  type ParsedVariant,
  type RowRefusal,
  type RowReport,
} from './shopify-csv.ts';

/** What a file has told so far that later rows are held against. */
export type FileMemory = { readonly currency: CurrencyCode; readonly seen: SeenLines };

type Entry = {
  readonly line: number;
  readonly sku: string | undefined;
  readonly doubts: RowDoubts;
  refusal: RowRefusal | undefined;
};
type StatedImage = { url: string; altText: string; position: number | undefined };

export class ProductRows {
  readonly handle: string;
  private readonly memory: FileMemory;
  private readonly continuedFrom: number | undefined;
  private readonly entries: (Entry | RowReport)[] = [];
  private readonly variants: ParsedVariant[] = [];
  private readonly images = new Map<string, StatedImage>();
  private optionNames: readonly string[] = [];
  private details: ParsedDetails | undefined;
  private untitled: (() => ParsedDetails) | undefined;
  private bareFirst: { readonly cells: RowCells; readonly entry: Entry } | undefined;
  private line = 0;

  /** `continuedFrom`: the line where this handle stood before, if it did. */
  constructor(handle: string, continuedFrom: number | undefined, memory: FileMemory) {
    this.handle = handle;
    this.continuedFrom = continuedFrom;
    this.memory = memory;
  }

  get length(): number {
    return this.entries.length;
  }

  get continued(): boolean {
    return this.continuedFrom !== undefined;
  }

  /** Keeps the place in file order of a row that belongs to no product. */
  addRefused(report: RowReport): void {
    this.entries.push(report);
  }

  add(cells: RowCells, line: number, doubts: RowDoubts): void {
    const entry: Entry = { line, sku: cells.optional('sku'), doubts, refusal: undefined };
    this.entries.push(entry);
    const first = this.line === 0;
    if (first) this.open(line, doubts);
    this.addDetails(cells, doubts);
    this.addOptionNames(cells, doubts);
    const image = this.addImage(cells, doubts);
    if (speaksOfVariant(cells)) entry.refusal = this.addVariant(cells, line, doubts);
    else if (first && !this.continued) this.bareFirst = { cells, entry };
    else if (!image) doubts.warn('nothing-new', 'The row says nothing that was not known.');
  }

  /** The product of these rows, and what became of each row. */
  finish(): CatalogueStep {
    if (this.bareFirst && this.variants.length === 0) {
      const { cells, entry } = this.bareFirst;
      entry.refusal = this.addVariant(cells, entry.line, entry.doubts);
    }
    this.finishDetails();
    const rows = this.entries.map((entry) => this.reportOf(entry));
    const accepted = this.entries.some((entry) => 'doubts' in entry && !entry.refusal);
    return { product: accepted ? this.product() : undefined, rows };
  }

  private open(line: number, doubts: RowDoubts): void {
    this.line = line;
    if (this.continuedFrom === undefined) return;
    doubts.warn(
      'continued-product',
      `The product "${this.handle}" began on line ${this.continuedFrom}; these rows were added to it.`,
    );
  }

  private addDetails(cells: RowCells, doubts: RowDoubts): void {
    const title = cells.text('title');
    if (title === '') {
      this.untitled ??= () => readDetails(cells, this.handle, doubts);
      return;
    }
    if (!this.details) this.details = readDetails(cells, title, doubts);
    else if (this.details.title !== title) {
      doubts.warn(
        'title-differs',
        `The product is called "${this.details.title}"; this title was left out.`,
      );
    }
  }

  private finishDetails(): void {
    if (this.details || this.continued || !this.untitled) return;
    const first = this.entries.find((entry): entry is Entry => 'doubts' in entry);
    first?.doubts.warn('no-title', 'The product has no title; its handle stands in.');
    this.details = this.untitled();
  }

  private addOptionNames(cells: RowCells, doubts: RowDoubts): void {
    const stated = optionNamesOf(cells);
    if (stated.every((name) => name === '')) return;
    if (this.optionNames.length === 0) this.optionNames = stated;
    else if (stated.some((name, place) => name !== '' && name !== this.optionNames[place])) {
      doubts.warn(
        'option-name-differs',
        'An option is named otherwise on an earlier row, which counts.',
      );
    }
  }

  private addImage(cells: RowCells, doubts: RowDoubts): boolean {
    const url = imageUrlFrom(cells, 'imageUrl', doubts);
    if (url === undefined) return cells.text('imageUrl') !== '';
    const altText = cells.text('imageAltText');
    const known = this.images.get(url);
    if (known) known.altText ||= altText;
    else this.images.set(url, { url, altText, position: statedPosition(cells) });
    return true;
  }

  private addVariant(cells: RowCells, line: number, doubts: RowDoubts): RowRefusal | undefined {
    const values = optionValuesOf(cells);
    if ('code' in values) return values;
    const refusal = this.differentOptions(values);
    if (refusal) return refusal;
    const variant = readVariant(cells, values, line, this.memory.currency, doubts);
    if ('code' in variant) return variant;
    const identity = JSON.stringify(variantIdentity(this.handle, values));
    const twin = this.memory.seen.remember(identity, line);
    if (twin !== undefined) return duplicateVariant(values, twin);
    this.nameOptions(values.length, doubts);
    this.warnDuplicateSku(variant, doubts);
    this.variants.push(variant);
    return undefined;
  }

  private differentOptions(values: readonly string[]): RowRefusal | undefined {
    const count = this.variants[0]?.optionValues.length ?? values.length;
    if (values.length === count) return undefined;
    return {
      code: 'options-differ',
      message: `The product's variants have ${count} option value(s) each, this row has ${values.length}.`,
    };
  }

  /** The first variant settles how many options there are and what those without a name are called. */
  private nameOptions(count: number, doubts: RowDoubts): void {
    if (this.variants.length > 0 || (this.continued && this.optionNames.length === 0)) return;
    const named = this.optionNames;
    const names = Array.from(
      { length: count },
      (_, place) => named[place] || `Option ${place + 1}`,
    );
    if (names.some((name, place) => name !== named[place])) {
      doubts.warn(
        'option-without-name',
        `An option has no name and is called "${names.join('", "')}".`,
      );
    }
    this.optionNames = names;
  }

  private warnDuplicateSku({ sku, line }: ParsedVariant, doubts: RowDoubts): void {
    if (sku === undefined) return;
    const first = this.memory.seen.remember(`sku ${sku}`, line);
    if (first === undefined) return;
    doubts.warn(
      'duplicate-sku',
      `The SKU "${sku}" stands on line ${first} already; both were kept.`,
    );
  }

  private product() {
    const { handle, line, continued, details, variants } = this;
    const count = variants[0]?.optionValues.length ?? 0;
    const optionNames = this.optionNames.slice(0, count);
    return { handle, line, continued, details, optionNames, variants, images: this.placedImages() };
  }

  private placedImages(): ParsedImage[] {
    let last = 0;
    const placed = [...this.images.values()].map((image) => {
      last = image.position ?? last + 1;
      return { ...image, position: last };
    });
    return placed.sort((a, b) => a.position - b.position);
  }

  private reportOf(entry: Entry | RowReport): RowReport {
    if (!('doubts' in entry)) return entry;
    const { line, sku, refusal, doubts } = entry;
    const row = { line, handle: this.handle, sku };
    if (refusal) return { ...row, outcome: 'refused', refusal };
    if (doubts.warnings.length === 0) return { ...row, outcome: 'accepted' };
    return { ...row, outcome: 'warned', warnings: doubts.warnings };
  }
}

function statedPosition(cells: RowCells): number | undefined {
  const text = cells.text('imagePosition');
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}

function duplicateVariant(values: readonly string[], line: number): RowRefusal {
  const what = values.length === 0 ? 'without options' : `with "${values.join(' / ')}"`;
  return {
    code: 'duplicate-variant',
    message: `The variant ${what} stands on line ${line} already; that one counts.`,
  };
}
