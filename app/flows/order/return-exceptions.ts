/** The exceptions of the way back: what happened, what it means, what to do next. No shopper's data. */
import type { NewException } from '../../modules/activity/activity.ts';
import type { ReturnCase } from '../../modules/returns/return.ts';
import type { ReturnStatus } from '../../modules/returns/return-status.ts';

type About = Pick<
  ReturnCase,
  'distributorId' | 'id' | 'number' | 'connectionId' | 'storeId' | 'status' | 'dueAt'
>;

function ofReturn(about: About) {
  const { distributorId, connectionId, storeId } = about;
  return { distributorId, connectionId, storeId, subject: { kind: 'return', id: about.id } };
}

export const decideKey = (returnId: string) => `return-to-decide:${returnId}`;
export const photoKey = (returnId: string) => `return-photo:${returnId}`;
export const lateKey = (returnId: string) => `return-late:${returnId}`;
export const refundKey = (returnId: string) => `return-refund:${returnId}`;

export function decideException(about: About, why: string): NewException {
  return {
    ...ofReturn(about),
    kind: 'return-to-decide',
    severity: 'warning',
    owner: 'distributor',
    dedupeKey: decideKey(about.id),
    happened: `${about.number} waits for a decision. ${why}`,
    meaning: 'The retailer cannot tell its shopper whether the goods are taken back.',
    nextStep: 'Look at the reason and the photos, then authorise or reject it.',
    remedies: ['authorise-return', 'reject-return'],
    deadlineAt: about.dueAt ?? undefined,
  };
}

export function photoException(about: About): NewException {
  return {
    ...ofReturn(about),
    kind: 'return-photo',
    severity: 'warning',
    owner: 'retailer',
    dedupeKey: photoKey(about.id),
    happened: `${about.number} needs a photo of the goods.`,
    meaning: 'The contract asks for one for this reason; nothing is decided before.',
    nextStep: 'Add a photo to the return. It is then decided by itself.',
    remedies: ['add-photo'],
    deadlineAt: about.dueAt ?? undefined,
  };
}

type Late = Pick<NewException, 'happened' | 'meaning' | 'nextStep' | 'severity'>;

/** What is told when a return has not moved in time, by where it stands. */
const LATE: Readonly<Partial<Record<ReturnStatus, Late>>> = {
  requested: {
    severity: 'critical',
    happened: 'was not decided in the time that the contract promises.',
    meaning: 'The retailer and its shopper are still waiting for an answer.',
    nextStep: 'Authorise or reject it now.',
  },
  authorised: {
    severity: 'info',
    happened: 'was authorised, and the goods have not been sent.',
    meaning: 'The shopper may have changed its mind, or lacks the label.',
    nextStep: 'Ask the retailer; cancel the return if nothing comes back.',
  },
  'in-transit': {
    severity: 'warning',
    happened: 'was sent long ago, and the goods have not arrived.',
    meaning: 'The parcel may be lost.',
    nextStep: 'Ask the carrier and the supplier. Credit it without the goods, or cancel it.',
  },
  received: {
    severity: 'warning',
    happened: 'has arrived and was not inspected.',
    meaning: 'Nobody is credited before.',
    nextStep: 'Inspect the goods, or ask the supplier what it found.',
  },
  inspected: {
    severity: 'info',
    happened: 'is inspected, and its money is not settled.',
    meaning: 'A refund in the store or the supplier’s credit is still open.',
    nextStep: 'Open the return to see what is missing. Record the supplier’s credit, or that there is none.',
  },
}; // prettier-ignore

export function lateException(about: About): NewException | undefined {
  const told = LATE[about.status];
  if (!told) return undefined;
  const isUndecided = about.status === 'requested';
  return {
    ...ofReturn(about),
    ...told,
    kind: 'return-late',
    owner: 'distributor',
    dedupeKey: lateKey(about.id),
    happened: `${about.number} ${told.happened}`,
    remedies: isUndecided ? ['authorise-return', 'reject-return'] : [],
  };
}

export function refundException(about: About, why: string): NewException {
  return {
    ...ofReturn(about),
    kind: 'return-refund',
    severity: 'critical',
    owner: 'retailer',
    dedupeKey: refundKey(about.id),
    happened: `The refund of ${about.number} was not made in the store (${why}).`,
    meaning: 'The shopper has not got the money back.',
    nextStep:
      'Try again, or refund it in the shop’s own admin: we recognise that and close the matter.',
    remedies: ['refund-again'],
  };
}
