/**
 * Fonts of documents: Helvetica, which every reader has, for what Western European languages write (Windows code page
 * 1252); DejaVu Sans, of which the letters used are put into the document, for all others that it has.
 */
import { createRequire } from 'node:module';

const EMBEDDED = { regular: 'dejavu', bold: 'dejavu-bold' } as const;
const FILES = {
  [EMBEDDED.regular]: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  [EMBEDDED.bold]: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
} as const;

/** Letters of code page 1252 that do not stand at their own Unicode number. */
const MOVED = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

/** Names the fonts to a document; a file is read only when it is used. */
export function registerFonts(pdf: PDFKit.PDFDocument): void {
  const { resolve } = createRequire(import.meta.url);
  for (const [name, file] of Object.entries(FILES)) pdf.registerFont(name, resolve(file));
}

/** The font that has every letter of a text, as far as one of ours does. */
export function fontFor(text: string, bold: boolean): string {
  if (Array.from(text).every(isWestern)) return bold ? 'Helvetica-Bold' : 'Helvetica';
  return bold ? EMBEDDED.bold : EMBEDDED.regular;
}

function isWestern(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return code < 0x7f || (code >= 0xa0 && code <= 0xff) || MOVED.has(letter);
}
