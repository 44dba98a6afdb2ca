/** Process: how ours start and end. SIGTERM and SIGINT ask once for a clean stop; a second one ends at once. */

/**
 * Runs `act`, which must return after `stopping` has settled and everything is closed. A fault that nobody
 * caught ends the process with exit code 1, so that whoever supervises it starts a fresh one.
 */
export async function runProcess(act: (stopping: Promise<void>) => Promise<void>): Promise<void> {
  const asked = Promise.withResolvers<void>();
  const onSignal = () => {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    asked.resolve();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  try {
    await act(asked.promise);
  } catch (fault) {
    process.stderr.write(
      `${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`,
    );
    process.exitCode = 1;
  }
  process.exit();
}
