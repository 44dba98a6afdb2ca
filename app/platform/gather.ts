/** Gather: many single look-ups that are asked for at about the same time become one statement for all. */

/**
 * Returns a function that answers one key. Keys asked for while a statement is under way (or in the same turn of
 * the event loop) go together into the next one, at most `limit` of them; a fault fails those who asked in it.
 */
export function gather<Key, Value>(
  lookUp: (keys: readonly Key[]) => Promise<readonly Value[]>,
  { limit, lanes = 2 }: { readonly limit: number; readonly lanes?: number },
): (key: Key) => Promise<Value> {
  type Asked = { key: Key; resolve: (value: Value) => void; reject: (fault: unknown) => void };
  const waiting: Asked[] = [];
  let running = 0;
  let planned = false;

  function plan(): void {
    if (planned || running >= lanes || waiting.length === 0) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      void run(waiting.splice(0, limit));
      plan();
    });
  }

  async function run(asked: readonly Asked[]): Promise<void> {
    if (asked.length === 0) return;
    running += 1;
    try {
      const values = await lookUp(asked.map(({ key }) => key));
      asked.forEach(({ resolve }, index) => resolve(values[index] as Value));
    } catch (fault) {
      for (const { reject } of asked) reject(fault);
    } finally {
      running -= 1;
      plan();
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      plan();
    });
}
