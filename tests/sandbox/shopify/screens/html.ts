/** Html: text that is safe to put into a page. Everything else put into the template is escaped. */
const safe = Symbol('html');
export type Html = { readonly [safe]: true; readonly text: string };
type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Marks text as markup. Only for text of ours. */
export function trusted(text: string): Html {
  return { [safe]: true, text };
}

/** JSON for a `<script type="application/json">`: no `<` survives, so that no value can close the element. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value ?? null).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if (safe in part) return part.text;
  return part.map(render).join('');
}

export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return trusted(strings.map((text, index) => text + render(parts[index])).join(''));
}
