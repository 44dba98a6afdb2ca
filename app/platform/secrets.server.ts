/**
 * Secrets box: seals texts for keeping with AES-256-GCM (NIST SP 800-38D) under a ring of keys. The first
 * key seals, all open, so a key is rotated by putting a new one first and sealing again what is under an older one
 * (`reseal`).
 *
 * A sealed text is `v1.<key id>.<nonce><ciphertext><tag>` (base64url). Key id and purpose are authenticated
 * with it: what was sealed for one purpose does not open for another.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export type SealingKey = { readonly id: string; readonly bytes: Buffer };

export type SecretsBox = {
  /** `purpose` says what and whose it is, for example `store-session:<id>`; the same is needed to open. */
  seal(text: string, purpose: string): string;
  /** Throws when it was altered, sealed for another purpose, or under a key that is no longer in the ring. */
  open(sealed: string, purpose: string): string;
  /** How everything begins that is sealed under the current key. */
  readonly currentPrefix: string;
};

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([\w-]+)\.([\w-]+)$/;

export function createSecretsBox(ring: readonly [SealingKey, ...SealingKey[]]): SecretsBox {
  const [current] = ring;
  const byId = new Map(ring.map((key) => [key.id, key]));
  return {
    seal: (text, purpose) => sealUnder(current, text, purpose),
    open(sealed, purpose) {
      const { keyId, bytes } = parse(sealed);
      const key = byId.get(keyId);
      if (!key) throw new Error(`Sealed under the key ${keyId}, which is not in ENCRYPTION_KEYS.`);
      return openUnder(key, bytes, purpose);
    },
    currentPrefix: `v1.${current.id}.`,
  };
}

/** A box with one key of 32 bytes, as for data that is erased by forgetting its key. */
export function createKeyedBox(key: Buffer): SecretsBox {
  return createSecretsBox([{ id: 'own', bytes: key }]);
}

export function newSealingKey(): Buffer {
  return randomBytes(32);
}

function sealUnder(key: SealingKey, text: string, purpose: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(bound(key, purpose));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const sealed = Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]);
  return `v1.${key.id}.${sealed.toString('base64url')}`;
}

function openUnder(key: SealingKey, bytes: Buffer, purpose: string): string {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(bytes.length - TAG_BYTES);
  const ciphertext = bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound(key, purpose)).setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

function bound(key: SealingKey, purpose: string): Buffer {
  return Buffer.from(JSON.stringify(['v1', key.id, purpose]));
}

function parse(sealed: string): { keyId: string; bytes: Buffer } {
  const match = SEALED.exec(sealed);
  const bytes = Buffer.from(match?.[2] ?? '', 'base64url');
  if (!match?.[1] || bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('Not a sealed text.');
  return { keyId: match[1], bytes };
}
