/**
 * Events under way: what this process has claimed of an inbox and not settled. Bounds what slow counterparts can
 * hold up, and tells which claims were left behind when the database went away in the middle.
 */
import { setTimeout as delay } from 'node:timers/promises';

/** A round waits so long for its events; what takes longer goes on beside the rounds that follow. */
const PATIENCE_MS = 500;

export class EventsUnderWay {
  readonly #ids = new Set<bigint>();
  readonly #runs = new Set<Promise<void>>();
  /** A claim or its settling failed: there may be rows that are claimed for us and that nobody works on. */
  isInDoubt = false;

  get count(): number {
    return this.#ids.size;
  }

  get ids(): readonly bigint[] {
    return [...this.#ids];
  }

  /** Runs it, and returns when it is done or when patience is at an end. */
  async runBeside(ids: readonly bigint[], act: () => Promise<void>): Promise<void> {
    for (const id of ids) this.#ids.add(id);
    const run: Promise<void> = act().finally(() => {
      for (const id of ids) this.#ids.delete(id);
      this.#runs.delete(run);
    });
    this.#runs.add(run);
    const patience = new AbortController();
    const late = delay(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([run, late]);
    patience.abort();
  }

  async roomAgain(): Promise<void> {
    await Promise.race(this.#runs);
  }

  async atRest(): Promise<void> {
    await Promise.all(this.#runs);
  }
}

const inboxes = new WeakMap<object, EventsUnderWay>();

/** One for each inbox of a process, found by an object that lives as long as it. */
export function eventsUnderWay(owner: object): EventsUnderWay {
  const known = inboxes.get(owner) ?? new EventsUnderWay();
  inboxes.set(owner, known);
  return known;
}
