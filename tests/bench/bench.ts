/**
 * Bench: one measured piece of work of the table in DESIGN §10. It prints one JSON line per variant; the last
 * line of a name is held against the target. Times in milliseconds, memory in MiB.
 */
export type Bench = { readonly name: string; run(): Promise<BenchLine[]> };

export type BenchLine = {
  readonly bench: string;
  readonly figure: number;
  readonly unit: string;
  /** The baseline's figure in the same run, and figure ÷ baseline; absent where the target names none. */
  readonly baseline?: number;
  readonly ratio?: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly [detail: string]: string | number | boolean | undefined;
};

/** The value below which the given share of the sorted values lies (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
