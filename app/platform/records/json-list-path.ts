/** Finds in the beginning of a JSON document the first list of objects; the names that lead to it. */
export function findListPath(text: string): readonly string[] | undefined {
  const path: { key: string | undefined; isList: boolean }[] = [];
  let key: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (/^\s*:/.test(text.slice(end + 1, end + 20))) key = text.slice(at + 1, end);
      at = end;
    } else if (character === '[') {
      if (/^\s*\{/.test(text.slice(at + 1, at + 200)) && path.every(({ isList }) => !isList)) {
        return [...path.slice(1).flatMap((step) => step.key ?? []), ...(key ? [key] : [])];
      }
      path.push({ key, isList: true });
      key = undefined;
    } else if (character === '{') {
      path.push({ key, isList: false });
      key = undefined;
    } else if (character === '}' || character === ']') {
      path.pop();
      key = undefined;
    } else if (character === ',') key = undefined;
  }
  return undefined;
}

function endOfString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
