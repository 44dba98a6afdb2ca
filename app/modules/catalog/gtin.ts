/** GTIN: the number of a trade item (GS1), 8, 12, 13 or 14 digits of which the last checks the others. */

/**
 * The GTIN that a barcode is: 8, 12, 13 or 14 digits whose check digit holds (GS1 General Specifications 7.9:
 * from the right, weights 3 and 1 in turn, rounded up to a ten). Blanks and hyphens between digits do not count.
 */
export function gtinOf(barcode: string): string | undefined {
  const digits = barcode.replace(/[\s-]/g, '');
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return undefined;
  let sum = 0;
  for (let place = 0; place < digits.length - 1; place++) {
    const fromRight = digits.length - 2 - place;
    sum += Number(digits[place]) * (fromRight % 2 === 0 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1)) ? digits : undefined;
}

/** All ways of writing one item's number: shorter ones are the longer with zeros before them (GS1 4.1). */
export function formsOfGtin(gtin: string): readonly string[] {
  const longest = gtin.padStart(14, '0');
  return [14, 13, 12, 8].flatMap((length) =>
    longest.slice(0, 14 - length).replaceAll('0', '') === '' ? [longest.slice(14 - length)] : [],
  );
}
