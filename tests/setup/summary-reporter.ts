/** Prints `N passed, N failed` as the last line of a run; CI counts the tests by it. */
import type { Reporter, TestModule } from 'vitest/node';

type Unhandled = readonly unknown[];

export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: Unhandled): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that cannot be loaded and an error outside every test have no test to count, and count as one each.
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    const failed = count('failed') + brokenFiles + unhandledErrors.length;
    const line = `${count('passed')} passed, ${failed} failed\n`;
    // After the other reporters, which print their summary at the same event.
    setImmediate(() => process.stdout.write(line));
  }
}
