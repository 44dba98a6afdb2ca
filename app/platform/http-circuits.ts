/**
 * Circuits: after some failures in a row an outside system is left alone for a while, then tried with one
 * request (Nygard, Release It!, "Circuit Breaker"). Only 'unavailable' counts as a failure.
 */
import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';
import { z } from 'zod';
import type { AdapterFailure } from './adapter-failure.ts';
import { err } from './result.ts';
import type { Result } from './result.ts';

export type BreakerSettings = { readonly failures: number; readonly halfOpenAfterMs: number };

const MOST_CIRCUITS = 10_000;

/** Circuit breakers by name. A circuit that opens answers 'unavailable' without sending. */
export class Circuits {
  readonly #settings: BreakerSettings;
  readonly #byName = new Map<string, CircuitBreakerPolicy>();

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  async guard<Answer>(
    name: string,
    exchange: () => Promise<Result<Answer, AdapterFailure>>,
  ): Promise<Result<Answer, AdapterFailure>> {
    try {
      return await this.#circuit(name).execute(exchange);
    } catch (fault) {
      if (!(fault instanceof BrokenCircuitError)) throw fault;
      const why = `${name} has failed repeatedly and is left alone for a moment`;
      return err({ kind: 'unavailable', why, outcome: 'not-sent' });
    }
  }

  #circuit(name: string): CircuitBreakerPolicy {
    const known = this.#byName.get(name);
    if (known) return known;
    if (this.#byName.size >= MOST_CIRCUITS) this.#byName.clear();
    const circuit = circuitBreaker(handleWhenResult(isUnavailable), {
      halfOpenAfter: this.#settings.halfOpenAfterMs,
      breaker: new ConsecutiveBreaker(this.#settings.failures),
    });
    this.#byName.set(name, circuit);
    return circuit;
  }
}

const Unavailable = z.object({
  ok: z.literal(false),
  error: z.object({ kind: z.literal('unavailable') }),
});

function isUnavailable(result: unknown): boolean {
  return Unavailable.safeParse(result).success;
}
