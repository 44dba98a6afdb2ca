/** A real browser for tests: Chromium from npm, started once per file. Pictures of key screens are kept for eyes. */
import { mkdirSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

export async function startBrowser(): Promise<Browser> {
  const executablePath = await chromium.executablePath();
  // In one process, closing a context takes the whole browser with it.
  const args = chromium.args.filter((argument) => argument !== '--single-process');
  return playwright.launch({ executablePath, args, headless: true });
}

const PICTURES = new URL('../e2e/pictures/', import.meta.url);

export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({
    path: new URL(`${name}.png`, PICTURES).pathname,
    animations: 'disabled',
  });
}
