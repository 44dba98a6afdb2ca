/** Reads what the row with a product's title says about the product, and the names of its options. */
import { categoryOf } from '../category.ts';
import { statusOf, tagsOf } from './cell-values.ts';
import { flagFrom, type RowDoubts } from './read-variant.ts';
import type { RowCells } from './shopify-columns.ts';
import type { ParsedDetails, ParsedStatus, RowRefusal } from './shopify-csv.ts';

export function readDetails(cells: RowCells, title: string, doubts: RowDoubts): ParsedDetails {
  return {
    title,
    descriptionHtml: cells.raw('descriptionHtml'),
    vendor: cells.text('vendor'),
    productType: cells.text('productType'),
    category: readCategory(cells, doubts),
    tags: tagsOf(cells.text('tags')),
    published: flagFrom(cells, 'published', true, doubts),
    status: readStatus(cells, doubts),
    giftCard: flagFrom(cells, 'giftCard', false, doubts),
    seoTitle: cells.text('seoTitle'),
    seoDescription: cells.text('seoDescription'),
    attributes: cells.attributes(),
  };
}

function readCategory(cells: RowCells, doubts: RowDoubts): string {
  const text = cells.text('category');
  if (text === '') return '';
  const category = categoryOf(text);
  if (!category) {
    doubts.warn('category-unreadable', `"${text}" is no path of a category; it was left out.`);
    return '';
  }
  if (!category.isCanonical) {
    doubts.warn(
      'category-not-canonical',
      `"${category.path}" does not begin with a vertical of Shopify's taxonomy; it was kept.`,
    );
  }
  return category.path;
}

function readStatus(cells: RowCells, doubts: RowDoubts): ParsedStatus | undefined {
  const text = cells.text('status');
  if (text === '') return undefined;
  const status = statusOf(text);
  if (!status) doubts.warn('unknown-status', `"${text}" is not a status; it was left out.`);
  return status;
}

/** Option values as stated; empty for none and for Shopify's "Title: Default Title", which means the same. */
export function optionValuesOf(cells: RowCells): readonly string[] | RowRefusal {
  const stated = [
    cells.text('option1Value'),
    cells.text('option2Value'),
    cells.text('option3Value'),
  ];
  const values = stated.slice(0, 1 + stated.findLastIndex((value) => value !== ''));
  if (values.length === 1 && values[0] === 'Default Title') return [];
  if (!values.includes('')) return values;
  const place = values.indexOf('') + 1;
  return { code: 'missing-option-value', message: `Option ${place} has no value on this row.` };
}

export function optionNamesOf(cells: RowCells): readonly string[] {
  return [cells.text('option1Name'), cells.text('option2Name'), cells.text('option3Name')];
}

/** True when the row speaks of a variant at all, not only of an image or the product. */
export function speaksOfVariant(cells: RowCells): boolean {
  return (['option1Value', 'option2Value', 'option3Value', 'sku', 'price', 'compareAtPrice', 'cost', 'barcode', 'quantity'] as const)
    .some((field) => cells.text(field) !== ''); // prettier-ignore
}
