import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isArrived, statusOfParcel } from '../../../app/modules/shipments/tracking-event.ts';
import type { TrackingEvent } from '../../../app/modules/shipments/tracking-event.ts';
import { CARRIER_SCAN_KINDS } from '../../../app/modules/suppliers/supplier-connector.ts';
import type { CarrierScanKind } from '../../../app/modules/suppliers/supplier-connector.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 2, hour));
const scan = (kind: CarrierScanKind, hour: number): TrackingEvent => ({
  kind,
  occurredAt: at(hour),
  place: undefined,
});

describe('the status of a parcel', () => {
  test('is announced until a carrier has seen it, label or not', () => {
    expect(statusOfParcel([])).toEqual({ status: 'announced', since: undefined });
    expect(statusOfParcel([scan('label-created', 1)]).status).toBe('announced');
  });

  test('is what the latest scan says, and since when', () => {
    const events = [scan('picked-up', 1), scan('in-transit', 2), scan('out-for-delivery', 8)];
    expect(statusOfParcel(events)).toEqual({ status: 'out-for-delivery', since: at(8) });
    expect(statusOfParcel(events.slice(0, 2))).toEqual({ status: 'in-transit', since: at(1) });
  });

  test('does not change by a delay', () => {
    expect(statusOfParcel([scan('picked-up', 1), scan('delayed', 2)]).status).toBe('in-transit');
  });

  test('stays delivered when the depot scans it once more, and not when it is sent back', () => {
    const delivered = [scan('delivered', 10), scan('in-transit', 22)];
    expect(statusOfParcel(delivered)).toEqual({ status: 'delivered', since: at(10) });
    expect(statusOfParcel([...delivered, scan('returned', 23)]).status).toBe('returned');
  });

  test('is found again after it was lost', () => {
    expect(statusOfParcel([scan('lost', 5), scan('in-transit', 9)]).status).toBe('in-transit');
  });
});

const anyScans = fc.array(
  fc.record({ kind: fc.constantFrom(...CARRIER_SCAN_KINDS), hour: fc.integer({ min: 0, max: 30 }) }),
  { maxLength: 12 },
); // prettier-ignore

test('the order in which scans come, and scans that come twice, make no difference', () => {
  fc.assert(
    fc.property(anyScans, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (scans, keys) => {
      const events = scans.map(({ kind, hour }) => scan(kind, hour));
      const mixed = [...events, ...events]
        .map((event) => ({ event, key: keys.next().value ?? 0 }))
        .sort((left, right) => left.key - right.key)
        .map(({ event }) => event);
      expect(statusOfParcel(mixed)).toEqual(statusOfParcel(events));
    }),
  );
}); // prettier-ignore

test('a parcel that has arrived does not set out again', () => {
  fc.assert(
    fc.property(anyScans, (scans) => {
      const events = scans.map(({ kind, hour }) => scan(kind, hour));
      const delivered = statusOfParcel([...events, scan('delivered', 40)]);
      expect(isArrived(delivered.status)).toBe(true);
      expect(isArrived(statusOfParcel([...events, scan('delivered', 40), scan('in-transit', 41)]).status)).toBe(true);
    }),
  );
}); // prettier-ignore
