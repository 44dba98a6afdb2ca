/** Faults: what was dialled in to go wrong, per operation. */
import type { FaultRule } from './control-types.ts';
import type { Random } from './random.ts';

export type Faults = {
  set(rule: FaultRule): void;
  clear(): void;
  /** The rules that strike these operations now; each strike is counted. */
  strike(shop: string, operations: readonly string[]): FaultRule[];
};

export function createFaults(random: Pick<Random, 'next'>): Faults {
  let rules: (FaultRule & { left: number; pass: number })[] = [];
  return {
    set: (rule) => {
      rules.push({ ...rule, left: rule.times ?? Infinity, pass: rule.skip ?? 0 });
    },
    clear: () => {
      rules = [];
    },
    strike(shop, operations) {
      const struck = rules.filter((rule) => {
        if (rule.shop !== undefined && rule.shop !== shop) return false;
        if (rule.operation !== '*' && !operations.includes(rule.operation)) return false;
        if (rule.pass > 0) {
          rule.pass -= 1;
          return false;
        }
        if (rule.share !== undefined && random.next() >= rule.share) return false;
        rule.left -= 1;
        return rule.left >= 0;
      });
      if (struck.length > 0) rules = rules.filter((rule) => rule.left > 0);
      return struck;
    },
  };
}
