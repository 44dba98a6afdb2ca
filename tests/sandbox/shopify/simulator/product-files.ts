/** Files of a product: an id keeps what is there, an address is taken in anew, what is not named goes. */
import type { SandboxCore } from '../core.ts';
import { nextGid } from '../ids.ts';
import type { MediaRecord, ProductRecord, StoreState } from '../store.ts';
import type { FileInput } from './variant-input.ts';

export function setFiles(
  core: SandboxCore,
  store: StoreState,
  product: ProductRecord,
  files: readonly FileInput[],
): void {
  product.media = files.map((file) => {
    const kept = file.id == null ? undefined : product.media.find((each) => each.id === file.id);
    if (kept) return { ...kept, alt: file.alt ?? kept.alt };
    return takeIn(core, store, file);
  });
}

export function takeIn(core: SandboxCore, store: StoreState, file: FileInput): MediaRecord {
  return {
    id: nextGid(store, 'MediaImage'),
    alt: file.alt ?? null,
    filename: file.filename ?? null,
    source: file.originalSource ?? '',
    status: core.settings.media === 'instant' ? 'READY' : 'PROCESSING',
  };
}

export function isAddress(source: string | null | undefined): boolean {
  return source != null && /^https?:\/\//.test(source) && URL.canParse(source);
}
