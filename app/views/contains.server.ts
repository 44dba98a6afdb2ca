/** The pattern of `ilike` that finds a text anywhere, its own wildcards taken literally. Trigram indexes serve it. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
