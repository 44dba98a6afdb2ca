import { expect, test } from 'vitest';
import { faultOfTrackingNumber } from '../../../app/modules/shipments/tracking-number.ts';

test.each([
  ['UPS', '1Z5R89390357567127'],
  ['UPS Standard', '1z5r8939 0357 5671 27'],
  ['FedEx', '986578788855'],
  ['USPS', '9400111202555842332669'],
  ['Royal Mail', 'RB123456785GB'],
  ['DHL Express', '3318810025'],
])('%s knows %s', (carrier, number) => {
  expect(faultOfTrackingNumber(carrier, number)).toBeUndefined();
});

test.each([
  ['UPS', '1Z5R89390357567128'],
  ['USPS', '9400111202555842332668'],
  ['Royal Mail', 'RB123456786GB'],
  ['Swiss Post', 'RB123456786CH'],
  ['FedEx', 'on its way'],
])('no number of %s is %s', (carrier, number) => {
  expect(faultOfTrackingNumber(carrier, number)).toBe('wrong-digits');
});

test.each(['TBD', 'n/a', '-', '', '0000000000', 'XXXX', 'pending', ' None '])(
  '“%s” is no number at all',
  (number) => {
    expect(faultOfTrackingNumber('UPS', number)).toBe('not-a-number');
    expect(faultOfTrackingNumber('Planzer', number)).toBe('not-a-number');
  },
);

test('a carrier that publishes no check digit is believed', () => {
  expect(faultOfTrackingNumber('Swiss Post', '99.00.123456.12345678')).toBeUndefined();
  expect(faultOfTrackingNumber('Planzer', 'P-77')).toBeUndefined();
});
