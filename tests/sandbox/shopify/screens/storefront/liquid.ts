/** Liquid as the storefront runs it: LiquidJS with Shopify's filters that our block and theme use. */
import { Liquid } from 'liquidjs';
import { jsonForScript } from '../html.ts';
import { writeMoney } from '../money.ts';
import { defaultSettings, translate } from './block.ts';
import type { Block, Extension } from './block.ts';

export type LiquidSettings = { extension: Extension; language: string; currency: string };

const THEME_FOLDER = new URL('./theme/', import.meta.url);

/** Named arguments of a filter arrive as `[name, value]`. */
function namedArguments(given: unknown[]): Record<string, string> {
  const named = given.filter(
    (each): each is [string, unknown] => Array.isArray(each) && each.length === 2,
  );
  return Object.fromEntries(named.map(([name, value]) => [name, String(value)]));
}

export function createLiquid({ extension, language, currency }: LiquidSettings): Liquid {
  const liquid = new Liquid({
    root: THEME_FOLDER.pathname,
    extname: '.liquid',
    cache: true,
    strictFilters: true,
  });
  liquid.registerFilter('t', (key: unknown, ...given: unknown[]) =>
    translate(extension, language, String(key), namedArguments(given)),
  );
  liquid.registerFilter('asset_url', (name: unknown) => `/screens/live-stock/${String(name)}`);
  liquid.registerFilter(
    'stylesheet_tag',
    (address: unknown) => `<link rel="stylesheet" href="${String(address)}">`,
  );
  liquid.registerFilter('money', (amount: unknown) => writeMoney(Number(amount), currency));
  liquid.registerFilter('json', (value: unknown) => jsonForScript(value));
  return liquid;
}

export type BlockContext = {
  product: unknown;
  language: string;
  /** What the merchant set in the theme editor; the schema's defaults stand for the rest. */
  settings?: Record<string, unknown>;
};

/** The block's markup as it stands in the page. Assets named in the schema are the page's to load. */
export async function renderBlock(
  liquid: Liquid,
  block: Block,
  context: BlockContext,
): Promise<string> {
  const page: unknown = await liquid.parseAndRender(block.source, {
    product: context.product,
    request: { locale: { iso_code: context.language }, design_mode: false },
    routes: { root_url: '/' },
    block: {
      id: block.handle,
      type: `shopify://apps/stockbridge/blocks/${block.handle}`,
      settings: { ...defaultSettings(block), ...context.settings },
      shopify_attributes: '',
    },
  });
  return String(page);
}
