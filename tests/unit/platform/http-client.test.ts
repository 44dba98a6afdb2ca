import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createHttpClient, readJson } from '../../../app/platform/http-client.server.ts';
import type { HttpClientOptions, HttpRequest } from '../../../app/platform/http-client.server.ts';

const NOW = new Date('2030-01-01T00:00:00Z');
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  answer(request, response);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;
const url = `http://127.0.0.1:${port}/orders?key=s3cret`;

const clients: { close(): Promise<void> }[] = [];
afterAll(async () => {
  server.closeAllConnections();
  await Promise.all(clients.map((client) => client.close()));
  await new Promise((done) => server.close(done));
});
beforeEach(() => {
  asked = 0;
});

function client(options: Partial<HttpClientOptions> = {}) {
  const allowPrivateAddresses = [`127.0.0.1:${port}`];
  const made = createHttpClient({ clock: { now: () => NOW }, allowPrivateAddresses, ...options });
  clients.push(made);
  return made;
}

const say = (status: number, body = '', headers: Record<string, string> = {}) => {
  answer = (_request, response) => response.writeHead(status, headers).end(body);
};
const send = (request: Partial<HttpRequest> = {}) =>
  client().send({ url, method: 'POST', ...request });

describe('an answer', () => {
  test('of 2xx comes with status, headers in lower case and body', async () => {
    say(201, '{"id":7}', { 'X-Request-Id': 'r1' });
    const result = await send({ body: '{}' });
    expect(result).toMatchObject({
      ok: true,
      value: { status: 201, headers: { 'x-request-id': 'r1' } },
    });
    expect(result.ok && readJson(result.value, z.object({ id: z.number() }))).toEqual({
      ok: true,
      value: { id: 7 },
    });
  });

  test('that is not the JSON it should be is unreadable', async () => {
    say(200, '<html>');
    const result = await send();
    expect(result.ok && readJson(result.value, z.object({}))).toMatchObject({
      error: { kind: 'unreadable' },
    });
  });

  test.each([
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [404, 'refused'],
    [422, 'refused'],
    [302, 'refused'],
  ])('of %i is %s, with what it said and without the query', async (status, kind) => {
    say(status, 'no such line');
    const result = await send();
    expect(result).toMatchObject({ ok: false, error: { kind } });
    expect(JSON.stringify(result)).toContain('no such line');
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });

  test.each([
    ['2.5', 2_500],
    ['Tue, 01 Jan 2030 00:01:00 GMT', 60_000],
    [undefined, 2_000],
  ])('of 429 with Retry-After %s is throttled for %i ms', async (header, wait) => {
    say(429, '', header ? { 'Retry-After': header } : {});
    const until = new Date(NOW.getTime() + wait);
    expect(await send()).toEqual({ ok: false, error: { kind: 'throttled', until } });
  });

  test('of 5xx leaves the outcome of a POST unknown, and a GET has none', async () => {
    say(502);
    expect(await send()).toMatchObject({ error: { kind: 'unavailable', outcome: 'unknown' } });
    expect(await send({ method: 'GET' })).toMatchObject({ error: { outcome: 'not-sent' } });
  });

  test('that the caller accepts is no failure', async () => {
    say(404, 'gone');
    expect(await send({ accept: [404] })).toMatchObject({ ok: true, value: { status: 404 } });
  });

  test('larger than allowed is unreadable', async () => {
    say(200, 'x'.repeat(5_000));
    expect(await send({ maxBytes: 4_999 })).toMatchObject({ error: { kind: 'unreadable' } });
    expect(await send({ maxBytes: 5_000 })).toMatchObject({ ok: true });
  });

  test('can be read as a stream', async () => {
    say(200, 'abc');
    const result = await client().stream({ url });
    const chunks: Uint8Array[] = [];
    if (result.ok) for await (const chunk of result.value.body) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('abc');
  });
});

