/** Routing rules in words, for what changed from one version to the next. */
type Kind = 'money' | 'percent' | 'days' | 'units' | 'yes-no' | 'text';
type Word = { readonly label: string; readonly kind: Kind; readonly none: string };

const WORDS: Readonly<Record<string, Word>> = {
  splitPenaltyMinor: { label: 'A further parcel', kind: 'money', none: '—' },
  oneParcelPenaltyMinor: {
    label: 'A further parcel where one is wished for',
    kind: 'money',
    none: 'four times a further parcel',
  },
  neverSplit: { label: 'Never split an order', kind: 'yes-no', none: 'no' },
  latenessPenaltyMinorPerDay: { label: 'A day late', kind: 'money', none: '—' },
  promiseWithinDays: { label: 'Promised within', kind: 'days', none: 'what the plan reaches' },
  promiseBasisPoints: { label: 'Promises kept', kind: 'percent', none: '90 %' },
  riskPenaltyMinor: { label: 'A shipment that goes wrong', kind: 'money', none: '—' },
  primaryMinor: { label: 'A shipment of a primary supplier', kind: 'money', none: '—' },
  secondaryMinor: { label: 'A shipment of a secondary supplier', kind: 'money', none: '—' },
  backupMinor: { label: 'A shipment of a backup supplier', kind: 'money', none: '—' },
  marginFloorBasisPoints: { label: 'Least margin', kind: 'percent', none: '—' },
  territories: { label: 'Ships to', kind: 'text', none: 'everywhere' },
  dailyUnits: { label: 'Units a day', kind: 'units', none: 'no limit' },
  minimumOrderMinor: { label: 'No order under', kind: 'money', none: 'no limit' },
};

const UNKNOWN: Word = { label: 'A rule', kind: 'text', none: 'not set' };

export function ruleWord(field: string): Word {
  return WORDS[field] ?? UNKNOWN;
}

const OF_SUPPLIERS = ['territories', 'dailyUnits', 'minimumOrderMinor'];

/** `isOwn`: of a single supplier or retailer. `money` writes an amount as the locale does. */
export function ruleValue(
  field: string,
  value: number | boolean | string | undefined,
  isOwn: boolean,
  money: (minor: number) => string,
): string {
  const { kind, none } = ruleWord(field);
  if (value === undefined) return isOwn && !OF_SUPPLIERS.includes(field) ? 'as for all' : none;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'money':
      return money(value);
    case 'percent':
      return `${value / 100} %`;
    case 'days':
      return `${value} ${value === 1 ? 'day' : 'days'}`;
    default:
      return String(value);
  }
}
