/**
 * Environment: the settings from outside, read once at start by one schema. All faults are listed together.
 * This is the only file with `process.env`; `.env.example` explains every variable.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ObjectStoreSettings } from './blob-objects.server.ts';
import type { SealingKey } from './secrets.server.ts';

const APP_BRIDGE_URL = 'https://cdn.shopify.com/shopifycloud/app-bridge.js';
const ENCRYPTION_KEY_BYTES = 32;

const text = z.string().trim().min(1);
const optionalText = text.optional();
const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const webAddress = z.url({
  protocol: /^https?$/,
  error: 'Must be a URL that begins with http:// or https://',
});
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

const keyRing = list.transform((entries, context): SealingKey[] =>
  entries.flatMap((entry) => {
    const [id, base64] = entry.split(':');
    const bytes = Buffer.from(base64 ?? '', 'base64');
    if (id && /^[\w-]+$/.test(id) && bytes.length === ENCRYPTION_KEY_BYTES) return { id, bytes };
    context.addIssue({ code: 'custom', message: 'Each key must be id:base64 of 32 bytes' });
    return [];
  }),
);

const mailServer = z.url({
  protocol: /^smtps?$/,
  error: 'Must be a URL that begins with smtp:// or smtps://',
});
const mailAddress = z.email({ error: 'Must be a bare e-mail address' });

const hostAndPort = list.refine(
  (entries) => entries.every((entry) => /^[^\s:/]+:\d+$/.test(entry)),
  {
    error: 'Must be host:port, host:port …',
  },
);

const Variables = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'Must begin with postgresql://')
      .optional(),
    DATABASE_POOL_SIZE: wholeNumber(2, 200).default(10),
    DATA_FOLDER: text.default('.data'),
    APP_URL: webAddress.optional(),
    PORT: wholeNumber(0, 65_535).default(3000),
    HOST: text.optional(),
    SHOPIFY_API_KEY: optionalText,
    SHOPIFY_API_SECRET: optionalText,
    SHOPIFY_SCOPES: list.optional(),
    SHOPIFY_SANDBOX_URL: webAddress.optional(),
    APP_BRIDGE_URL: webAddress.default(APP_BRIDGE_URL),
    ENCRYPTION_KEYS: keyRing.optional(),
    AUTH_SECRET: z.string().min(32, 'Must have 32 characters or more').optional(),
    ALLOW_PRIVATE_ADDRESSES: hostAndPort.default([]),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    BLOB_MAX_MIB: wholeNumber(1, 16_384).default(2_048),
    WORKER_CONCURRENCY: wholeNumber(1, 200).default(8),
    METRICS_TOKEN: optionalText,
    SMTP_URL: mailServer.optional(),
    MAIL_FROM: mailAddress.optional(),
    TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
    OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
    BLOBS_S3_ENDPOINT: webAddress.optional(),
    BLOBS_S3_BUCKET: optionalText,
    BLOBS_S3_REGION: optionalText,
    BLOBS_S3_ACCESS_KEY_ID: optionalText,
    BLOBS_S3_SECRET_ACCESS_KEY: optionalText,
  })
  .superRefine((values, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (Boolean(values.SHOPIFY_API_KEY) !== Boolean(values.SHOPIFY_API_SECRET)) {
      fault('SHOPIFY_API_SECRET', 'SHOPIFY_API_KEY and SHOPIFY_API_SECRET go together');
    }
    if (values.BLOBS_S3_ENDPOINT && !objectStoreOf(values)) {
      fault('BLOBS_S3_ENDPOINT', 'All of BLOBS_S3_… go together');
    }
    if (Boolean(values.SMTP_URL) !== Boolean(values.MAIL_FROM)) {
      fault('MAIL_FROM', 'SMTP_URL and MAIL_FROM go together');
    }
    if (values.NODE_ENV !== 'production') return;
    if (!values.APP_URL) fault('APP_URL', 'Needed in production');
    if (!values.ENCRYPTION_KEYS?.length) fault('ENCRYPTION_KEYS', 'Needed in production');
    if (!values.AUTH_SECRET) fault('AUTH_SECRET', 'Needed in production');
    if (values.ALLOW_PRIVATE_ADDRESSES.length > 0) {
      fault('ALLOW_PRIVATE_ADDRESSES', 'Is for sandboxes and refused in production');
    }
    if (values.SHOPIFY_SANDBOX_URL) fault('SHOPIFY_SANDBOX_URL', 'Is refused in production');
  });

export type Environment = {
  readonly mode: 'development' | 'test' | 'production';
  /** Undefined: the embedded PostgreSQL under `dataFolder`. */
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
  readonly dataFolder: string;
  /** Where browsers and shops reach us, without a slash at the end. */
  readonly appUrl: string;
  readonly port: number;
  readonly host: string;
  /** Undefined when this installation has no Shopify app. */
  readonly shopify:
    | {
        readonly apiKey: string;
        readonly apiSecret: string;
        readonly scopes: readonly string[] | undefined;
      }
    | undefined;
  /** Stands in for every shop's own address; sandboxes only. */
  readonly shopifySandboxUrl: string | undefined;
  readonly appBridgeUrl: string;
  /** The first seals, all open. */
  readonly encryptionKeys: readonly [SealingKey, ...SealingKey[]];
  readonly authSecret: string;
  /** `host:port` that outgoing requests may reach although they are private. */
  readonly allowPrivateAddresses: readonly string[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly blobMaxBytes: number;
  readonly workerConcurrency: number;
  readonly metricsToken: string | undefined;
  /** Where e-mail leaves and the address that it comes from; undefined: messages are kept. */
  readonly mail: { readonly url: string; readonly from: string } | undefined;
  /** Proxies of ours between the network and the web process: so many entries of X-Forwarded-For are true. */
  readonly trustedProxies: number;
  /** Base URL of a collector of traces (OTLP over HTTP); undefined: none are made. */
  readonly traceEndpoint: string | undefined;
  /** Where the contents of files go; undefined: into PostgreSQL. */
  readonly objectStore: ObjectStoreSettings | undefined;
};

