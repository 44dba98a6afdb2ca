import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  localeFor,
  plainBrand,
  StoreBrand,
  textColorOn,
} from '../../../app/modules/notifications/brand.ts';
import { drawLetter } from '../../../app/modules/notifications/draw-letter.ts';
import { letterText } from '../../../app/modules/notifications/letter.ts';
import { LABELS, WORDS } from '../../../app/modules/notifications/message-words.ts';
import {
  LOCALES,
  milestoneMessageId,
  MILESTONES,
} from '../../../app/modules/notifications/message.ts';
import { lastSlot } from '../../../app/modules/notifications/notice.ts';
import { previewLetter } from '../../../app/modules/notifications/preview-letter.ts';
import { webhookPause } from '../../../app/modules/notifications/webhook.ts';
import {
  checkWording,
  fill,
  headerLine,
  VARIABLES_OF,
} from '../../../app/modules/notifications/wording.ts';
import { writeShopperLetter } from '../../../app/modules/notifications/write-letter.ts';

const brand = plainBrand('Corner Shop');

test.each(LOCALES.flatMap((locale) => MILESTONES.map((kind) => [locale, kind] as const)))(
  'our own words in %s for %s pass the check that others’ words must pass, and leave nothing unfilled',
  (locale, kind) => {
    expect(checkWording(kind, WORDS[locale][kind])).toMatchObject({ ok: true });
    const { subject, html, text } = previewLetter({ kind, locale, brand, wording: undefined });
    expect(subject + html + text).not.toMatch(/\{\{|\}\}|undefined/);
    expect(html).toContain(`lang="${locale}"`);
    expect(text).toContain('Ada Muster');
  },
);

test('a wording with a variable that the kind has no value for is refused, with those it has', () => {
  const checked = checkWording('cancelled', {
    subject: 'Order {{order}}',
    intro: 'With {{tracking}}',
  });
  expect(checked).toEqual({
    ok: false,
    error: { kind: 'unknown-variable', name: 'tracking', known: VARIABLES_OF.cancelled },
  });
});

test.each([
  [{ subject: ' ', intro: 'x' }, 'empty'],
  [{ subject: 'x', intro: 'open {{order' }, 'unclosed'],
  [{ subject: 'x', intro: 'shut order}}' }, 'unclosed'],
  [{ subject: 'one\nBcc: all@evil.example', intro: 'x' }, 'several-lines'],
  [{ subject: 'x'.repeat(151), intro: 'x' }, 'too-long'],
  [{ subject: 'x', intro: '{{}}' }, 'unknown-variable'],
])('the wording %j is refused as %s', (wording, kind) => {
  expect(checkWording('shipped', wording)).toMatchObject({ ok: false, error: { kind } });
});

test('a variable without a value leaves no gap', () => {
  expect(fill('Sent with {{carrier}} today, {{name}}.', { name: 'Ada' })).toBe(
    'Sent with today, Ada.',
  );
  expect(fill('{{carrier}} has it', { carrier: 'Post' })).toBe('Post has it');
});

test('a value is filled in as it is, also when it looks like a variable', () => {
  expect(fill('Dear {{name}}', { name: '{{order}} $& $1', order: '#1' })).toBe(
    'Dear {{order}} $& $1',
  );
});

test('no text begins a second header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(headerLine(`a${text}`)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
});

test('whatever is typed by a shopper, retailer or supplier stays text in the HTML', () => {
  const evil = '<img src=x onerror=alert(1)>"\'&';
  fc.assert(
    fc.property(fc.constantFrom(...LOCALES), fc.constantFrom(...MILESTONES), (locale, kind) => {
      const letter = writeShopperLetter({
        kind,
        locale,
        brand: { ...brand, name: evil, footer: evil },
        wording: { subject: evil, intro: `{{name}} ${evil}` },
        facts: {
          orderName: evil,
          lines: [{ title: evil, quantity: 1 }],
          carrier: evil,
          trackingNumber: evil,
          trackingUrl: 'javascript:alert(1)',
          returnName: evil,
        },
        shopperName: evil,
      });
      const html = drawLetter(letter);
      expect(html).not.toContain('<img src=x');
      expect(html).not.toContain('javascript:');
      expect(letterText(letter)).toContain(evil);
    }),
    { numRuns: 20 },
  );
});

