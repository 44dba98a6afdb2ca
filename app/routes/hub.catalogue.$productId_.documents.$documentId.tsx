import { createReadableStreamFromReadable } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Readable } from 'node:stream';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { findProductDocument } from '../views/read-product-history.server.ts';

/** A product's document, always to be saved: what somebody has uploaded is never drawn as a page of ours. */
export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const productId = idOf<'Product'>(params['productId']);
  const documentId = idOf<'ProductDocument'>(params['documentId']);
  const key = { distributorId, productId, documentId };
  const found = foundOr404(await findProductDocument(door.db, key));
  const blob = foundOr404(await door.blobs.open(found.sha256));
  return new Response(createReadableStreamFromReadable(Readable.from(blob.body)), {
    headers: {
      'Content-Type': blob.mediaType,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`,
      'Content-Length': String(blob.size),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
  });
}
