/** Upload: a form with one file at its end, read as a stream, so that its size does not matter to memory. */
import { unstable_parseMultipartFormData as parseParts } from '@remix-run/node';

export type UploadedFile = { readonly name: string; readonly body: AsyncIterable<Uint8Array> };
type Fields = Readonly<Record<string, string>>;

const LONGEST_FIELD = 4_096;

/**
 * Reads the fields before the file and hands the file on while it arrives. Undefined when the form has no file.
 * Fields that come after the file are not seen: put the file last.
 */
export async function readUpload<Answer>(
  request: Request,
  receive: (file: UploadedFile, fields: Fields) => Promise<Answer>,
): Promise<Answer | undefined> {
  const fields: Record<string, string> = {};
  let answer: Answer | undefined;
  await parseParts(request, async ({ name, filename, data }) => {
    if (filename === undefined) {
      fields[name] = await readText(data);
      return undefined;
    }
    if (filename === '' || answer !== undefined) {
      for await (const chunk of data) void chunk;
      return undefined;
    }
    answer = await receive({ name: filename, body: data }, fields);
    return undefined;
  });
  return answer;
}

async function readText(data: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of data) {
    length += chunk.length;
    if (length <= LONGEST_FIELD) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads a form with a few small files between its fields. What `keep` answers for a file stands in the form under the
 * file's name; a file field that was left empty is left out.
 */
export async function readFormWithFiles(
  request: Request,
  keep: (file: UploadedFile) => Promise<string>,
): Promise<FormData> {
  return parseParts(request, async ({ name, filename, data }) => {
    if (filename === undefined) return readText(data);
    if (filename !== '') return keep({ name: filename, body: data });
    for await (const chunk of data) void [name, chunk];
    return undefined;
  });
}
