/** Visit: one person's browser window; it remembers every error that a page wrote to its console. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { takePicture } from '../../setup/browser.ts';

export type Visit = { readonly page: Page; readonly errors: readonly string[] };

/** What of a page is looked at: the page itself, or the frame that the app lives in. */
export type Screen = Pick<FrameLocator, 'getByRole' | 'getByLabel' | 'getByText' | 'locator'>;

const PATIENCE_MS = 45_000;

export async function startVisit(browser: Browser): Promise<Visit> {
  const viewport = { width: 1360, height: 1000 };
  const context = await browser.newContext({ viewport, userAgent: userAgent(browser) });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (fault) => errors.push(`${page.url()} threw ${fault.message}`));
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()} (${url})`);
  });
  return { page, errors };
}

/** A person's Chrome: the app's pages turn away what calls itself headless. */
function userAgent(browser: Browser): string {
  const [major] = browser.version().split('.');
  return `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
}

/** The server draws pages before their script runs; waits until the script has taken this part over. */
export async function awake(part: Locator): Promise<Locator> {
  await part.waitFor();
  const isTakenOver = () =>
    part.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps')));
  await expect.poll(isTakenOver, { timeout: PATIENCE_MS }).toBe(true);
  return part;
}

/** Searches a list whose filters are folded away at first. */
export async function searchList(screen: Screen, label: string, text: string): Promise<void> {
  const unfold = screen.getByRole('button', { name: 'Search and filter results' });
  await (await awake(unfold)).click();
  await screen.getByRole('textbox', { name: label }).fill(text);
}

/** Keeps a picture for eyes, and answers what axe finds wrong on the page and in its frames. */
export async function lookAt({ page }: Visit, name: string): Promise<string[]> {
  await takePicture(page, `road-${name}`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${name}: ${id} ${String(target)} ${failureSummary}`),
  );
}

/** Keeps what each person sees when a test fails, and says which errors their pages wrote. */
export async function showFailure(visits: Readonly<Record<string, Visit>>): Promise<void> {
  for (const [who, { page, errors }] of Object.entries(visits)) {
    await takePicture(page, `road-failed-${who}`);
    for (const error of errors) process.stderr.write(`${who}: ${error}\n`);
  }
}
