/** Health: what load balancers, supervisors and Prometheus ask. None of it needs a session. */
import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readiness } from '../platform/readiness.server.ts';

export type Health = {
  /** Database reachable, migrations applied, queue in place. */
  readonly readiness: () => Promise<Readiness>;
  /** The figures in Prometheus' text format. */
  readonly metricsText: () => Promise<string>;
  /** Who may read the figures; undefined = everybody who reaches the port. */
  readonly metricsToken: string | undefined;
};

/** `/healthz`: this process lives. It says nothing about what it depends on, so that a database fault restarts nobody. */
export function answerLive(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
}

/** `/readyz`: it can do its work; 503 takes it out of the load balancer. */
export async function answerReady(health: Health, response: ServerResponse): Promise<void> {
  const { ready, checks } = await health.readiness();
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ready, checks }));
}

export async function answerMetrics(
  health: Health,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!mayRead(health.metricsToken, request.headers.authorization)) {
    response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    return;
  }
  const text = await health.metricsText();
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
}

function mayRead(token: string | undefined, authorization: string | undefined): boolean {
  if (!token) return true;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(`Bearer ${token}`), digest(authorization ?? ''));
}
