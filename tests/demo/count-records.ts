import { readFile } from 'node:fs/promises';

/**
 * Counts the data rows of a CSV by its quotes and line ends alone, independently of the importer that it is held
 * against. Blank lines do not count.
 */
export async function countRecords(file: string): Promise<number> {
  const text = (await readFile(file)).toString('latin1').replace(/^\xEF\xBB\xBF/, '');
  let records = 0;
  let quoted = false;
  let started = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (!quoted && (character === '\n' || character === '\r')) {
      if (started) records += 1;
      started = false;
    } else if (character.trim() !== '') started = true;
  }
  return records + (started ? 1 : 0) - 1;
}
