// The page in Chromium, as those who use it see it.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { PAGE, serve } from '../serve.mjs';

const executablePath = process.env.PATH.split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find(existsSync);

let browser, server;
/** What the server was asked for, and where it is. */
export const asked = [];
export let url = '';
export const fileUrl = pathToFileURL(PAGE).href;

before(async () => {
  if (executablePath === undefined) throw new Error('there is no chromium: `cargo xtask test --setup` installs it');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  ({ server, url } = await serve(0, (request) => asked.push(request.url)));
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** The page, in a browser that knows nothing yet. No error in it goes unseen. */
export async function opened({ at = url, width = 1440, height = 900, fragment = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(at + fragment);
  const close = async () => {
    await context.close();
    if (faults.length > 0) throw new Error(faults.join('\n'));
  };
  return { page, context, faults, close };
}

/** Runs with the page, and closes it. */
export async function withPage(options, run) {
  const it = await opened(options);
  try {
    await run(it.page, it);
  } finally {
    await it.context.close();
  }
  if (it.faults.length > 0) throw new Error(it.faults.join('\n'));
}

/** Pastes as people do: with the keyboard, from the clipboard, into the box or wherever the focus is. */
export async function pasted(page, text, box = null) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  if (box === null) await page.evaluate(() => document.activeElement?.blur());
  else {
    await page.focus(box);
    await page.keyboard.press('Control+A');
  }
  await page.keyboard.press('Control+V');
  await settled(page);
}

/** Lists are made before the next frame. */
export const settled = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** The places of the bytes that have a class, in the column of hex. */
export const marked = (page, name) =>
  page.locator(`#hex [role=gridcell].${name}`).evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.at)));

/** From `start` up to, and without, `end`. */
export const range = (start, end) => Array.from({ length: end - start }, (_, at) => start + at);

/** The row of the tree with a name; of several, the n-th. */
export const row = (page, name, which = 0) =>
  page.locator('#tree [role=treeitem]', { has: page.locator(`.name:text-is("${name}")`) }).nth(which);
