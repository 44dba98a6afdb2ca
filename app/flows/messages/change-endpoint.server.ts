import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import {
  insertTestDelivery,
  replayDeliveries,
  skipDelivery,
} from '../../modules/notifications/webhook-deliveries.repository.server.ts';
import {
  changeEndpoint,
  insertEndpoint,
  removeEndpoint,
  rotateSecret,
} from '../../modules/notifications/webhooks.repository.server.ts';
import type {
  EndpointId,
  EndpointKey,
  EndpointSettings,
} from '../../modules/notifications/webhook.ts';

import { inTransaction, sqlState } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { endpointKey } from './webhook-exceptions.ts';

type Acting = Pick<FlowContext, 'db' | 'clock' | 'secrets'>;
type ByPerson = { readonly actor: Actor };
type UnknownEndpoint = { readonly kind: 'unknown-endpoint' };

const UNKNOWN = err<UnknownEndpoint>({ kind: 'unknown-endpoint' });
const FOREIGN_KEY = '23503';

/** Makes an endpoint and shows its secret, this once. */
export async function createEndpoint(
  { db, clock, secrets }: Acting,
  input: ByPerson & { readonly distributorId: string; readonly settings: EndpointSettings },
): Promise<Result<{ endpointId: EndpointId; secret: string }, { readonly kind: 'unknown-supplier' }>> {
  const { distributorId, settings } = input;
  try {
    return await inTransaction(db, async (tx) => {
      const step = { tx, clock };
      const made = await insertEndpoint(step, secrets, distributorId, settings);
      const { endpointId } = made;
      await note(step, input, { distributorId, endpointId }, 'webhook-created', { url: originOf(settings.url) });
      return ok(made);
    });
  } catch (fault) {
    if (sqlState(fault) === FOREIGN_KEY) return err({ kind: 'unknown-supplier' });
    throw fault;
  }
} // prettier-ignore

/** What is named is changed; switching it on tries what waits at once. */
export function saveEndpoint(
  context: Acting,
  input: ByPerson &
    EndpointKey & {
      readonly change: Partial<EndpointSettings> & { readonly status?: 'active' | 'paused' };
    },
): Promise<Result<undefined, UnknownEndpoint>> {
  return act(context, input, `webhook-${input.change.status ?? 'changed'}`, async (step) => {
    const found = await changeEndpoint(step, input, input.change);
    if (found && input.change.status === 'active') {
      const resolution = 'The endpoint was switched on again.';
      const by = input.actor.id ?? 'system';
      await resolveExceptions(step, { dedupeKey: endpointKey(input), by, resolution });
    }
    return found;
  });
}

/** A new secret, shown this once; the old one signs too for a day, so that the receiver can change over in between. */
export async function rotateEndpointSecret(
  context: Acting,
  input: ByPerson & EndpointKey,
): Promise<Result<{ readonly secret: string }, UnknownEndpoint>> {
  let secret: string | undefined;
  const done = await act(context, input, 'webhook-secret-rotated', async (step) => {
    secret = await rotateSecret(step, context.secrets, input);
    return secret !== undefined;
  });
  return done.ok && secret ? ok({ secret }) : UNKNOWN;
}

export function deleteEndpoint(
  context: Acting,
  input: ByPerson & EndpointKey,
): Promise<Result<undefined, UnknownEndpoint>> {
  return act(context, input, 'webhook-removed', ({ tx }) => removeEndpoint(tx, input));
}

/** Sends an event that only says that it is a test. */
export function testEndpoint(
  context: Acting,
  input: ByPerson & EndpointKey,
): Promise<Result<undefined, UnknownEndpoint>> {
  return act(context, input, 'webhook-tested', async (step) => {
    const found = await changeEndpoint(step, input, {});
    if (found) await insertTestDelivery(step, input);
    return found;
  });
}

/** Sends again what was sent: one delivery or all since a moment; says how many. */
export async function replayEndpoint(
  context: Acting,
  input: ByPerson & EndpointKey & { readonly which: { number: number } | { since: Date } },
): Promise<number> {
  let count = 0;
  await act(context, input, 'webhook-replayed', async (step) => {
    count = await replayDeliveries(step, input, input.which);
    return count > 0;
  });
  return count;
}

/** Gives up on one event, so that those behind it go on. */
export function skipEvent(
  context: Acting,
  input: ByPerson & EndpointKey & { readonly number: number },
): Promise<Result<undefined, UnknownEndpoint>> {
  return act(context, input, 'webhook-event-skipped', (step) => skipDelivery(step, input));
}

type Step = Parameters<typeof insertTestDelivery>[0];

function act(
  { db, clock }: Acting,
  input: ByPerson & EndpointKey,
  name: string,
  change: (step: Step) => Promise<boolean>,
): Promise<Result<undefined, UnknownEndpoint>> {
  return inTransaction(db, async (tx) => {
    const step = { tx, clock };
    if (!(await change(step))) return UNKNOWN;
    await note(step, input, input, name, {});
    return ok();
  });
}

function note(
  step: Step,
  { actor }: ByPerson,
  { distributorId, endpointId }: EndpointKey,
  name: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  const subject = { kind: 'webhook-endpoint', id: endpointId };
  return recordAct(step, { distributorId, actor, act: name, subject, detail });
}

/** Paths and queries of such addresses often carry keys. */
function originOf(url: string): string {
  return new URL(url).origin;
}
