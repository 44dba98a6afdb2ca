/** The merchant, in the shop's admin, with the app in its frame. */
import { expect } from 'vitest';
import type { FrameLocator, Page } from 'playwright-core';
import { awake, searchList } from './visit.ts';

export const appIn = (page: Page): FrameLocator => page.frameLocator('#app-frame');

const heading = (page: Page, name: string | RegExp) => appIn(page).getByRole('heading', { name });

/** Opens the app as one that the shop does not have yet: Shopify asks first. */
export async function installApp(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Install' }).click();
  await heading(page, 'Set up your shop').waitFor();
}

/** Follows the app's navigation, which the admin draws around it. */
export async function goTo(page: Page, entry: string): Promise<void> {
  const navigation = page.getByRole('navigation', { name: 'Admin' });
  await navigation.locator('#app-nav').getByRole('link', { name: entry, exact: true }).click();
}

export async function requestConnection(page: Page, distributor: string): Promise<void> {
  const app = appIn(page);
  await app.getByText('Your shop is prepared').waitFor();
  await (await awake(app.getByRole('link', { name: 'Find a distributor' }))).click();
  await heading(page, 'Find your first distributor').waitFor();
  await searchList(app, 'Search by name', distributor.slice(0, 6));
  // The search is sent a moment after the typing; the list under it would change while one asks.
  await page.waitForURL(/[?&]q=/);
  const request = app.getByRole('button', { name: `Request a connection with ${distributor}` });
  await request.click();
  const dialogue = app.getByRole('dialog');
  await dialogue.getByLabel('Message to the distributor').fill('An outdoor shop in Zürich.');
  await dialogue.getByRole('button', { name: 'Send request' }).click();
  await app.getByText('Your request is on its way').waitFor();
  await app.getByText('The distributor has been told and decides').waitFor();
}

/** Searches the range, ticks the two products that are found, and imports them. */
export async function importTwo(page: Page, search: string): Promise<void> {
  const app = appIn(page);
  await goTo(page, 'Browse products');
  await heading(page, 'Browse products').waitFor();
  await searchList(app, 'Search by title, SKU, barcode or vendor', search);
  await app.getByText('2 products. Select what you want').waitFor();
  const rows = app.getByRole('row').filter({ hasText: search });
  for (const row of await rows.all()) await row.getByRole('checkbox').press('Space');
  await app.getByRole('button', { name: 'Import 2 to my shop' }).first().click();
  await heading(page, '2 of 2 products done').waitFor();
  await app.getByText('Finished').first().waitFor();
}

export async function openListings(page: Page): Promise<void> {
  await appIn(page).getByRole('link', { name: 'See your listings' }).click();
  await heading(page, 'Listings').waitFor();
}

/** What the row of one product says, when all of it stands in the shop. */
export async function listingOf(page: Page, product: string): Promise<string> {
  const row = appIn(page).getByRole('row').filter({ hasText: product });
  await row.getByText('Live', { exact: true }).waitFor();
  await expect.poll(() => row.innerText()).not.toContain('→');
  return row.innerText();
}

export async function openOrder(page: Page, name: string): Promise<void> {
  await goTo(page, 'Orders');
  await (await awake(appIn(page).getByRole('link', { name }))).click();
  await heading(page, `Order ${name}`).waitFor();
}
