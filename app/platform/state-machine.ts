/**
 * State machine: a status whose allowed moves are a table. The noun's `<noun>-status.ts` holds the table and
 * names the questions about a status; nobody else compares statuses.
 */
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

/** For each state the events it allows and where they lead; a state without events is final. */
export type Transitions<State extends string, Event extends string> = {
  readonly [From in State]: { readonly [Name in Event]?: State };
};

export type NotAllowed<State extends string, Event extends string> = {
  readonly kind: 'not-allowed';
  readonly from: State;
  readonly event: Event;
  /** What would have been allowed. */
  readonly allowed: readonly Event[];
};

export type StateMachine<State extends string, Event extends string> = {
  readonly states: readonly State[];
  readonly transitions: Transitions<State, Event>;
};

/** A table with a missing state or an unknown target does not compile. */
export function defineMachine<State extends string, Event extends string>(
  transitions: Transitions<State, Event>,
): StateMachine<State, Event> {
  return { states: keysOf(transitions), transitions };
}

/** The state after the event, or what is allowed instead. */
export function advance<State extends string, Event extends string>(
  machine: StateMachine<State, Event>,
  from: State,
  event: Event,
): Result<State, NotAllowed<State, Event>> {
  const to = machine.transitions[from][event];
  if (to !== undefined) return ok(to);
  return err({ kind: 'not-allowed', from, event, allowed: allowedEvents(machine, from) });
}

export function allowedEvents<State extends string, Event extends string>(
  machine: StateMachine<State, Event>,
  from: State,
): readonly Event[] {
  return keysOf(machine.transitions[from]);
}

export function isFinal<State extends string, Event extends string>(
  machine: StateMachine<State, Event>,
  state: State,
): boolean {
  return allowedEvents(machine, state).length === 0;
}

/** Reads a status column; a value that the machine does not know is a bug and throws. */
export function parseState<State extends string, Event extends string>(
  machine: StateMachine<State, Event>,
  text: string,
): State {
  const state = machine.states.find((known) => known === text);
  if (state === undefined) throw new Error(`Unknown state ${text}`);
  return state;
}

function keysOf<Key extends string>(table: { readonly [Name in Key]?: unknown }): readonly Key[] {
  return Object.keys(table) as Key[]; // the tables are closed literals of ours
}
