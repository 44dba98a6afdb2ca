/**
 * Log: one JSON line per event on stdout, with the ids of the request and job it belongs to. The ids travel
 * through every await by AsyncLocalStorage, so no function passes them on. Secrets are struck out by name.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import pino from 'pino';

/** What a line is about. A fault goes under `fault`; its causes are logged with it. */
export type LogFields = Readonly<Record<string, unknown>>;

export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log that adds these fields to each line. */
  with(fields: LogFields): Log;
};

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Ids that belong to what is being done just now. */
export type Correlation = {
  /** What caused it, over all processes and jobs (32 hexadecimal digits); `spanId` is the step of it (16). */
  readonly traceId?: string;
  readonly spanId?: string;
  readonly requestId?: string;
  readonly jobId?: string;
  readonly job?: string;
  readonly storeId?: string;
  readonly distributorId?: string;
};

const correlations = new AsyncLocalStorage<Correlation>();

/** Runs `act` so that every line logged in it, however deep, carries these ids beside the ones around it. */
export function correlate<Value>(ids: Correlation, act: () => Value): Value {
  return correlations.run({ ...correlations.getStore(), ...ids }, act);
}

export function currentCorrelation(): Correlation {
  return correlations.getStore() ?? {};
}

const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'apikey',
  'api_key',
  'api-key',
  'credentials',
  'hmac',
  'sealed',
];
const STRUCK_OUT = '[redacted]';
const DEEPEST = 6;

export type LogOptions = {
  readonly level?: LogLevel;
  /** Default: stdout. */
  readonly destination?: { write(line: string): void };
};

export function createLog(options: LogOptions = {}): Log {
  const settings: pino.LoggerOptions = {
    level: options.level ?? 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => correlations.getStore() ?? {},
  };
  return wrap(options.destination ? pino(settings, options.destination) : pino(settings));
}

/** For tests and tools that say nothing. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
};

function wrap(logger: pino.Logger): Log {
  const line =
    (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
      if (!logger.isLevelEnabled(level)) return;
      logger[level](strikeOutSecrets(fields ?? {}), message);
    };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    with: (fields) => wrap(logger.child(strikeOutSecrets(fields))),
  };
}

/** A copy without secrets: values under telling names, bearer tokens and passwords of URLs in texts. */
export function strikeOutSecrets(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isSecret(name) ? STRUCK_OUT : plain(value, 1),
    ]),
  );
}

function isSecret(name: string): boolean {
  const lower = name.toLowerCase();
  return SECRET_NAMES.some((secret) => lower === secret || lower.endsWith(secret));
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[deeper]';
  if (value instanceof Error) return plainError(value, depth);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => plain(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecret(name) ? STRUCK_OUT : plain(inner, depth + 1),
    ]),
  );
}

function plainError(fault: Error, depth: number): Record<string, unknown> {
  return {
    name: fault.name,
    message: withoutSecrets(fault.message),
    ...('code' in fault ? { code: fault.code } : {}),
    stack: withoutSecrets(fault.stack ?? ''),
    ...(fault.cause === undefined ? {} : { cause: plain(fault.cause, depth + 1) }),
  };
}

const BEARER = /\b(bearer|basic)\s+[\w\-.~+/]+=*/gi;
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;
const PLATFORM_TOKEN = /\bsh(?:pat|pca|pss|pua|prt|psk)_[\w-]+/g; // Shopify's access tokens and secrets

function withoutSecrets(text: string): string {
  return text
    .replace(BEARER, `$1 ${STRUCK_OUT}`)
    .replace(URL_PASSWORD, `$1:${STRUCK_OUT}@`)
    .replace(PLATFORM_TOKEN, STRUCK_OUT);
}
