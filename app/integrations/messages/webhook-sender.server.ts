/** Webhook sender: posts events to addresses that people have typed, never into private networks. */
import type { WebhookSender } from '../../modules/notifications/webhook.ts';
import type { HttpClient } from '../../platform/http-client.server.ts';
import { ok } from '../../platform/result.ts';

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 256 * 1024;
const EXCERPT = 1_000;

/** Every status is an answer to be logged, not a failure of the client. */
const ALL_STATUSES = Array.from({ length: 300 }, (_none, index) => 300 + index);

export function createWebhookSender(http: HttpClient): WebhookSender {
  return {
    async post({ url, headers, body }) {
      const sent = await http.send({
        url,
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'user-agent': 'Stockbridge-Webhooks/1',
        },
        body,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MOST_BYTES,
        accept: ALL_STATUSES,
        system: 'webhook',
        // Each address stands for itself: the pauses of its own deliveries spare it.
        circuit: `webhook ${url}`,
      });
      if (!sent.ok) return sent;
      const { status, headers: answered, body: said } = sent.value;
      const seconds = Number(answered['retry-after']);
      return ok({
        status,
        excerpt: said.toString('utf8').replaceAll('\u0000', '').slice(0, EXCERPT),
        retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
      });
    },
  };
}
