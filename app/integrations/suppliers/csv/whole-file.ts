import { DeliveryInterrupted } from '../../../modules/suppliers/supplier-connector.ts';
import type { FolderFile } from './csv-schemas.ts';

/** A file that is still being written is shorter than, or not what, the folder says. */
export async function* wholeFile(
  body: AsyncIterable<Uint8Array>,
  { name, size }: Pick<FolderFile, 'name' | 'size'>,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (fault) {
    throw interrupted(`${name} broke off: ${fault instanceof Error ? fault.name : 'fault'}`);
  }
  if (size !== undefined && bytes !== size)
    throw interrupted(`${name} has ${bytes} bytes where the folder says ${size}`);
}

function interrupted(why: string): DeliveryInterrupted {
  return new DeliveryInterrupted({ kind: 'unavailable', why, outcome: 'not-sent' });
}
