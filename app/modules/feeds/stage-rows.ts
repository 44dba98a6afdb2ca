/** From the lines that a connector reads to the rows that are staged: what is taken, warned of, or refused. */
import type { Instant } from '../../platform/clock.ts';
import type { FeedLine } from '../suppliers/supplier-connector.ts';
import type { StagedRow } from './feed.ts';

const MOST_UNITS = 2_147_483_647; // integer of PostgreSQL
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** The one character that PostgreSQL keeps in no text. */
const NUL = '\u0000';
const TEXTS = ['supplierSku', 'gtin', 'locationCode'] as const;

type LevelLine = Extract<FeedLine, { kind: 'level' }>;
type Remark = Pick<StagedRow, 'outcome' | 'code' | 'column' | 'value' | 'message'>;

const ACCEPTED: Remark = {
  outcome: 'accepted',
  code: undefined,
  column: undefined,
  value: undefined,
  message: undefined,
};

export type StagingRules = {
  /** Where a row without a location belongs; undefined when the supplier has several. */
  readonly defaultLocation: string | undefined;
  readonly receivedAt: Instant;
};

export function toStagedRow(line: FeedLine, row: number, rules: StagingRules): StagedRow {
  if (line.kind === 'refused') return refusedLine(line, row);
  const column = TEXTS.find((name) => line[name]?.includes(NUL));
  if (column) return refusedLine(unkeepable(line, column), row);
  const remark = remarkOn(line, rules);
  return {
    row,
    line: line.line,
    supplierSku: line.supplierSku,
    gtin: line.gtin,
    locationCode: line.locationCode ?? rules.defaultLocation,
    quantity: remark.outcome === 'refused' ? undefined : Math.max(0, line.quantity),
    costMinor: line.cost?.minor,
    currency: line.cost?.currency,
    leadTimeDays: line.leadTimeDays,
    asOf: line.asOf,
    ...remark,
  };
}

type RefusedLine = Extract<FeedLine, { kind: 'refused' }>;

function unkeepable({ line, ...texts }: LevelLine, column: (typeof TEXTS)[number]): RefusedLine {
  const why = 'It holds a NUL character, which no text may.';
  const { supplierSku } = texts;
  return { kind: 'refused', line, supplierSku, column, value: texts[column] ?? '', why };
}

const withoutNul = (text: string): string => text.replaceAll(NUL, '\uFFFD');

function refusedLine(line: RefusedLine, row: number): StagedRow {
  return {
    row,
    line: line.line,
    supplierSku: withoutNul(line.supplierSku ?? ''),
    gtin: undefined,
    locationCode: undefined,
    quantity: undefined,
    costMinor: undefined,
    currency: undefined,
    leadTimeDays: undefined,
    asOf: undefined,
    outcome: 'refused',
    code: 'unreadable',
    column: line.column,
    value: line.value && withoutNul(line.value),
    message: withoutNul(line.why),
  };
}

function remarkOn(line: LevelLine, { receivedAt }: StagingRules): Remark {
  const { quantity, asOf } = line;
  const value = String(quantity);
  if (!Number.isInteger(quantity) || quantity > MOST_UNITS) {
    const message = 'The quantity is not a number of whole units.';
    return { outcome: 'refused', code: 'quantity-not-whole', column: 'quantity', value, message };
  }
  if (quantity < 0) {
    const message = 'A quantity below zero counts as zero.';
    return { outcome: 'warned', code: 'negative-quantity', column: 'quantity', value, message };
  }
  if (asOf && asOf.getTime() > receivedAt.getTime() + CLOCK_TOLERANCE_MS) {
    return {
      outcome: 'warned',
      code: 'future-time',
      column: 'as of',
      value: asOf.toISOString(),
      message: 'The time lies in the future; the time of receipt counts.',
    };
  }
  return ACCEPTED;
}
