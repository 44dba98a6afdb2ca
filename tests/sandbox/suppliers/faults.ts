/** Faults that a test dials in: at which supplier and endpoint, what goes wrong, and how many times. */
import { createRandom, type Random } from '../shopify/random.ts';
import type { Endpoint } from './supplier-api.ts';

export type Fault = {
  /** Every supplier when left out. */
  readonly supplier?: string | undefined;
  /** Every endpoint when left out. */
  readonly endpoint?: Endpoint | undefined;
  /**
   * `status`: answers it and does nothing. `status-after-effect`: does its work and then answers it.
   * `timeout-before-effect`, `timeout-after-effect`: never answers; the caller must give up. `disconnect-*`: the
   * connection breaks. `latency`: waits, then answers well. `malformed`: does its work, answers half a JSON text.
   */
  readonly kind:
    | 'status' | 'status-after-effect' | 'timeout-before-effect' | 'timeout-after-effect'
    | 'disconnect-before-effect' | 'disconnect-after-effect' | 'latency' | 'malformed'; // prettier-ignore
  /** For the kinds with a status; default 500. */
  readonly status?: number | undefined;
  /** Sent as Retry-After, in seconds. */
  readonly retryAfter?: number | undefined;
  /** Milliseconds of real time, for `latency`. */
  readonly ms?: number | undefined;
  /** How many calls it meets; for ever when left out. */
  readonly times?: number | undefined;
  /** Meets this part of the calls, by the seed (0 to 1; all when left out). */
  readonly share?: number | undefined;
  readonly seed?: number | undefined;
};

type Dialled = { readonly fault: Fault; readonly random: Random; left: number };

export class FaultPlan {
  private faults: Dialled[] = [];

  add(fault: Fault): void {
    this.faults.push({
      fault,
      random: createRandom(fault.seed ?? 1),
      left: fault.times ?? Infinity,
    });
  }

  clear(): void {
    this.faults = [];
  }

  /** The faults that this call meets, each used up by one: every latency, and the first of the others. */
  meet(supplier: string, endpoint: Endpoint): { latencyMs: number; fault: Fault | undefined } {
    let latencyMs = 0;
    let met: Fault | undefined;
    for (const entry of this.faults) {
      const { fault } = entry;
      if (entry.left <= 0 || (fault.supplier ?? supplier) !== supplier) continue;
      if ((fault.endpoint ?? endpoint) !== endpoint) continue;
      if (fault.kind !== 'latency' && met) continue;
      if (fault.share !== undefined && entry.random.next() >= fault.share) continue;
      entry.left -= 1;
      if (fault.kind === 'latency') latencyMs += fault.ms ?? 0;
      else met = fault;
    }
    this.faults = this.faults.filter(({ left }) => left > 0);
    return { latencyMs, fault: met };
  }
}
