import { describe, expect, test } from 'vitest';
import {
  advance,
  allowedEvents,
  defineMachine,
  isFinal,
  parseState,
} from '../../../app/platform/state-machine.ts';

type State = 'requested' | 'approved' | 'ended';
type Event = 'approve' | 'end';
const machine = defineMachine<State, Event>({
  requested: { approve: 'approved', end: 'ended' },
  approved: { end: 'ended' },
  ended: {},
});

describe('a state machine', () => {
  test('moves as its table says', () => {
    expect(advance(machine, 'requested', 'approve')).toEqual({ ok: true, value: 'approved' });
  });

  test('refuses any other move and tells what is allowed', () => {
    const error = { kind: 'not-allowed', from: 'approved', event: 'approve', allowed: ['end'] };
    expect(advance(machine, 'approved', 'approve')).toEqual({ ok: false, error });
  });

  test('a state without events is final', () => {
    expect(machine.states.filter((state) => isFinal(machine, state))).toEqual(['ended']);
    expect(allowedEvents(machine, 'requested')).toEqual(['approve', 'end']);
  });

  test('a status that it does not know is a bug', () => {
    expect(parseState(machine, 'ended')).toBe('ended');
    expect(() => parseState(machine, 'lost')).toThrow(/lost/);
  });
});
