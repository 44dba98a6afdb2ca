import { describe, expect, test } from 'vitest';
import { deliverableByForm, isPostBox } from '../../../app/modules/orders/address-rules.ts';
import { restrictedLines } from '../../../app/modules/orders/goods-restrictions.ts';
import {
  clauseSentence,
  decideRelease,
  ordersAskedFor,
  ReleaseClauses,
} from '../../../app/modules/orders/release-rules.ts';
import type { ReleaseClause, ReleaseFacts } from '../../../app/modules/orders/release-rules.ts';
import { dayIn, isNightIn } from '../../../app/modules/orders/reconciliation.ts';
import type { PostalAddress } from '../../../app/modules/stores/channel.ts';

const FACTS: ReleaseFacts = { valueMinor: 40_000, country: 'CH', risk: 'none', ordersBefore: 12 };
const HAND = { kind: 'by-hand' } as const;
const ONCE = { kind: 'at-once' } as const;

const decide = (clauses: readonly ReleaseClause[], facts: Partial<ReleaseFacts> = {}) =>
  decideRelease(clauses, { ...FACTS, ...facts });

describe('release rules', () => {
  test('the first rule whose conditions all hold decides, and says its place', () => {
    const clauses: ReleaseClause[] = [
      { when: [{ kind: 'value-over', minor: 50_000 }], then: HAND },
      { when: [{ kind: 'country-in', countries: ['CH'] }, { kind: 'value-up-to', minor: 40_000 }], then: ONCE },
      { when: [], then: HAND },
    ]; // prettier-ignore
    expect(decide(clauses)).toEqual({ number: 2, decision: ONCE });
    expect(decide(clauses, { valueMinor: 50_001 })).toEqual({ number: 1, decision: HAND });
    expect(decide(clauses, { country: 'DE' })).toEqual({ number: 3, decision: HAND });
  });

  test.each<[string, ReleaseClause['when'][number], Partial<ReleaseFacts>, boolean]>([
    ['a value at the limit is not over it', { kind: 'value-over', minor: 40_000 }, {}, false],
    ['a value at the limit is up to it', { kind: 'value-up-to', minor: 40_000 }, {}, true],
    ['a value that no rate tells is not over anything', { kind: 'value-over', minor: 0 }, { valueMinor: undefined }, false],
    ['a value that no rate tells is not little either', { kind: 'value-up-to', minor: 1e9 }, { valueMinor: undefined }, false],
    ['a country outside a list', { kind: 'country-not-in', countries: ['CH', 'LI'] }, { country: 'DE' }, true],
    ['a country inside a list', { kind: 'country-not-in', countries: ['CH', 'LI'] }, {}, false],
    ['advice of the fraud check', { kind: 'risk-in', advice: ['investigate', 'cancel'] }, { risk: 'cancel' }, true],
    ['no advice', { kind: 'risk-in', advice: ['investigate', 'cancel'] }, {}, false],
    ['the third of the first three orders', { kind: 'among-first', orders: 3 }, { ordersBefore: 2 }, true],
    ['the fourth order', { kind: 'among-first', orders: 3 }, { ordersBefore: 3 }, false],
  ])('%s', (_name, condition, facts, holds) => {
    expect(decide([{ when: [condition], then: ONCE }], facts) !== undefined).toBe(holds);
  }); // prettier-ignore

  test('without a rule that fits nothing is decided, and without a rule that asks nothing is counted', () => {
    expect(decide([])).toBeUndefined();
    expect(decide([{ when: [{ kind: 'country-in', countries: ['DE'] }], then: HAND }])).toBeUndefined();
    expect(ordersAskedFor([{ when: [], then: ONCE }])).toBe(0);
    expect(ordersAskedFor([{ when: [{ kind: 'among-first', orders: 5 }], then: HAND }])).toBe(5);
  }); // prettier-ignore

  test('are told in sentences, with amounts in the digits of the currency', () => {
    const over = (minor: number): ReleaseClause => ({ when: [{ kind: 'value-over', minor }], then: HAND }); // prettier-ignore
    expect(clauseSentence(over(50_000), 'CHF')).toBe('If its wholesale is over CHF 500.00: a person releases it.'); // prettier-ignore
    expect(clauseSentence(over(50_000), 'JPY')).toBe('If its wholesale is over JPY 50000: a person releases it.'); // prettier-ignore
    expect(clauseSentence(over(50_000), 'KWD')).toBe('If its wholesale is over KWD 50.000: a person releases it.'); // prettier-ignore
    expect(clauseSentence({ when: [], then: { kind: 'after', minutes: 120 } }, 'CHF')).toBe('In every other case: it goes after 2 hours.'); // prettier-ignore
    const two: ReleaseClause = { when: [{ kind: 'among-first', orders: 1 }, { kind: 'country-not-in', countries: ['CH', 'LI'] }], then: { kind: 'after', minutes: 1 } }; // prettier-ignore
    expect(clauseSentence(two, 'CHF')).toBe('If it is the retailer’s first order and it ships elsewhere than to CH, LI: it goes after 1 minute.'); // prettier-ignore
  });

  test('that do not have their form are not taken', () => {
    expect(ReleaseClauses.safeParse([{ when: [{ kind: 'country-in', countries: [] }], then: ONCE }]).success).toBe(false); // prettier-ignore
    expect(ReleaseClauses.safeParse([{ when: [], then: { kind: 'after', minutes: -1 } }]).success).toBe(false); // prettier-ignore
  });
});

