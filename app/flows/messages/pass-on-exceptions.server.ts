import { announce } from '../../modules/notifications/announce.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import type { NewNotice, NoticeKind } from '../../modules/notifications/notice.ts';
import { takeFreshExceptions } from '../../modules/notifications/take-fresh-exceptions.server.ts';
import type { FreshException } from '../../modules/notifications/take-fresh-exceptions.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { tellPeople } from './tell-people.server.ts';

const KIND_BY_SEVERITY = {
  critical: 'urgent',
  warning: 'decision',
  info: 'information',
} as const satisfies Record<string, NoticeKind>;

/** About messages themselves: telling of them by message would go round in a circle. */
const ABOUT_MESSAGES = /^message-/;

/** Passes new exceptions on to the people who own them and to systems that listen, each once. */
export async function passOnExceptions(context: Pick<FlowContext, 'db' | 'clock'>): Promise<void> {
  for (;;) {
    const count = await inTransaction(context.db, async (tx) => {
      const step = { tx, clock: context.clock };
      const fresh = await takeFreshExceptions(step);
      for (const exception of fresh) await tellSystems(step, exception);
      await tellOwners(step, fresh);
      return fresh.length;
    });
    if (count === 0) return;
  }
}

async function tellSystems(step: NotificationsContext, exception: FreshException): Promise<void> {
  const { id, distributorId, kind, severity, owner, happened, nextStep, deadlineAt } = exception;
  if (!distributorId) return;
  const subject = { kind: exception.subjectKind, id: exception.subjectId };
  await announce(step, {
    distributorId,
    kind: 'exception.opened',
    subject: { kind: 'exception', id },
    data: { exceptionId: id, kind, severity, owner, subject, happened, nextStep, deadlineAt: deadlineAt?.toISOString() ?? null },
  }); // prettier-ignore
}

async function tellOwners(
  step: NotificationsContext,
  fresh: readonly FreshException[],
): Promise<void> {
  const byOwner = new Map<string, { account: Account; notices: NewNotice[] }>();
  for (const exception of fresh) {
    const account = accountOf(exception);
    if (!account || ABOUT_MESSAGES.test(exception.kind)) continue;
    const key = JSON.stringify(account);
    const group = byOwner.get(key) ?? { account, notices: [] };
    group.notices.push(toNotice(exception));
    byOwner.set(key, group);
  }
  for (const { account, notices } of byOwner.values()) await tellPeople(step, account, notices);
}

type Account = { readonly distributorId: string } | { readonly retailerId: string };

/** The retailer's go to the retailer; all others to the distributor, which runs the hub. */
function accountOf({ owner, retailerId, distributorId }: FreshException): Account | undefined {
  if (owner === 'retailer') return retailerId ? { retailerId } : undefined;
  return distributorId ? { distributorId } : undefined;
}

function toNotice(exception: FreshException): NewNotice {
  const { distributorId, storeId, happened, meaning, nextStep, severity, owner } = exception;
  const isHeldFeed = exception.kind === 'feed-held';
  return {
    distributorId,
    storeId,
    kind: isHeldFeed ? 'held-feed' : KIND_BY_SEVERITY[severity],
    title: happened.slice(0, 300),
    detail: `${meaning} ${nextStep}`,
    path: owner === 'retailer' ? '/app/exceptions' : '/hub/exceptions',
  };
}
