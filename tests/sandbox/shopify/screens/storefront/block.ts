/** Block: a block file of the theme app extension as Shopify runs it: schema, default settings, texts, assets. */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.looseObject({
  target: z.string(),
  javascript: z.string().optional(),
  stylesheet: z.string().optional(),
  settings: z.array(z.looseObject({ id: z.string().optional(), default: z.unknown() })).default([]),
});
type BlockSchema = z.infer<typeof schema>;
type Texts = { [key: string]: Texts | string };
const texts: z.ZodType<Texts> = z.lazy(() => z.record(z.string(), z.union([z.string(), texts])));

export type Extension = { folder: URL; locales: ReadonlyMap<string, Texts> };
export type Block = { handle: string; source: string; schema: BlockSchema };

const SCHEMA_TAG = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/;

export const LIVE_STOCK_FOLDER = new URL('../../../../../extensions/live-stock/', import.meta.url);

function readJson(file: URL): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Reads the shopper's texts of every language; the schema's own texts are the theme editor's. */
export function readExtension(folder: URL = LIVE_STOCK_FOLDER): Extension {
  const names = readdirSync(new URL('locales/', folder)).filter(
    (name) => !name.includes('.schema.'),
  );
  const locales = names.map((name): [string, Texts] => [
    name.replace(/(\.default)?\.json$/, ''),
    texts.parse(readJson(new URL(`locales/${name}`, folder))),
  ]);
  return { folder, locales: new Map(locales) };
}

export function readBlock(extension: Extension, handle: string): Block {
  const file = readFileSync(new URL(`blocks/${handle}.liquid`, extension.folder), 'utf8');
  const found = SCHEMA_TAG.exec(file)?.[1];
  if (found === undefined) throw new Error(`block ${handle} has no schema`);
  return { handle, source: file.replace(SCHEMA_TAG, ''), schema: schema.parse(JSON.parse(found)) };
}

export function defaultSettings(block: Block): Record<string, unknown> {
  const entries = block.schema.settings.flatMap((setting) =>
    setting.id === undefined ? [] : [[setting.id, setting.default ?? null] as const],
  );
  return Object.fromEntries(entries);
}

/** `{{ 'live_stock.left' | t: number: 5 }}`: the language's text, else the English one, with its places filled. */
export function translate(
  extension: Extension,
  language: string,
  key: string,
  places: Record<string, string>,
): string {
  const find = (locale: string): string | undefined => {
    let texts: Texts | string | undefined = extension.locales.get(locale);
    for (const step of key.split('.')) {
      if (typeof texts !== 'object') return undefined;
      texts = Object.hasOwn(texts, step) ? texts[step] : undefined;
    }
    return typeof texts === 'string' ? texts : undefined;
  };
  const text = find(language) ?? find('en');
  if (text === undefined) return `Translation missing: ${language}.${key}`;
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => places[name] ?? '');
}
