/** Metrics: figures for Prometheus. One registry per process, made by the runtime and handed down. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Metrics = {
  readonly registry: Registry;
  /** Seconds per answered request, by route pattern (never by URL: labels must be few). */
  readonly http: Histogram<'method' | 'route' | 'status'>;
  /** Seconds per run of a job, by name and outcome (done, retry, park, failed). */
  readonly jobs: Histogram<'job' | 'outcome'>;
  /** Seconds per call to an outside system, by system and outcome (ok or the kind of failure). */
  readonly outgoing: Histogram<'system' | 'outcome'>;
  readonly faults: Counter<'kind'>;
  /** Rows waiting in tables that are queues, and jobs in the queue; filled when the figures are read. */
  readonly waiting: Gauge<'queue'>;
  /** Seconds that the oldest of them has waited. */
  readonly waitingOldest: Gauge<'queue'>;
  /** Seconds until a store was told of a change, of the slowest connections; filled when the figures are read. */
  readonly publishLag: Gauge<'connection' | 'quantile'>;
};

/** Seconds; fine where our targets lie (20 ms, 50 ms, 1 s, 2 s, 10 s). */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];

export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process ?? true) collectDefaultMetrics({ register: registry });
  return {
    registry,
    http: new Histogram({
      name: 'stockbridge_http_request_seconds',
      help: 'Time from request to answer',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers,
    }),
    jobs: new Histogram({
      name: 'stockbridge_job_seconds',
      help: 'Time of one run of a job',
      labelNames: ['job', 'outcome'],
      buckets: BUCKETS,
      registers,
    }),
    outgoing: new Histogram({
      name: 'stockbridge_outgoing_request_seconds',
      help: 'Time of one call to an outside system',
      labelNames: ['system', 'outcome'],
      buckets: BUCKETS,
      registers,
    }),
    faults: new Counter({
      name: 'stockbridge_faults_total',
      help: 'Faults that were nobody’s expected failure',
      labelNames: ['kind'],
      registers,
    }),
    waiting: new Gauge({
      name: 'stockbridge_waiting',
      help: 'What waits in a queue',
      labelNames: ['queue'],
      registers,
    }),
    waitingOldest: new Gauge({
      name: 'stockbridge_waiting_oldest_seconds',
      help: 'How long the oldest of what waits in a queue has waited',
      labelNames: ['queue'],
      registers,
    }),
    publishLag: new Gauge({
      name: 'stockbridge_publish_lag_seconds',
      help: 'Time until a store was told of a change of stock, of the connections that are told latest',
      labelNames: ['connection', 'quantile'],
      registers,
    }),
  };
}
