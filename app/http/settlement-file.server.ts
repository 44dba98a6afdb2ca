/** A settlement document as a file: PDF to print, CSV to calculate with, JSON for a machine. */
import { createReadableStreamFromReadable } from '@remix-run/node';
import { Readable } from 'node:stream';
import { drawDocument, titleOf } from '../modules/settlement/draw-document.ts';
import { csvLines } from '../platform/csv-export.ts';
import type { Database } from '../platform/database.server.ts';
import { currencyCode, formatDecimal, money } from '../platform/money.ts';
import { renderPdf } from '../platform/pdf-document.server.ts';
import { eachDocumentLine, readDocumentLines } from '../views/read-settlement-documents.server.ts';
import type { DocumentDetail, DocumentLine } from '../views/read-settlement-documents.server.ts';

const HEADER = ['line', 'date', 'for', 'what', 'part', 'units', 'amount', 'currency'];
/** As many lines as paper takes; the rest is in the CSV file. */
const MOST_ON_PAPER = 2_000;

/** `document` is the viewer's own: it was read in the viewer's scope. */
export async function answerDocumentFile(
  database: Database,
  document: DocumentDetail,
  format: string | null,
): Promise<Response> {
  if (format === 'csv')
    return file(document, 'csv', 'text/csv; charset=utf-8', csvBody(database, document));
  if (format === 'json') {
    return file(
      document,
      'json',
      'application/json',
      JSON.stringify(await asJson(database, document), null, 2),
    );
  }
  return file(
    document,
    'pdf',
    'application/pdf',
    new Uint8Array(await pdfBody(database, document)),
  );
}

function file(
  { number }: DocumentDetail,
  extension: string,
  type: string,
  body: NonNullable<ConstructorParameters<typeof Response>[0]>,
): Response {
  return new Response(body, {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${number}.${extension}"`,
      'Cache-Control': 'no-store',
    },
  });
}

const decimal = (minor: number, currency: string) =>
  formatDecimal(money(minor, currencyCode(currency)));

function csvBody(database: Database, document: DocumentDetail) {
  const { currency } = document;
  async function* rows() {
    for await (const line of eachDocumentLine(database, document)) {
      const { number, at, reason, text, purpose, quantity, amountMinor } = line;
      yield [
        number,
        at.toISOString().slice(0, 10),
        reason,
        text,
        purpose,
        quantity,
        decimal(amountMinor, currency),
        currency,
      ];
    }
  }
  return createReadableStreamFromReadable(Readable.from(csvLines(HEADER, rows())));
}

async function asJson(database: Database, document: DocumentDetail) {
  const { kind, number, distributor, party, currency, issuedOn, dueOn, reason, corrects } =
    document;
  const lines: DocumentLine[] = [];
  for await (const line of eachDocumentLine(database, document)) lines.push(line);
  return {
    kind,
    number,
    distributor,
    party,
    currency,
    issuedOn,
    dueOn,
    period: { start: document.periodStart, end: document.periodEnd },
    corrects: corrects?.number ?? null,
    reason,
    total: decimal(document.totalMinor, currency),
    lines: lines.map((line) => ({
      number: line.number,
      at: line.at,
      for: line.reason,
      what: line.text,
      part: line.purpose,
      units: line.quantity,
      amount: decimal(line.amountMinor, currency),
    })),
  };
}

async function pdfBody(database: Database, document: DocumentDetail): Promise<Buffer> {
  const { rows } = await readDocumentLines(database, document, {
    size: MOST_ON_PAPER,
    after: undefined,
  });
  const more = document.lineCount - rows.length;
  const paper = {
    ...document,
    correctsNumber: document.corrects?.number ?? null,
    lines: rows,
    more,
  };
  return renderPdf(titleOf(document), (page) => drawDocument(page, paper), {
    at: document.periodEnd,
    language: 'en',
  });
}
