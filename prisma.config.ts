import { defineConfig } from 'prisma/config';

/**
 * Only the development tools read this (`prisma generate`, `prisma/create-migration.mjs`); it needs no
 * database. Prisma's WebAssembly engine asks the adapter one thing, the server's version, and this stub answers.
 */
const VERSION_ANSWER = {
  columnNames: ['exists', 'version', 'numeric_version'],
  columnTypes: [5, 7, 0],
  rows: [[true, 'PostgreSQL 18.4', 180004]],
};

const stub = {
  provider: 'postgres' as const,
  adapterName: '@prisma/adapter-pg' as const,
  queryRaw: async () => VERSION_ANSWER,
  executeRaw: async () => 0,
  executeScript: async () => undefined,
  startTransaction: async () => {
    throw new Error('The stub has no transactions');
  },
  dispose: async () => undefined,
};

const stubFactory = {
  provider: 'postgres' as const,
  adapterName: '@prisma/adapter-pg' as const,
  connect: async () => stub,
  connectToShadowDb: async () => stub,
};

export default defineConfig({
  schema: 'prisma',
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => stubFactory,
});
