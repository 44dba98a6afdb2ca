/** A worker in a process of its own whose jobs never end; it says so on stdout and waits to be killed. */
import { z } from 'zod';
import { defineJob } from '../../../app/platform/job-catalog.ts';
import { startWorker } from '../../../app/platform/worker.server.ts';

await startWorker({
  databaseUrl: z.string().parse(process.argv[2]),
  catalog: { work: defineJob({ payload: z.object({ n: z.number() }) }) },
  handlers: {
    work: async ({ n }) => {
      process.stdout.write(`running ${n}\n`);
      await new Promise(() => undefined);
    },
  },
});
