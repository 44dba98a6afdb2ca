/** The distributor, in the hub. */
import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { awake } from './visit.ts';

const focused = (field: Locator) => field.evaluate((element) => element === document.activeElement);

/** Signs in with nothing but the keyboard. */
export async function signIn(
  page: Page,
  appUrl: string,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto(`${appUrl}/auth/sign-in`);
  const first = await awake(page.getByLabel('E-mail'));
  await page.keyboard.press('Tab');
  expect(await focused(first)).toBe(true);
  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  expect(await focused(page.getByLabel('Password'))).toBe(true);
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${appUrl}/hub`);
}

async function goTo(page: Page, entry: RegExp): Promise<void> {
  await (await awake(page.getByRole('navigation').getByRole('link', { name: entry }))).click();
}

export async function openRequest(page: Page, shop: string): Promise<void> {
  await goTo(page, /^Retailers/);
  await (await awake(page.getByRole('link', { name: shop }))).click();
  await page.getByRole('heading', { name: `${shop} asks to sell your goods` }).waitFor();
}

/** Approves with the price list; orders go to the suppliers without waiting. */
export async function approve(page: Page, priceList: string): Promise<void> {
  await page.getByLabel('Price list').selectOption({ label: priceList });
  await page.getByLabel('Then wait').fill('0');
  await page.getByRole('button', { name: 'Approve with these terms' }).click();
  await page.getByText('Approved. The retailer can pick products from now on.').waitFor();
}

/** Opens an order and waits until a supplier has taken it. */
export async function openRoutedOrder(page: Page, name: string): Promise<void> {
  await goTo(page, /^Orders/);
  await (await awake(page.getByRole('link', { name }))).click();
  await page.getByRole('heading', { name: 'Routing' }).waitFor();
  await page.getByText('Acknowledged', { exact: true }).first().waitFor();
}

type NewHub = {
  readonly name: string;
  readonly slug: string;
  readonly person: string;
  readonly email: string;
  readonly password: string;
};

/** Fills in what founds a hub; its owner signs in with that. */
export async function foundHub(page: Page, appUrl: string, hub: NewHub): Promise<void> {
  await page.goto(`${appUrl}/auth/register-hub`);
  await (await awake(page.getByLabel('Name of the distributor'))).fill(hub.name);
  await page.getByLabel('Short name').fill(hub.slug);
  await page.getByLabel('Your name').fill(hub.person);
  await page.getByLabel('E-mail').fill(hub.email);
  await page.getByLabel('Password').fill(hub.password);
  await page.getByRole('button', { name: 'Found the hub' }).click();
  await page.waitForURL((address) => !address.pathname.includes('register-hub'));
}

const ABOUT_10_KB = `<p>${'Light, dry and warm in every weather. '.repeat(270)}</p>`;

/** A product CSV of about so many megabytes: long descriptions, as shops export them. */
export function largeCatalogue(megabytes: number): Buffer {
  const header = 'Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price';
  const rows = Array.from(
    { length: megabytes * 100 },
    (_, index) => `large-${index},Large ${index},"${ABOUT_10_KB}",Sudwind,LG-${index},19.90`,
  );
  return Buffer.from([header, ...rows].join('\n'));
}

/** Uploads a file in the form of the page and starts its import. */
export async function uploadCatalogue(page: Page, buffer: Buffer): Promise<void> {
  const file = { name: 'large.csv', mimeType: 'text/csv', buffer };
  await (await awake(page.locator('input[type="file"]'))).setInputFiles(file);
  await page
    .getByRole('button', { name: /^(Import|Upload)/ })
    .first()
    .click();
}
