import type { IncomingMessage } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { correlate, currentCorrelation } from '../../../app/platform/log.server.ts';
import {
  carryTrace,
  isTracing,
  readTrace,
  startTracing,
  traced,
  traceIdOf,
} from '../../../app/platform/tracing.server.ts';
import { listen } from '../../setup/loopback.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              status: z.object({ code: z.number() }).partial(),
            }),
          ),
        }),
      ),
    }),
  ),
});
type Span = z.infer<typeof Sent>['resourceSpans'][0]['scopeSpans'][0]['spans'][0];

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** A collector that keeps what it is sent. */
async function startCollector(): Promise<{ endpoint: string; spans: Span[] }> {
  const spans: Span[] = [];
  const server = await listen((request, response) => {
    void read(request).then((body) => {
      const { resourceSpans } = Sent.parse(body);
      spans.push(...resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  closing.push(() => server.close());
  return { endpoint: server.origin, spans };
}

const TRACE = traceIdOf('store', 'shopify', 'one.example.com', 'gid://shopify/Order/1');

test('the trace of a thing is the same wherever it is asked for, and another thing has another', () => {
  expect(traceIdOf('store', 'a', 'b')).toBe(traceIdOf('store', 'a', 'b'));
  expect(traceIdOf('store', 'a', 'b')).toMatch(/^[0-9a-f]{32}$/);
  expect(traceIdOf('store', 'ab', '')).not.toBe(traceIdOf('store', 'a', 'b'));
});

test('a job carries the trace that it was added in, and its payload is otherwise the same', () => {
  expect(carryTrace({ orderId: 'x' })).toEqual({ orderId: 'x' });
  const carried = correlate({ traceId: TRACE }, () => carryTrace({ orderId: 'x' }));
  expect(carried).toMatchObject({ orderId: 'x' });
  expect(readTrace(carried)).toEqual({ traceId: TRACE });
  expect(readTrace({ orderId: 'x' })).toEqual({});
  expect(readTrace({ '@trace': 'not a trace' })).toEqual({});
});

test('without a collector nothing is made', async () => {
  closing.push(await startTracing({ endpoint: undefined, name: 'test' }));
  expect(isTracing()).toBe(false);
  const seen = await traced('step', {}, async () => currentCorrelation().spanId);
  expect(seen).toBeUndefined();
});

test('steps of one trace reach the collector, each below the one that led to it, over jobs too', async () => {
  const { endpoint, spans } = await startCollector();
  const stop = await startTracing({ endpoint, name: 'test' });
  const payload = await correlate({ traceId: TRACE }, () =>
    traced('event', {}, async () => carryTrace({ orderId: 'x' })),
  );
  await correlate(readTrace(payload), () => traced('job', {}, async () => undefined));
  await stop();
  const [event, job] = ['event', 'job'].map((name) => spans.find((span) => span.name === name));
  expect([event?.traceId, job?.traceId]).toEqual([TRACE, TRACE]);
  expect(job?.parentSpanId).toBe(event?.spanId);
});

test('what a step throws is noted on it and thrown on', async () => {
  const { endpoint, spans } = await startCollector();
  const stop = await startTracing({ endpoint, name: 'test' });
  await expect(traced('step', {}, () => Promise.reject(new Error('broken')))).rejects.toThrow(
    'broken',
  );
  await stop();
  expect(spans).toMatchObject([{ name: 'step', status: { code: 2 } }]);
});