const DOOR: PostalAddress = { name: 'Ada', company: undefined, address1: 'Bahnhofstrasse 1', address2: undefined, city: 'Zürich', province: undefined, zip: '8001', country: 'CH', phone: undefined }; // prettier-ignore

describe('addresses', () => {
  test.each(['PO Box 12', 'P.O. Box 3', 'p o box 9', 'Postfach 44', 'Case postale 1', 'Casella Postale 2', 'Apartado de correos 5', 'Postbus 77', 'Packstation 101'])(
    '"%s" is a post office box',
    (address1) => expect(isPostBox({ ...DOOR, address1 })).toBe(true),
  ); // prettier-ignore

  test.each(['Postfachweg 3', 'Boxhagener Strasse 12', 'Am Postplatz 1', 'Apartment 5'])(
    '"%s" is a street',
    (address1) => expect(isPostBox({ ...DOOR, address1 })).toBe(false),
  );

  test.each([
    ['CH', '8001', true], ['CH', '80011', false], ['LI', '9490', true], ['LI', '8001', false],
    ['GB', 'sw1a 1aa', true], ['GB', '12345', false], ['US', '94107-1234', true], ['US', '9410', false],
    ['CA', 'K1A 0B1', true], ['NL', '1012 AB', true], ['NL', '1012', false], ['ZZ', 'whatever', true], ['DE', '', true],
  ])('the postal code of %s "%s" can be delivered to: %s', (country, zip, is) => {
    expect(deliverableByForm({ ...DOOR, country, zip }).kind === 'deliverable').toBe(is);
  }); // prettier-ignore
});

const BATTERY = { title: 'Power bank', productType: 'Electronics', tags: ['lithium'], vendor: 'Volt', category: null, sku: 'PB-1' }; // prettier-ignore
const SOCK = { ...BATTERY, title: 'Sock', tags: ['wool'], sku: 'S-1' };

test('restricted goods are found by scope and country, each with the first reason', () => {
  const lithium = { scope: { by: 'tag' as const, values: ['lithium'] }, countries: ['US', 'CA'], reason: 'lithium by air' }; // prettier-ignore
  const never = [{ ...lithium, mode: 'never-to' as const }];
  const only = [{ ...lithium, mode: 'only-to' as const }];
  expect(restrictedLines([BATTERY, SOCK], never, 'US')).toEqual([{ title: 'Power bank', reason: 'lithium by air' }]); // prettier-ignore
  expect(restrictedLines([BATTERY, SOCK], never, 'CH')).toEqual([]);
  expect(restrictedLines([BATTERY], only, 'US')).toEqual([]);
  expect(restrictedLines([BATTERY], only, 'CH')).toHaveLength(1);
  expect(restrictedLines([BATTERY], only, undefined)).toEqual([]);
});

test('night and date are those of the distributor, and of UTC where its zone is unknown', () => {
  const at = new Date('2026-10-01T17:30:00Z');
  expect([dayIn('Asia/Tokyo', at), isNightIn('Asia/Tokyo', at)]).toEqual(['2026-10-02', true]);
  expect([dayIn('Europe/Zurich', at), isNightIn('Europe/Zurich', at)]).toEqual(['2026-10-01', false]);
  expect([dayIn('Nowhere/At-all', at), isNightIn('Nowhere/At-all', at)]).toEqual(['2026-10-01', false]);
}); // prettier-ignore
