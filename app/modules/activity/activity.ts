/**
 * Activity: what happened (acts, kept for ever) and what still needs somebody (exceptions).
 * An exception is something that a person or a timer must resolve, with an owner, a deadline and remedies.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

export type ActivityContext = { readonly tx: Tx; readonly clock: Clock };
export type ExceptionId = Id<'Exception'>;

export type Severity = 'info' | 'warning' | 'critical';
export type ExceptionOwner = 'distributor' | 'retailer' | 'platform';
export type Subject = { readonly kind: string; readonly id: string };

export type Actor = {
  readonly kind: 'system' | 'user' | 'store' | 'supplier';
  readonly id?: string | undefined;
};

/** Everything a person needs to act: what happened, what it means, what to do next. No shopper's data. */
export type NewException = {
  readonly distributorId?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly storeId?: string | undefined;
  readonly kind: string;
  readonly severity: Severity;
  readonly owner: ExceptionOwner;
  readonly subject: Subject;
  /** Names the matter: while it is open, the same key counts one more occurrence instead of opening another. */
  readonly dedupeKey: string;
  readonly happened: string;
  readonly meaning: string;
  readonly nextStep: string;
  readonly remedies: readonly string[];
  readonly deadlineAt?: Instant | undefined;
  /** Hours until its deadline; where neither is given, its severity says. */
  readonly withinHours?: number | undefined;
};

export type Act = {
  readonly distributorId?: string | undefined;
  readonly storeId?: string | undefined;
  readonly actor: Actor;
  readonly act: string;
  readonly subject: Subject;
  /** Facts of the act, before and after where it changed something. No shopper's data. */
  readonly detail: Readonly<Record<string, unknown>>;
};
