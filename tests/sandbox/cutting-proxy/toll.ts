/**
 * Toll: counts the messages that a process of ours sends through the gates before PostgreSQL and the sandboxes, and
 * does something at a chosen one: before it goes on its way, or when its effect is there and its answer is not yet.
 *
 * A message is an HTTP request, or what PostgreSQL acts upon: a simple query, or an extended one up to its Sync
 * (before the Sync nothing of it is committed, so a cut inside it is the same as a cut before it).
 */
export type Passage = {
  /** Counted from 1 over all gates since the counting began. */
  readonly number: number;
  readonly gate: string;
  /** Which connection of the gate it came on; for HTTP each request is one of its own. */
  readonly connection: number;
  /** The beginning of the SQL, or method and path with the name of a GraphQL operation. */
  readonly what: string;
};

export type Cut = {
  readonly matches: (passage: Passage) => boolean;
  readonly when: 'before' | 'after';
  /** Called once. Where it returns, the connection of the message breaks. */
  readonly act: (passage: Passage) => void;
};

/** What a gate is to do with the message that it has announced. */
export type Order = { readonly when: 'before' | 'after'; readonly act: () => void };

export type Toll = {
  readonly passages: readonly Passage[];
  /** Begins to count anew, and arms a cut. */
  begin(cut?: Cut): void;
  /** Arms the next cut while the counting goes on. */
  arm(cut: Cut): void;
  /** Ends the counting; a cut that has not happened is disarmed. Answers what has passed. */
  end(): readonly Passage[];
  /** Called by the gates, for each message before it is sent on. */
  pass(message: Omit<Passage, 'number'>): Order | undefined;
};

export function createToll(): Toll {
  let passages: Passage[] = [];
  let counting = false;
  let armed: Cut | undefined;
  return {
    get passages() {
      return passages;
    },
    begin(cut) {
      passages = [];
      counting = true;
      armed = cut;
    },
    arm: (cut) => void (armed = cut),
    end() {
      counting = false;
      armed = undefined;
      return passages;
    },
    pass(message) {
      if (!counting) return undefined;
      const passage = { number: passages.length + 1, ...message };
      passages.push(passage);
      if (!armed?.matches(passage)) return undefined;
      const { when, act } = armed;
      armed = undefined;
      return { when, act: () => act(passage) };
    },
  };
}

/** A gate: the address that a process of ours is given in place of the real one. */
export type Gate = {
  readonly port: number;
  /** How many connections were broken because the gate was shut. */
  readonly refused: number;
  /** Where what comes in goes to from now on. */
  aim(address: { readonly host: string; readonly port: number }): void;
  /** Breaks every connection that is there. */
  breakAll(): void;
  /** Shut: breaks every connection, and new ones at once, as a server that is away. */
  setShut(shut: boolean): void;
  close(): Promise<void>;
};
