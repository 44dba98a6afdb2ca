/** Photos and labels as they come in: kept at once, told apart by their ending, refused where they are neither. */
import { z } from 'zod';
import type { Blobs } from '../platform/blobs.server.ts';
import type { NewReturnFile } from '../modules/returns/returns.repository.server.ts';
import type { UploadedFile } from './read-upload.server.ts';
import { readFormWithFiles } from './read-upload.server.ts';

/** What a browser may be told a file is when it is fetched again. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
};
export const PHOTO_ENDINGS = '.jpg,.jpeg,.png,.webp';
export const LABEL_ENDINGS = '.pdf,.png,.jpg,.jpeg';

const Kept = z.object({
  name: z.string(),
  blobSha256: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number(),
});
const REFUSED = 'refused';

export type FormWithFiles = {
  readonly form: FormData;
  /** Files of a field, in their order. */
  readonly filesOf: (field: string, kind: NewReturnFile['kind']) => readonly NewReturnFile[];
  /** A file is too large or none that we take. */
  readonly hasRefusedFile: boolean;
};

/** Reads a form whose files are kept while they arrive; a blob that no return comes to refer to is swept later. */
export async function readReturnForm(blobs: Blobs, request: Request): Promise<FormWithFiles> {
  const isMultipart = request.headers.get('content-type')?.startsWith('multipart/form-data');
  const form = isMultipart
    ? await readFormWithFiles(request, (file) => keep(blobs, file))
    : await request.formData();
  return {
    form,
    hasRefusedFile: FILE_FIELDS.some((field) => form.getAll(field).includes(REFUSED)),
    filesOf: (field, kind) =>
      form.getAll(field).flatMap((text) => {
        const kept = Kept.safeParse(readJson(text)).data;
        return kept ? [{ ...kept, kind }] : [];
      }),
  };
}

const FILE_FIELDS = ['photo', 'label'];

async function keep(blobs: Blobs, { name, body }: UploadedFile): Promise<string> {
  const mediaType = MEDIA_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];
  if (!mediaType) {
    for await (const chunk of body) void chunk;
    return REFUSED;
  }
  const kept = await blobs.put(body, mediaType);
  if (!kept.ok) return REFUSED;
  const { sha256: blobSha256, size: sizeBytes } = kept.value;
  return JSON.stringify({ name: name.slice(-200), blobSha256, mediaType, sizeBytes });
}

function readJson(text: FormDataEntryValue): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
