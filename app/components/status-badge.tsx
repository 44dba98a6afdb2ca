import { Badge } from '@shopify/polaris';
import type { BadgeProps } from '@shopify/polaris';

type Told = {
  readonly label: string;
  readonly tone?: BadgeProps['tone'];
  readonly progress?: BadgeProps['progress'];
};

const STATUSES = {
  connection: {
    requested: { label: 'Requested', tone: 'attention', progress: 'incomplete' },
    approved: { label: 'Approved', tone: 'success', progress: 'complete' },
    declined: { label: 'Declined', tone: 'critical' },
    suspended: { label: 'Suspended', tone: 'warning', progress: 'partiallyComplete' },
    ended: { label: 'Ended' },
  },
  order: {
    'awaiting-release': { label: 'Awaiting release', tone: 'attention', progress: 'incomplete' },
    short: { label: 'Stock missing', tone: 'warning', progress: 'incomplete' },
    released: { label: 'In progress', tone: 'info', progress: 'partiallyComplete' },
    'part-shipped': { label: 'Partly shipped', tone: 'info', progress: 'partiallyComplete' },
    shipped: { label: 'Shipped', tone: 'success', progress: 'complete' },
    completed: { label: 'Completed', tone: 'success', progress: 'complete' },
    cancelling: { label: 'Cancelling', tone: 'warning', progress: 'partiallyComplete' },
    cancelled: { label: 'Cancelled' },
  },
  payment: {
    unpaid: { label: 'Payment pending', tone: 'attention', progress: 'incomplete' },
    authorised: { label: 'Authorised', tone: 'attention', progress: 'partiallyComplete' },
    'part-paid': { label: 'Partly paid', tone: 'warning', progress: 'partiallyComplete' },
    paid: { label: 'Paid', progress: 'complete' },
    refunded: { label: 'Refunded' },
    'part-refunded': { label: 'Partly refunded', progress: 'partiallyComplete' },
    voided: { label: 'Voided' },
  },
  return: {
    requested: { label: 'To be decided', tone: 'attention', progress: 'incomplete' },
    authorised: { label: 'Authorised', tone: 'info', progress: 'incomplete' },
    'in-transit': { label: 'On its way back', tone: 'info', progress: 'partiallyComplete' },
    received: { label: 'Arrived', tone: 'warning', progress: 'partiallyComplete' },
    inspected: { label: 'Inspected', tone: 'info', progress: 'partiallyComplete' },
    closed: { label: 'Closed', tone: 'success', progress: 'complete' },
    rejected: { label: 'Rejected', tone: 'critical' },
    cancelled: { label: 'Called off' },
  },
  refund: {
    'by-hand': { label: 'By hand' },
    wanted: { label: 'Planned', tone: 'attention', progress: 'incomplete' },
    sending: { label: 'Under way', tone: 'info', progress: 'partiallyComplete' },
    done: { label: 'Refunded', tone: 'success', progress: 'complete' },
    parked: { label: 'Failed', tone: 'critical' },
  },
  listing: {
    picked: { label: 'Waiting for import', tone: 'attention', progress: 'incomplete' },
    listed: { label: 'Live', tone: 'success', progress: 'complete' },
    live: { label: 'Live', tone: 'success', progress: 'complete' },
    broken: { label: 'Needs attention', tone: 'critical' },
    refused: { label: 'Not importable', tone: 'critical' },
    ended: { label: 'Ended' },
  },
  import: {
    waiting: { label: 'Waiting', tone: 'attention', progress: 'incomplete' },
    running: { label: 'Running', tone: 'info', progress: 'partiallyComplete' },
    pausing: { label: 'Pausing', tone: 'info', progress: 'partiallyComplete' },
    paused: { label: 'Paused', tone: 'attention', progress: 'partiallyComplete' },
    stopping: { label: 'Stopping', tone: 'warning', progress: 'partiallyComplete' },
    finished: { label: 'Finished', tone: 'success', progress: 'complete' },
    listed: { label: 'Imported', tone: 'success', progress: 'complete' },
    refused: { label: 'Not imported', tone: 'critical' },
    stopped: { label: 'Stopped' },
    failed: { label: 'Failed', tone: 'critical' },
  },
  'routing-preview': {
    running: { label: 'Running', tone: 'info', progress: 'partiallyComplete' },
    finished: { label: 'Finished', tone: 'success', progress: 'complete' },
    stopped: { label: 'Stopped' },
  },
  reconciliation: {
    waiting: { label: 'Waiting', tone: 'attention', progress: 'incomplete' },
    running: { label: 'Comparing', tone: 'info', progress: 'partiallyComplete' },
    stopping: { label: 'Stopping', tone: 'warning', progress: 'partiallyComplete' },
    finished: { label: 'Compared', tone: 'success', progress: 'complete' },
    stopped: { label: 'Stopped' },
    failed: { label: 'Broke off', tone: 'critical' },
  },
  'mass-edit': {
    waiting: { label: 'Waiting', tone: 'attention', progress: 'incomplete' },
    running: { label: 'Running', tone: 'info', progress: 'partiallyComplete' },
    stopping: { label: 'Stopping', tone: 'warning', progress: 'partiallyComplete' },
    finished: { label: 'Finished', tone: 'success', progress: 'complete' },
    stopped: { label: 'Stopped' },
    undoing: { label: 'Being undone', tone: 'warning', progress: 'partiallyComplete' },
    undone: { label: 'Undone' },
  },
  shipment: {
    pending: { label: 'Telling the store', tone: 'attention', progress: 'incomplete' },
    sending: { label: 'Telling the store', tone: 'attention', progress: 'partiallyComplete' },
    reported: { label: 'Known in the store', tone: 'success', progress: 'complete' },
    parked: { label: 'Store not told', tone: 'critical' },
  },
  parcel: {
    announced: { label: 'Announced', tone: 'attention', progress: 'incomplete' },
    'in-transit': { label: 'On its way', tone: 'info', progress: 'partiallyComplete' },
    'out-for-delivery': { label: 'Out for delivery', tone: 'info', progress: 'partiallyComplete' },
    attempted: { label: 'Not handed over', tone: 'warning', progress: 'partiallyComplete' },
    'ready-for-pickup': { label: 'To be picked up', tone: 'info', progress: 'partiallyComplete' },
    delivered: { label: 'Delivered', tone: 'success', progress: 'complete' },
    returned: { label: 'Comes back', tone: 'critical' },
    lost: { label: 'Lost', tone: 'critical' },
  },
  'purchase-order': {
    draft: { label: 'To be sent', tone: 'attention', progress: 'incomplete' },
    sending: { label: 'Sending', tone: 'attention', progress: 'incomplete' },
    unknown: { label: 'Outcome unknown', tone: 'critical' },
    sent: { label: 'Sent', tone: 'info', progress: 'incomplete' },
    acknowledged: { label: 'Acknowledged', tone: 'info', progress: 'partiallyComplete' },
    'part-shipped': { label: 'Partly shipped', tone: 'info', progress: 'partiallyComplete' },
    shipped: { label: 'Shipped', tone: 'success', progress: 'complete' },
    refused: { label: 'Refused', tone: 'critical' },
    cancelled: { label: 'Cancelled' },
  },
  feed: {
    received: { label: 'Received', tone: 'attention', progress: 'incomplete' },
    staged: { label: 'Read', tone: 'info', progress: 'partiallyComplete' },
    held: { label: 'Held for you', tone: 'warning' },
    applying: { label: 'Applying', tone: 'info', progress: 'partiallyComplete' },
    stopped: { label: 'Stopped', tone: 'warning', progress: 'partiallyComplete' },
    applied: { label: 'Applied', tone: 'success', progress: 'complete' },
    'rolling-back': { label: 'Rolling back', tone: 'info', progress: 'partiallyComplete' },
    'rolled-back': { label: 'Rolled back' },
    superseded: { label: 'Superseded' },
    rejected: { label: 'Rejected' },
    failed: { label: 'Failed', tone: 'critical' },
  },
  row: {
    accepted: { label: 'Accepted', tone: 'success' },
    warned: { label: 'Warning', tone: 'warning' },
    refused: { label: 'Refused', tone: 'critical' },
  },
  supplier: {
    active: { label: 'Active', tone: 'success', progress: 'complete' },
    paused: { label: 'Paused', tone: 'warning' },
    ended: { label: 'Ended' },
  },
  store: {
    connecting: { label: 'Being set up', tone: 'attention', progress: 'incomplete' },
    active: { label: 'Connected', tone: 'success', progress: 'complete' },
    'needs-reopen': { label: 'Open the app once', tone: 'critical' },
    uninstalled: { label: 'Uninstalled' },
    redacted: { label: 'Erased' },
  },
  message: {
    waiting: { label: 'Going out', tone: 'info', progress: 'incomplete' },
    sending: { label: 'Going out', tone: 'info', progress: 'partiallyComplete' },
    sent: { label: 'Sent', tone: 'success', progress: 'complete' },
    unknown: { label: 'Outcome unknown', tone: 'critical' },
    failed: { label: 'Not sent', tone: 'critical' },
    kept: { label: 'No mail server set', tone: 'warning' },
    dropped: { label: 'Goes to nobody' },
  },
  'webhook-endpoint': {
    active: { label: 'On', tone: 'success', progress: 'complete' },
    paused: { label: 'Paused', tone: 'attention' },
    disabled: { label: 'Switched off', tone: 'critical' },
  },
  'webhook-delivery': {
    waiting: { label: 'Waiting', tone: 'attention', progress: 'incomplete' },
    delivered: { label: 'Delivered', tone: 'success', progress: 'complete' },
    skipped: { label: 'Skipped' },
  },
  'supplier-invoice': {
    differs: { label: 'Differs', tone: 'warning', progress: 'incomplete' },
    disputed: { label: 'Disputed', tone: 'critical' },
    approved: { label: 'Approved', tone: 'info', progress: 'partiallyComplete' },
    paid: { label: 'Paid', tone: 'success', progress: 'complete' },
  },
  severity: {
    info: { label: 'For your information', tone: 'info' },
    warning: { label: 'Needs a decision', tone: 'warning' },
    critical: { label: 'Urgent', tone: 'critical' },
  },
} as const satisfies Record<string, Readonly<Record<string, Told>>>;

export type StatusKind = keyof typeof STATUSES;

/** What a status is called on screens; a status that no table knows is shown as it is written. */
export function statusTold(kind: StatusKind, status: string): Told {
  const table: Readonly<Record<string, Told>> = STATUSES[kind];
  return table[status] ?? { label: status };
}

export function StatusBadge(props: { readonly of: StatusKind; readonly status: string }) {
  const { label, tone, progress } = statusTold(props.of, props.status);
  return (
    <Badge {...(tone ? { tone } : {})} {...(progress ? { progress } : {})}>
      {label}
    </Badge>
  );
}
