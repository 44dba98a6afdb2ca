import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseEnvironment } from '../../../app/platform/env.server.ts';

const folder = await mkdtemp(join(tmpdir(), 'environment-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const key = (id: string) => `${id}:${Buffer.alloc(32, id).toString('base64')}`;
const production = {
  NODE_ENV: 'production',
  APP_URL: 'https://bridge.example.com/',
  ENCRYPTION_KEYS: `${key('new')}, ${key('old')}`,
  AUTH_SECRET: 'x'.repeat(32),
};

describe('the environment', () => {
  test('needs nothing outside production: secrets are made once and kept for their owner only', async () => {
    const first = parseEnvironment({ DATA_FOLDER: folder });
    expect(first).toMatchObject({
      mode: 'development',
      appUrl: 'http://localhost:3000',
      host: '127.0.0.1',
    });
    expect(parseEnvironment({ DATA_FOLDER: folder })).toEqual(first);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  test('of several keys the first is the one that seals', () => {
    const { encryptionKeys, appUrl } = parseEnvironment(production);
    expect(encryptionKeys.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(appUrl).toBe('https://bridge.example.com');
  });

  test('lists all its faults together', () => {
    const raw = {
      NODE_ENV: 'production',
      PORT: 'x',
      DATABASE_URL: 'mysql://y',
      ENCRYPTION_KEYS: 'k:short',
    };
    const read = () => parseEnvironment(raw);
    for (const name of ['PORT', 'DATABASE_URL', 'ENCRYPTION_KEYS'])
      expect(read).toThrow(new RegExp(`${name}:`));
  });

  test.each([
    ['APP_URL', undefined],
    ['ENCRYPTION_KEYS', undefined],
    ['AUTH_SECRET', undefined],
    ['ALLOW_PRIVATE_ADDRESSES', '127.0.0.1:4000'],
    ['SHOPIFY_SANDBOX_URL', 'http://127.0.0.1:4000'],
  ])('in production %s = %s is refused', (name, value) => {
    expect(() => parseEnvironment({ ...production, [name]: value })).toThrow(
      new RegExp(`${name}:`),
    );
  });

  test('an empty variable counts as unset', () => {
    expect(parseEnvironment({ DATA_FOLDER: folder, DATABASE_URL: '', PORT: ' ' }).port).toBe(3000);
  });

  test('every variable is explained in .env.example', async () => {
    const example = await readFile(join(import.meta.dirname, '../../../.env.example'), 'utf8');
    const source = await readFile(
      join(import.meta.dirname, '../../../app/platform/env.server.ts'),
      'utf8',
    );
    const names = [...source.matchAll(/^ {4}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !new RegExp(`^#?${name}=`, 'm').test(example))).toEqual([]);
  });
});
