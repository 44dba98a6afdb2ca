/** The theme block on a product page, in a browser, as a shopper meets it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LINEN_SHIRT, startScreens } from '../factories/shopify-screens.ts';
import type { RunningScreens } from '../factories/shopify-screens.ts';
import { listen } from '../setup/loopback.ts';
import type { Listening } from '../setup/loopback.ts';
import { startBrowser, takePicture } from '../setup/browser.ts';

const AS_OF = '2026-10-05T10:00:40Z';
const CONFIRMED = '2026-10-05T10:00:00Z';

type StockDesk = {
  /** Units by variant; a variant that is not here is unknown to the app. */
  available: Record<string, number>;
  broken: boolean;
  asked: string[];
};
const desk: StockDesk = { available: {}, broken: false, asked: [] };

/** The app's stock endpoint, as small as it can be. */
function answerStock(request: IncomingMessage, response: ServerResponse): void {
  const query = new URL(request.url ?? '/', 'http://app').searchParams;
  desk.asked.push(query.getAll('variant').join());
  if (desk.broken) {
    response.writeHead(500).end('<h1>Broken</h1>');
    return;
  }
  const stock = Object.fromEntries(
    query.getAll('variant').flatMap((id) => {
      const available = desk.available[id];
      return available === undefined
        ? []
        : [[id, { available, confirmedAt: CONFIRMED, leadTimeDays: 3 }]];
    }),
  );
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ asOf: AS_OF, stock }));
}

let browser: Browser;
let app: Listening;
let screens: RunningScreens;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  app = await listen(answerStock);
  screens = await startScreens(app.origin);
});
afterAll(async () => {
  await browser.close();
  await screens.close();
  await app.close();
});
beforeEach(() => {
  Object.assign(desk, { available: { 501: 3, 502: 11 }, broken: false, asked: [] });
});
afterEach(async () => {
  await page.context().close();
});

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 850 }, ...options });
  page = await context.newPage();
  context.setDefaultTimeout(10_000);
  // Two hours away from the server's clock, which must do no harm; `runFor` lets it leap.
  await page.clock.install({ time: new Date('2026-10-05T12:00:00Z') });
  return page;
}

const visit = (query = '') => page.goto(address(query));

const address = (query = '') => `${screens.origin}/storefront/atelier/products/linen-shirt${query}`;
const words = () => page.locator('stockbridge-live-stock [data-words]');
const facts = () => page.locator('stockbridge-live-stock [data-facts]');
const live = () => page.locator('stockbridge-live-stock[data-live]');

/** Adds up every layout shift of the page from its first moment; must run before it opens. */
async function countShifts(): Promise<void> {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
}
const shifts = () =>
  page.evaluate(() =>
    (window as unknown as { shifts: number[] }).shifts.reduce((sum, each) => sum + each, 0),
  );

describe('without script', () => {
  it('shows the stock that the shop knows', async () => {
    await openPage({ javaScriptEnabled: false });
    await page.goto(address());
    expect(await words().innerText()).toBe('Low stock · 4 left');
    expect(await facts().innerText()).toBe('Ships in 2 days');
    expect(desk.asked).toEqual([]);
    await takePicture(page, 'live-stock-without-script');
  });

  it('shows another variant that the shopper chooses', async () => {
    await openPage({ javaScriptEnabled: false });
    await page.goto(address());
    await page.getByRole('radio', { name: 'Ink', exact: true }).check();
    await page.getByRole('button', { name: 'Show this one' }).click();
    expect(await words().innerText()).toBe('Sold out');
  });
});