describe('no answer', () => {
  test('in time leaves the outcome unknown', async () => {
    answer = () => undefined;
    const result = await send({ timeoutMs: 30 });
    expect(result).toMatchObject({ error: { kind: 'unavailable', outcome: 'unknown' } });
  });

  test('in time after its beginning does so too', async () => {
    answer = (_request, response) => void response.writeHead(200).write('begun');
    expect(await send({ timeoutMs: 50 })).toMatchObject({
      error: { kind: 'unavailable', outcome: 'unknown' },
    });
  });

  test('because the connection broke after sending leaves the outcome unknown', async () => {
    answer = (request) => request.socket.destroy();
    expect(await send()).toMatchObject({ error: { kind: 'unavailable', outcome: 'unknown' } });
  });

  test('because nobody listens means that nothing was sent', async () => {
    const unused = createServer();
    await new Promise<void>((done) => unused.listen(0, '127.0.0.1', done));
    const place = unused.address();
    const free = typeof place === 'object' && place ? place.port : 0;
    await new Promise((done) => unused.close(done));
    const alone = client({ allowPrivateAddresses: [`127.0.0.1:${free}`] });
    const result = await alone.send({ url: `http://127.0.0.1:${free}/`, method: 'POST' });
    expect(result).toMatchObject({ error: { kind: 'unavailable', outcome: 'not-sent' } });
  });
});

describe('the guard', () => {
  test.each([
    `http://127.0.0.1:${port}/`,
    `http://localhost:${port}/`,
    `http://2130706433:${port}/`,
    `http://[::1]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'http://0.0.0.0/',
  ])('refuses %s and sends nothing', async (target) => {
    say(200);
    const guarded = client({ allowPrivateAddresses: [] });
    expect(await guarded.send({ url: target })).toMatchObject({
      ok: false,
      error: { kind: 'refused' },
    });
    expect(asked).toBe(0);
  });

  test('lets a host and port of the allow-list pass, and no other port', async () => {
    say(200);
    expect(await send()).toMatchObject({ ok: true });
    const other = client({ allowPrivateAddresses: ['127.0.0.1:1'] });
    expect(await other.send({ url })).toMatchObject({ error: { kind: 'refused' } });
  });

  test.each(['ftp://example.com/', 'not a url', 'http://user:pass@example.com/'])(
    'refuses %s',
    async (target) => {
      expect(await client().send({ url: target })).toMatchObject({ error: { kind: 'refused' } });
    },
  );
});

describe('the circuit breaker', () => {
  const breaker = { failures: 3, halfOpenAfterMs: 60_000 };

  test('leaves a host alone after failures in a row, and says that nothing was sent', async () => {
    say(500);
    const failing = client({ breaker });
    for (let call = 0; call < 3; call += 1) await failing.send({ url, method: 'POST' });
    const result = await failing.send({ url, method: 'POST' });
    expect(result).toMatchObject({ error: { kind: 'unavailable', outcome: 'not-sent' } });
    expect(asked).toBe(3);
  });

  test('does not count answers that say no', async () => {
    say(404);
    const refusing = client({ breaker });
    for (let call = 0; call < 6; call += 1) await refusing.send({ url });
    expect(asked).toBe(6);
  });

  test('keeps circuits of different names apart on one host', async () => {
    say(500);
    const failing = client({ breaker });
    for (let call = 0; call < 4; call += 1) await failing.send({ url, circuit: 'shop-a' });
    say(200);
    expect(await failing.send({ url, circuit: 'shop-a' })).toMatchObject({ ok: false });
    expect(await failing.send({ url, circuit: 'shop-b' })).toMatchObject({ ok: true });
  });
});

test('each exchange is observed with its system and outcome', async () => {
  const seen: string[] = [];
  say(200);
  const observed = client({ observe: (system, outcome) => seen.push(`${system} ${outcome}`) });
  await observed.send({ url, system: 'shopify' });
  say(422);
  await observed.send({ url, system: 'shopify' });
  expect(seen).toEqual(['shopify ok', 'shopify refused']);
});
