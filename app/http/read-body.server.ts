import type { IncomingMessage } from 'node:http';
import { err, ok } from '../platform/result.ts';
import type { Result } from '../platform/result.ts';

export type BodyRefusal = 'too-large' | 'aborted';

/** The raw body, up to a limit in bytes. What is larger is refused by its stated length, or as soon as it shows. */
export function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<Result<Buffer, BodyRefusal>> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    return Promise.resolve(err('too-large'));
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.pause();
        resolve(err('too-large'));
      } else chunks.push(chunk);
    });
    request.on('end', () => {
      const [only] = chunks;
      resolve(ok(chunks.length === 1 && only ? only : Buffer.concat(chunks)));
    });
    request.on('error', () => resolve(err('aborted')));
    request.on('aborted', () => resolve(err('aborted')));
  });
}
