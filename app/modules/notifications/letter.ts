/** Letter: what a message says, in order and without looks; drawn as HTML and as plain text. */
export type Letter = {
  readonly locale: string;
  readonly subject: string;
  /** Shown by mail programs beside the subject. */
  readonly preview: string;
  readonly brand: {
    readonly name: string;
    readonly logoUrl: string | null;
    readonly color: string;
  };
  readonly heading: string;
  readonly paragraphs: readonly string[];
  /** What it is about, as a list under a title. */
  readonly items: { readonly title: string; readonly rows: readonly LetterItem[] } | undefined;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly button: { readonly label: string; readonly url: string } | undefined;
  readonly footer: readonly string[];
  readonly unsubscribe: { readonly label: string; readonly url: string } | undefined;
};

export type LetterItem = {
  readonly title: string;
  readonly detail: string | undefined;
  /** Stands at the end of the line, as a quantity does. */
  readonly end: string | undefined;
  readonly url: string | undefined;
};

/** Only addresses of the web become links: another scheme in a value (javascript:, data:) never does. */
export function webUrl(text: string | undefined): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

/** The part of a mail for programs and people that read no HTML. */
export function letterText(letter: Letter): string {
  const { brand, heading, paragraphs, items, facts, button, footer, unsubscribe } = letter;
  const blocks = [
    brand.name,
    heading,
    ...paragraphs,
    items ? [items.title, ...items.rows.map(itemText)].join('\n') : '',
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    button ? `${button.label}:\n${button.url}` : '',
    ['--', ...footer].join('\n'),
    unsubscribe ? `${unsubscribe.label}: ${unsubscribe.url}` : '',
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function itemText({ title, detail, end, url }: LetterItem): string {
  const lines = [`- ${end ? `${end} ` : ''}${title}`, detail, url].filter((line) => line);
  return lines.join('\n  ');
}
