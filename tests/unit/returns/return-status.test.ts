import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  hasArrived,
  isReturnOver,
  returnMachine,
  RETURN_STATUSES,
  takesUnits,
} from '../../../app/modules/returns/return-status.ts';
import type { ReturnEvent, ReturnStatus } from '../../../app/modules/returns/return-status.ts';
import { advance, allowedEvents } from '../../../app/platform/state-machine.ts';

const EVENTS: readonly ReturnEvent[] = ['authorise', 'reject', 'cancel', 'send', 'receive', 'inspect', 'settle']; // prettier-ignore

function walk(events: readonly ReturnEvent[]): ReturnStatus {
  return events.reduce<ReturnStatus>((status, event) => {
    const next = advance(returnMachine, status, event);
    return next.ok ? next.value : status;
  }, 'requested');
}

it('takes goods that arrive before anybody has decided, and the decision afterwards', () => {
  expect(walk(['receive', 'authorise', 'inspect', 'settle'])).toBe('closed');
  expect(walk(['receive', 'inspect', 'authorise', 'settle'])).toBe('closed');
});

it('does not call off goods that have arrived', () => {
  expect(walk(['receive', 'cancel'])).toBe('received');
});

it('never leaves an end, and never lets goods that have arrived get lost again, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 12 }), (events) => {
      let status = 'requested' as ReturnStatus;
      for (const event of events) {
        const next: ReturnType<typeof advance<ReturnStatus, ReturnEvent>> = advance(
          returnMachine,
          status,
          event,
        );
        if (!next.ok) continue;
        if (isReturnOver(status)) return false;
        if (hasArrived(status) && !hasArrived(next.value) && next.value !== 'rejected')
          return false;
        status = next.value;
      }
      return RETURN_STATUSES.includes(status);
    }),
  );
});

it('frees the units only of what was rejected or called off', () => {
  expect(RETURN_STATUSES.filter((status) => !takesUnits(status))).toEqual([
    'rejected',
    'cancelled',
  ]);
});

it('has an end that is reached from everywhere', () => {
  for (const status of RETURN_STATUSES.filter((each) => !isReturnOver(each)))
    expect(allowedEvents(returnMachine, status).length).toBeGreaterThan(0);
});
