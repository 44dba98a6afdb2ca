/** In turn: work on one thing goes one after the other within a process, before it costs a connection to wait for it. */

const TURNS = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Runs `act` after all earlier work on `key` for the same owner (a database, a runtime) has ended, however it ended.
 * Other processes are not held off: what must not run twice at once still needs its lock in the database.
 */
export async function inTurn<Value>(
  owner: object,
  key: string,
  act: () => Promise<Value>,
): Promise<Value> {
  const turns = TURNS.get(owner) ?? new Map<string, Promise<unknown>>();
  TURNS.set(owner, turns);
  const before = turns.get(key);
  const mine = before ? before.then(act, act) : act();
  turns.set(key, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(key) === mine) turns.delete(key);
  }
}