test('a tracking address becomes a button only when it is one of the web', () => {
  const write = (trackingUrl: string) =>
    writeShopperLetter({
      kind: 'shipped',
      locale: 'en',
      brand,
      wording: undefined,
      facts: { trackingUrl },
      shopperName: undefined,
    }).button;
  expect(write('https://post.example/1')).toEqual({
    label: LABELS.en.track,
    url: 'https://post.example/1',
  });
  expect(write('data:text/html,x')).toBeUndefined();
  expect(write('not an address')).toBeUndefined();
});

test('amounts and days are written as the language writes them', () => {
  const write = (locale: 'de' | 'fr', minor: number, currency: string) =>
    writeShopperLetter({
      kind: 'return-refunded',
      locale,
      brand,
      wording: undefined,
      facts: { amount: { minor, currency } },
      shopperName: undefined,
    }).facts[0]?.value;
  expect(write('de', 123_450, 'EUR')).toBe('1.234,50\u00a0€');
  expect(write('fr', 500, 'JPY')).toContain('500');
  expect(write('de', 1_234, 'KWD')).toContain('1,234');
});

test('a shopper is written to by where the parcel goes, unless the shop has chosen a language', () => {
  expect(['DE', 'CH', 'FR', 'US', ''].map((country) => localeFor(brand, country))).toEqual([
    'de',
    'de',
    'fr',
    'en',
    'en',
  ]);
  expect(localeFor({ ...brand, locale: 'fr' }, 'DE')).toBe('fr');
});

test('the text on a button can be read on every colour', () => {
  expect([
    textColorOn('#ffffff'),
    textColorOn('#000000'),
    textColorOn('#1f5199'),
    textColorOn('#ffd700'),
  ]).toEqual(['#000000', '#ffffff', '#ffffff', '#000000']);
});

test.each([
  { replyTo: 'a@b.example\nBcc: x@y.example' },
  { name: 'Shop\r\nX: y' },
  { logoUrl: 'http://insecure.example/logo.png' },
  { color: 'red' },
])('a brand with %j is refused', (fault) => {
  expect(StoreBrand.safeParse({ ...brand, ...fault }).success).toBe(false);
});

test('the same milestone is the same message; a parcel has gone once, as a part or as the last', () => {
  const of = (milestone: (typeof MILESTONES)[number], about?: string) =>
    milestoneMessageId({ distributorId: 'd', orderId: 'o', milestone, about });
  expect(of('shipped', 'p1')).toBe(of('part-shipped', 'p1'));
  expect(
    new Set([of('shipped', 'p1'), of('shipped', 'p2'), of('delivered', 'p1'), of('cancelled')])
      .size,
  ).toBe(4);
});

test('a daily digest comes at its hour in the recipient’s time zone, also when the clocks change', () => {
  const schedule = { timeZone: 'Europe/Zurich', digestHour: 8 };
  const slot = (now: string) => lastSlot('daily', new Date(now), schedule).toISOString();
  expect(slot('2026-07-10T05:59:00Z')).toBe('2026-07-09T06:00:00.000Z');
  expect(slot('2026-07-10T06:00:00Z')).toBe('2026-07-10T06:00:00.000Z');
  expect(slot('2026-10-25T07:00:00Z')).toBe('2026-10-25T07:00:00.000Z');
  expect(
    lastSlot('daily', new Date('2026-07-10T00:30:00Z'), {
      timeZone: 'Pacific/Auckland',
      digestHour: 8,
    }).toISOString(),
  ).toBe('2026-07-09T20:00:00.000Z');
  expect(lastSlot('hourly', new Date('2026-07-10T06:42:10Z'), schedule).toISOString()).toBe(
    '2026-07-10T06:00:00.000Z',
  );
});

test('the pauses of webhooks grow to four hours and stay there', () => {
  const pauses = Array.from({ length: 20 }, (_none, index) => webhookPause(index + 1));
  expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
  expect([pauses[0], pauses.at(-1)]).toEqual([5_000, 4 * 3_600_000]);
});