type Raw = Readonly<Record<string, string | undefined>>;

/** Reads the environment, and a `.env` in the working folder beneath it. Throws one error that lists all faults. */
export function readEnvironment(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseEnvironment(process.env);
}

/** Variables that are set but empty count as unset, as container tools hand them over. */
export function parseEnvironment(raw: Raw): Environment {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value?.trim()));
  const parsed = Variables.safeParse(given);
  if (!parsed.success) throw new Error(describeFaults(parsed.error));
  return toEnvironment(parsed.data);
}

function describeFaults(error: z.ZodError): string {
  const faults = error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  return `The environment is not usable (see .env.example):\n${faults.join('\n')}`;
}

function toEnvironment(values: z.infer<typeof Variables>): Environment {
  const { encryptionKeys, authSecret } = secretsOf(values);
  return {
    mode: values.NODE_ENV,
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    dataFolder: values.DATA_FOLDER,
    appUrl: (values.APP_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    port: values.PORT,
    host: values.HOST ?? (values.NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1'),
    shopify: shopifyOf(values),
    shopifySandboxUrl: values.SHOPIFY_SANDBOX_URL?.replace(/\/+$/, ''),
    appBridgeUrl: values.APP_BRIDGE_URL,
    encryptionKeys,
    authSecret,
    allowPrivateAddresses: values.ALLOW_PRIVATE_ADDRESSES,
    logLevel: values.LOG_LEVEL,
    blobMaxBytes: values.BLOB_MAX_MIB * 1024 * 1024,
    workerConcurrency: values.WORKER_CONCURRENCY,
    metricsToken: values.METRICS_TOKEN,
    mail: mailOf(values),
    trustedProxies: values.TRUSTED_PROXIES,
    traceEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    objectStore: objectStoreOf(values),
  };
}

function shopifyOf(values: z.infer<typeof Variables>): Environment['shopify'] {
  const { SHOPIFY_API_KEY: apiKey, SHOPIFY_API_SECRET: apiSecret } = values;
  return apiKey && apiSecret ? { apiKey, apiSecret, scopes: values.SHOPIFY_SCOPES } : undefined;
}

function mailOf({
  SMTP_URL: url,
  MAIL_FROM: from,
}: z.infer<typeof Variables>): Environment['mail'] {
  return url && from ? { url, from } : undefined;
}

type ObjectStoreVariables = {
  readonly [Name in `BLOBS_S3_${'ENDPOINT' | 'BUCKET' | 'REGION' | 'ACCESS_KEY_ID' | 'SECRET_ACCESS_KEY'}`]?:
    | string
    | undefined;
};

function objectStoreOf(values: ObjectStoreVariables): ObjectStoreSettings | undefined {
  const {
    BLOBS_S3_ENDPOINT: endpoint,
    BLOBS_S3_BUCKET: bucket,
    BLOBS_S3_REGION: region,
    BLOBS_S3_ACCESS_KEY_ID: accessKeyId,
    BLOBS_S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = values;
  if (!endpoint || !bucket || !region || !accessKeyId || !secretAccessKey) return undefined;
  return { endpoint, bucket, region, accessKeyId, secretAccessKey };
}

const KeptSecrets = z.object({ encryptionKeys: keyRing, authSecret: z.string() });

/** Outside production what is unset is made once and kept in the data folder, so that a restart can still open what it sealed. */
function secretsOf(values: z.infer<typeof Variables>): {
  encryptionKeys: readonly [SealingKey, ...SealingKey[]];
  authSecret: string;
} {
  const kept =
    values.ENCRYPTION_KEYS?.length && values.AUTH_SECRET
      ? undefined
      : keptSecrets(values.DATA_FOLDER);
  const given = values.ENCRYPTION_KEYS?.length ? values.ENCRYPTION_KEYS : kept?.encryptionKeys;
  const [current, ...others] = given ?? [];
  const authSecret = values.AUTH_SECRET ?? kept?.authSecret;
  if (!current || !authSecret)
    throw new Error('No keys: remove secrets.json from the data folder.');
  return { encryptionKeys: [current, ...others], authSecret };
}

function keptSecrets(dataFolder: string): z.infer<typeof KeptSecrets> {
  const file = join(dataFolder, 'secrets.json');
  mkdirSync(dataFolder, { recursive: true });
  if (!existsSync(file)) {
    const encryptionKeys = `local:${randomBytes(ENCRYPTION_KEY_BYTES).toString('base64')}`;
    const made = { encryptionKeys, authSecret: randomBytes(32).toString('hex') };
    writeOnce(file, JSON.stringify(made));
  }
  return KeptSecrets.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Of two processes that start at once the first wins and both read what it wrote. */
function writeOnce(file: string, content: string): void {
  try {
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
  } catch (fault) {
    if (!existsSync(file)) throw fault;
  }
}
