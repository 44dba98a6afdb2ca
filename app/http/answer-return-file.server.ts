import { createReadableStreamFromReadable } from '@remix-run/node';
import { Readable } from 'node:stream';
import { findReturnFile } from '../views/read-return.server.ts';
import type { DoorContext } from './door-context.ts';
import { notFound } from './not-found.ts';

/**
 * A photo or a label of a return. Somebody has uploaded it: a picture may be drawn on a page of ours, but nothing in it
 * runs, and all else is saved.
 */
export async function answerReturnFile(
  door: Pick<DoorContext, 'db' | 'blobs'>,
  key: { readonly distributorId: string; readonly returnId: string; readonly fileId: string },
): Promise<Response> {
  const found = await findReturnFile(door.db, key);
  const blob = found && (await door.blobs.open(found.sha256));
  if (!found || !blob) throw notFound();
  const place = blob.mediaType.startsWith('image/') ? 'inline' : 'attachment';
  return new Response(createReadableStreamFromReadable(Readable.from(blob.body)), {
    headers: {
      'Content-Type': blob.mediaType,
      'Content-Disposition': `${place}; filename*=UTF-8''${encodeURIComponent(found.name)}`,
      'Content-Length': String(blob.size),
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, max-age=3600',
    },
  });
}
