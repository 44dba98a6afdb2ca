/**
 * Product query: what is asked of a catalogue. Text finds by the beginnings of words in title, vendor, type, category,
 * tags and options; facets narrow it; a single code finds by the beginning of SKU, GTIN or manufacturer's number.
 * Text and facets become one full-text query, which one index answers.
 */

/** The facets that are lexemes of the text index, each with its mark (SQL function `facet_words` says the same). */
const MARKS = { status: 's', vendor: 'v', type: 't', tag: 'g', category: 'c' } as const;

export type FacetName = keyof typeof MARKS;

export type ProductQuery = {
  readonly search: string;
  /** Several values of one facet widen it, several facets narrow each other. Values as the catalogue writes them. */
  readonly facets: Readonly<Partial<Record<FacetName, readonly string[]>>>;
};

const MOST_WORDS = 8;
const LONGEST_WORD = 100;
const LONGEST_FACET = 400;
/** Shorter beginnings would fetch a great part of the dictionary; they count as whole words. */
const LEAST_BEGINNING = 3;

/** The words of a search as the index holds them (SQL function `words_of`). */
export function wordsOf(search: string): readonly string[] {
  const words = search.toLowerCase().split(/[^\p{Alphabetic}0-9]+/u);
  const known = words.filter((word) => word !== '').map((word) => word.slice(0, LONGEST_WORD));
  return [...new Set(known)].slice(0, MOST_WORDS);
}

/** The text as PostgreSQL's `tsquery`; undefined when it has no word to look for. */
export function textQueryOf(search: string): string | undefined {
  const words = wordsOf(search).map((word) =>
    word.length < LEAST_BEGINNING ? lexeme(word) : `${lexeme(word)}:*`,
  );
  return words.length === 0 ? undefined : words.join(' & ');
}

/** The facets as `tsquery`; undefined when none is chosen. */
export function facetQueryOf(facets: ProductQuery['facets']): string | undefined {
  const names = Object.keys(MARKS) as FacetName[]; // the table's own keys
  const asked = names.flatMap((name) => {
    const values = facets[name] ?? [];
    const marked = values.map((value) => lexeme(`${MARKS[name]}:${value.slice(0, LONGEST_FACET)}`));
    return marked.length === 0 ? [] : [`(${marked.join(' | ')})`];
  });
  return asked.length === 0 ? undefined : asked.join(' & ');
}

/** The beginning of a code, lower case; undefined when the search is rather words. */
export function codeOf(search: string): string | undefined {
  const text = search.trim().toLowerCase();
  return text.length >= 2 && text.length <= 64 && !/[\s\p{C}]/u.test(text) ? text : undefined;
}

/** One lexeme, quoted as `tsquery` wants it: neither quote nor backslash means anything in it. */
function lexeme(text: string): string {
  const plain = text.replaceAll('\0', '');
  return `'${plain.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
