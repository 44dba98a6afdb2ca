/**
 * Tracking numbers: what can be told of one without asking its carrier. Formats and check digits are those of the
 * carriers' own pages as collected in ts-tracking-number.
 */
import { dhl, fedex, getTracking, s10, ups, usps } from 'ts-tracking-number';

/** `not-a-number`: a placeholder; `wrong-digits`: no number of the carrier that is named looks like this. */
export type TrackingNumberFault = 'not-a-number' | 'wrong-digits';

const COURIERS = [
  { named: /\bups\b/i, courier: ups },
  { named: /\bfedex\b/i, courier: fedex },
  { named: /\busps\b|united states postal/i, courier: usps },
  { named: /\bdhl express\b/i, courier: dhl },
] as const;

/** Numbers of the Universal Postal Union, which any post may use: their check digit must hold. */
const POSTAL = /^[A-Z]{2}\d{9}[A-Z]{2}$/;

/** What suppliers write where they have no number, and rows of one character. */
const PLACEHOLDER = /^(?:n\/?a|none|tba|tbd|tbc|pending|unknown|test|\W*|(.)\1+)$/i;

/** Undefined when nothing speaks against it: numbers of carriers that publish no check digit pass. */
export function faultOfTrackingNumber(
  carrier: string,
  trackingNumber: string,
): TrackingNumberFault | undefined {
  const plain = trackingNumber.trim();
  if (PLACEHOLDER.test(plain)) return 'not-a-number';
  const digits = plain.replaceAll(' ', '').toUpperCase();
  const named = COURIERS.find(({ named }) => named.test(carrier))?.courier;
  const couriers = [...(named ? [named] : []), ...(POSTAL.test(digits) ? [s10] : [])];
  if (couriers.length === 0) return undefined;
  return getTracking(digits, couriers) ? undefined : 'wrong-digits';
}