describe('with script', () => {
  it('goes live and says how fresh the number is', async () => {
    await openPage();
    await visit();
    await live().waitFor();
    expect(await words().innerText()).toBe('Low stock · 3 left');
    expect(await facts().innerText()).toMatch(/^Confirmed 4\d sec\. ago · Ships in 3 days$/);
    await takePicture(page, 'live-stock-live');
  });

  it('lets the age of the number grow, and asks again after 30 seconds', async () => {
    await openPage();
    await visit();
    await live().waitFor();
    await page.clock.runFor(13_000);
    expect(await facts().innerText()).toMatch(/^Confirmed 5\d sec\. ago · Ships in 3 days$/);
    desk.available = { 501: 1 };
    await page.clock.runFor(18_000);
    await page.getByText('Low stock · 1 left').waitFor();
    expect(desk.asked).toEqual(['501', '501']);
  });

  it('follows the chosen variant at once, before the app has answered', async () => {
    await openPage();
    await visit();
    await live().waitFor();
    desk.broken = true;
    await page.getByRole('radio', { name: 'M', exact: true }).check();
    await page.clock.runFor(100);
    expect(await words().innerText()).toBe('In stock · 12 left');
    expect(await facts().innerText()).toBe('Ships in 2 days');
  });

  it('then shows what the app says of that variant', async () => {
    await openPage();
    await visit();
    await live().waitFor();
    await page.getByRole('radio', { name: 'M', exact: true }).check();
    await page.clock.runFor(100);
    await page.getByText('In stock · 11 left').waitFor();
    expect(desk.asked).toEqual(['501', '502']);
  });

  it('keeps the painted number when the proxy fails', async () => {
    desk.broken = true;
    await openPage();
    const failed = page.waitForResponse((response) => response.url().includes('/apps/stockbridge'));
    await visit();
    expect((await failed).status()).toBe(500);
    await page.clock.runFor(2_000);
    expect(await words().innerText()).toBe('Low stock · 4 left');
    expect(await live().count()).toBe(0);
  });

  it('keeps the painted number of a variant that the app does not know', async () => {
    desk.available = {};
    await openPage();
    const answered = page.waitForResponse((response) =>
      response.url().includes('/apps/stockbridge'),
    );
    await visit();
    await answered;
    await page.clock.runFor(2_000);
    expect(await words().innerText()).toBe('Low stock · 4 left');
    expect(await live().count()).toBe(0);
  });

  it('goes on after a failure: the next answer makes it live', async () => {
    desk.broken = true;
    await openPage();
    await visit();
    await page.clock.runFor(2_000);
    desk.broken = false;
    await page.clock.runFor(31_000);
    await page.getByText('Low stock · 3 left').waitFor();
  });

  it('shifts nothing, neither by the answer nor by changes of variant', async () => {
    await openPage();
    await countShifts();
    await visit();
    await live().waitFor();
    for (const option of ['M', 'Ink', 'S', 'Sand']) {
      // By script, not by hand: shifts within 500 ms of a click would not count.
      await page.getByRole('radio', { name: option, exact: true }).evaluate((radio) => {
        (radio as HTMLInputElement).checked = true;
        radio.dispatchEvent(new Event('change', { bubbles: true }));
      });
      await page.clock.runFor(1_100);
    }
    expect(await shifts()).toBe(0);
  });

  it('sees a shift when there is one', async () => {
    await openPage();
    await countShifts();
    await visit();
    await page.evaluate(async () => {
      const block = document.querySelector<HTMLElement>('stockbridge-live-stock');
      if (block) block.style.blockSize = '300px';
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
    await page.clock.runFor(1_000);
    expect(await shifts()).toBeGreaterThan(0);
  });

  it('can be reached and changed by keyboard alone', async () => {
    await openPage();
    await visit();
    await live().waitFor();
    await page.getByRole('radio', { name: 'S', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await page.clock.runFor(100);
    await page.getByText('In stock · 11 left').waitFor();
    await takePicture(page, 'live-stock-keyboard');
  });

  it('tells a screen reader of a new number once, and leaves it alone about its age', async () => {
    await openPage();
    await visit();
    await live().waitFor();
    const spoken = page.locator('stockbridge-live-stock [aria-live="polite"]');
    await spoken.evaluate((region) => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      new MutationObserver(() => heard.push(region.textContent.trim())).observe(region, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    desk.available = { 501: 2 };
    await page.clock.runFor(31_000);
    await page.getByText('Low stock · 2 left').waitFor();
    await page.clock.runFor(10_000);
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([
      'Low stock · 2 left',
    ]);
  });

  it.each([
    ['?variant=501', 'low'],
    ['?variant=502', 'in'],
    ['?variant=503', 'out'],
    ['?variant=504', 'order'],
  ])('is clean for axe with %s (%s)', async (query, state) => {
    await openPage();
    await visit(query);
    await page.locator(`stockbridge-live-stock[data-state="${state}"]`).waitFor();
    const found = await new AxeBuilder({ page }).include('stockbridge-live-stock').analyze();
    expect(found.violations.map(({ id }) => id)).toEqual([]);
  });
});

describe('the pages around it', () => {
  it('are clean for axe, on a phone too', async () => {
    await openPage({ viewport: { width: 375, height: 800 } });
    await visit();
    await live().waitFor();
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await takePicture(page, 'live-stock-phone');
    await page.goto(`${screens.origin}/storefront/atelier/`);
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  });

  it('do not run a script that a supplier put into a description', async () => {
    const descriptionHtml =
      '<p>Fine.</p><img src=x onerror="document.title=1"><script>document.title=1</script>';
    const hostile = await startScreens(app.origin, {
      products: [{ ...LINEN_SHIRT, descriptionHtml }],
    });
    await openPage();
    await page.goto(`${hostile.origin}/storefront/atelier/products/linen-shirt`, {
      waitUntil: 'load',
    });
    expect(await page.title()).toBe('Linen shirt – Atelier Nord');
    await hostile.close();
  });

  it('speak German', async () => {
    await openPage({ locale: 'de-CH' });
    await visit('?locale=de');
    await live().waitFor();
    expect(await words().innerText()).toBe('Nur noch wenige · noch 3');
    expect(await facts().innerText()).toMatch(/^Bestätigt vor 4\d Sek\. · Versand in 3 Tagen$/);
  });
});
