/** Reads documents back, by a reader that shares nothing with what drew them. */
import { extractText, getDocumentProxy, getMeta } from 'unpdf';

/** The text of each page, words apart by single blanks. */
export async function readPdfPages(bytes: Uint8Array): Promise<readonly string[]> {
  const { text } = await extractText(await open(bytes), { mergePages: false });
  return text.map((page) => page.replace(/\s+/g, ' ').trim());
}

export async function readPdfText(bytes: Uint8Array): Promise<string> {
  return (await readPdfPages(bytes)).join('\n');
}

export async function readPdfTitle(bytes: Uint8Array): Promise<unknown> {
  const { info } = await getMeta(await open(bytes));
  return info['Title'];
}

/** The reader takes the bytes for itself: it gets a copy. */
function open(bytes: Uint8Array) {
  return getDocumentProxy(new Uint8Array(bytes));
}
