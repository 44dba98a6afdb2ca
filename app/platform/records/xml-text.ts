/**
 * XML as events, by saxes (streaming, strict). Document type definitions are refused: entities of their own are how
 * a small file becomes a large one, or reads what is not its own (XXE, "billion laughs"; OWASP).
 */
import { SaxesParser } from 'saxes';
import { UnreadableFile } from './file-row.ts';

export type XmlEvents = {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>, line: number) => void;
  readonly text: (text: string) => void;
  readonly close: (name: string) => void;
};

export type XmlFeeder = { write(text: string): void; end(): void };

/** Names come without their prefix: suppliers mean the element, not the schema. */
export function feedXml(events: XmlEvents): XmlFeeder {
  const parser = new SaxesParser({ position: true });
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', (fault) => {
    throw new UnreadableFile(`The XML cannot be read: ${fault.message.slice(0, 200)}`);
  });
  parser.on('doctype', () => {
    throw new UnreadableFile(
      'The XML has a document type definition (DOCTYPE), which is not read for safety. Send it without.',
    );
  });
  parser.on('opentag', ({ name, attributes }) => {
    const plain: Record<string, string> = {};
    for (const [key, value] of Object.entries(attributes)) plain[local(key)] = String(value);
    events.open(local(name), plain, parser.line);
  });
  parser.on('text', events.text);
  parser.on('cdata', events.text);
  parser.on('closetag', ({ name }) => events.close(local(name)));
  return {
    write: (text) => void parser.write(text),
    end: () => void parser.close(),
  };
}
