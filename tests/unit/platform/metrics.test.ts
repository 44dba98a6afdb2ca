import { expect, test } from 'vitest';
import { createMetrics } from '../../../app/platform/metrics.server.ts';

test('what was observed is told in the text format, and two registries do not mix', async () => {
  const metrics = createMetrics({ process: false });
  const other = createMetrics({ process: false });
  metrics.jobs.observe({ job: 'import-order', outcome: 'done' }, 0.3);
  const text = await metrics.registry.metrics();
  expect(text).toContain('stockbridge_job_seconds_count{job="import-order",outcome="done"} 1');
  expect(text).toContain('le="0.5",job="import-order",outcome="done"} 1');
  expect(await other.registry.metrics()).not.toContain('import-order');
});
