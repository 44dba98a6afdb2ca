import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { correlate, createLog } from '../../../app/platform/log.server.ts';

function recorder() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: createLog({ level: 'info', destination }) };
}

test('a line is JSON with level, time, message and fields, and nothing below its level is written', () => {
  const { lines, log } = recorder();
  log.debug('not this');
  log.info('stock applied', { rows: 12 });
  expect(lines).toMatchObject([{ level: 'info', message: 'stock applied', rows: 12 }]);
  expect(new Date(String(lines[0]?.['time'])).getTime()).not.toBeNaN();
});

test('ids around an act stand on each of its lines, through awaits, and apart for acts in parallel', async () => {
  const { lines, log } = recorder();
  const act = (requestId: string) =>
    correlate({ requestId }, async () => {
      await delay(1);
      correlate({ storeId: 's' }, () => log.info(requestId));
    });
  await Promise.all([act('a'), act('b')]);
  for (const line of lines)
    expect(line).toMatchObject({ requestId: line['message'], storeId: 's' });
  expect(lines).toHaveLength(2);
});

test('secrets are struck out at any depth, in errors and in texts', () => {
  const { lines, log } = recorder();
  const fault = new Error('GET postgres://user:hunter2@db/x failed', {
    cause: new Error('sent Authorization: Bearer abc.def'),
  });
  log.with({ session: { accessToken: 'shpat_1' } }).error('refused', {
    headers: {
      Authorization: 'Basic x',
      cookie: 'y',
      'x-shopify-access-token': 'z',
      accept: 'json',
    },
    text: 'used shpat_0123456789abcdef',
    fault,
  });
  const line = JSON.stringify(lines[0]);
  for (const secret of ['hunter2', 'abc.def', 'shpat_', 'Basic x', '"y"', '"z"']) {
    expect(line).not.toContain(secret);
  }
  expect(line).toContain('"accept":"json"');
  expect(line).toContain('@db/x failed');
});

test('a circle, a big integer and bytes do not stop a line from being written', () => {
  const { lines, log } = recorder();
  const circle: Record<string, unknown> = { n: 10n, bytes: Buffer.alloc(3) };
  circle['self'] = circle;
  log.info('odd', { circle });
  expect(lines).toMatchObject([{ circle: { n: '10', bytes: '[3 bytes]' } }]);
});
