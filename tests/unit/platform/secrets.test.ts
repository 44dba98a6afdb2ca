import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createKeyedBox,
  createSecretsBox,
  newSealingKey,
} from '../../../app/platform/secrets.server.ts';

const oldKey = { id: 'k1', bytes: newSealingKey() };
const newKey = { id: 'k2', bytes: newSealingKey() };

test('what was sealed opens again, whatever text it is, and never looks the same twice', () => {
  const box = createSecretsBox([oldKey]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, purpose) => {
      const sealed = box.seal(text, purpose);
      expect(box.open(sealed, purpose)).toBe(text);
      expect(box.seal(text, purpose)).not.toBe(sealed);
    }),
  );
});

test('it does not open for another purpose', () => {
  const box = createSecretsBox([oldKey]);
  expect(() => box.open(box.seal('token', 'store-session:1'), 'store-session:2')).toThrow();
});

test('it does not open when any character of it was changed', () => {
  const box = createSecretsBox([oldKey]);
  const sealed = box.seal('token', 'p');
  for (let at = sealed.lastIndexOf('.') + 1; at < sealed.length - 1; at += 1) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    expect(() => box.open(sealed.slice(0, at) + other + sealed.slice(at + 1), 'p')).toThrow();
  }
});

test('after a rotation the old is still read, is told apart, and the new is under the new key', () => {
  const before = createSecretsBox([oldKey]).seal('token', 'p');
  const box = createSecretsBox([newKey, oldKey]);
  expect(box.open(before, 'p')).toBe('token');
  expect(before.startsWith(box.currentPrefix)).toBe(false);
  const after = box.seal(box.open(before, 'p'), 'p');
  expect(after.startsWith(box.currentPrefix)).toBe(true);
  expect(createSecretsBox([newKey]).open(after, 'p')).toBe('token');
});

test('a key that has left the ring is named', () => {
  const sealed = createSecretsBox([oldKey]).seal('token', 'p');
  expect(() => createSecretsBox([newKey]).open(sealed, 'p')).toThrow(/k1/);
});

test('what was sealed under a key of its own is lost with that key', () => {
  const sealed = createKeyedBox(newSealingKey()).seal('Jane Doe', 'p');
  expect(() => createKeyedBox(newSealingKey()).open(sealed, 'p')).toThrow();
});

test.each(['', 'plain', 'v1.k1.AAAA', 'v2.k1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])(
  '%j is not taken for a sealed text',
  (text) => {
    expect(() => createSecretsBox([oldKey]).open(text, 'p')).toThrow(/Not a sealed text/);
  },
);
