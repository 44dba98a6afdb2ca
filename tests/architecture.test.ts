import { cruise } from 'dependency-cruiser';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import rules, { MODULES } from '../.dependency-cruiser.mjs';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

async function violationsIn(paths: string[]): Promise<string[]> {
  const { output } = await cruise(
    paths,
    { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true },
    undefined,
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

describe('the house', () => {
  it('has no import against its arrows, its order of modules, or in a circle', async () => {
    expect(await violationsIn(['app'])).toEqual([]);
  }, 60_000);

  it('has only modules that stand in the order', async () => {
    const folders = await readdir('app/modules');
    expect(folders.filter((folder) => !MODULES.includes(folder))).toEqual([]);
  });

  it('reads the environment in one file only', async () => {
    const { globSync } = await import('node:fs');
    const { readFile } = await import('node:fs/promises');
    const readers: string[] = [];
    for (const file of globSync('app/**/*.{ts,tsx}')) {
      if (file.includes('prisma/generated')) continue;
      if ((await readFile(file, 'utf8')).includes('process.env')) readers.push(file);
    }
    expect(readers).toEqual(['app/platform/env.server.ts']);
  });
});
