import type { Instant } from './clock.ts';

/** Where the bytes lie. A content is written once under an id of its own (UUIDv7) and never changed. */
export type BlobContents = {
  /** A fault of the source is thrown on, and leaves nothing. */
  write(contentId: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** Undefined when it does not lie here. Never asked for an empty content. */
  read(
    contentId: string,
    range: { readonly size: number; readonly from: number },
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  remove(contentIds: readonly string[]): Promise<void>;
  /** Removes what interrupted writes left behind. */
  sweepUnfinished(olderThan: Instant): Promise<void>;
};
