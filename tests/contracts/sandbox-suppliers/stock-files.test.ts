import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acme, NOON, stopAfterTest } from './supplier-client.ts';

describe('stock files', () => {
  test('carry their moment in the name', async () => {
    const { client, control } = await acme();
    const { name } = await control.dropFile({ code: 'acme' });
    expect(name).toBe('stock-20260302T120000Z.csv');
    const { text, headers } = await client.call('GET', `/files/${name}`);
    expect(text).toBe(
      'sku,location,quantity,cost,currency\r\nA,MAIN,10,4.50,USD\r\nB,MAIN,5,,\r\n',
    );
    expect(headers.get('content-type')).toContain('text/csv');
  });

  test('carry it in a column where that is set, with quotes and another separator', async () => {
    const { client, control } = await acme({
      files: { asOfIn: 'column', separator: ';', prefix: 'inv' },
    });
    await control.setStock({ code: 'acme', rows: [{ sku: 'C;"1"', quantity: 1 }] });
    const { name } = await control.dropFile({ code: 'acme' });
    const { text } = await client.call('GET', `/files/${name}`);
    expect(name).toBe('inv-1.csv');
    expect(text.split('\r\n')[3]).toBe(`"C;""1""";MAIN;1;;;${NOON.toISOString()}`);
  });

  test('are listed with size and time', async () => {
    const { client, control } = await acme();
    await control.dropFile({ code: 'acme', content: 'é', name: 'odd name.csv' });
    const { text } = await client.call('GET', '/files');
    expect(JSON.parse(text)).toEqual({
      files: [{ name: 'odd name.csv', size: 2, modified_at: NOON.toISOString() }],
    });
    expect((await client.call('GET', '/files/odd%20name.csv')).text).toBe('é');
    expect((await client.call('GET', '/files/none.csv')).status).toBe(404);
  });

  test('can be cut off as by a broken transfer', async () => {
    const { client, control } = await acme();
    const { name } = await control.dropFile({ code: 'acme', cutAt: 40 });
    expect((await client.call('GET', `/files/${name}`)).text).toHaveLength(40);
  });

  test('are dropped into a folder, whole or not at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'supplier-files-'));
    stopAfterTest({ stop: () => rm(folder, { recursive: true }) });
    const { control } = await acme({ files: { folder } });
    const { name } = await control.dropFile({ code: 'acme' });
    expect(await readdir(folder)).toEqual([name]);
    expect(await readFile(join(folder, name), 'utf8')).toContain('A,MAIN,10');
  });
});
