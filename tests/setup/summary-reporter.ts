/** Prints `N passed, N failed` as the last line of a run; CI counts the tests by it. */
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

export class SummaryReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that cannot be loaded and an error outside every test have no test to count: each counts as one.
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    const counted = count('failed') + brokenFiles + unhandledErrors.length;
    const failed = reason === 'failed' ? Math.max(1, counted) : counted; // a set-up that failed runs no test
    const line = `${count('passed')} passed, ${failed} failed\n`;
    // After the other reporters, which print their summary at the same event.
    setImmediate(() => process.stdout.write(line));
  }
}
