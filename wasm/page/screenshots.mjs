// The pictures of the README, once the page is built: `npm run screenshots`.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { PAGE } from './serve.mjs';

const PICTURES = [
  { name: 'reply', example: 'link-exchange', width: 1440, height: 960, select: 'PathConsumed' },
  { name: 'names', example: 'forty-controllers', width: 1440, height: 900, colorScheme: 'dark' },
  { name: 'hostile', example: 'names-of-strangers', width: 1440, height: 900 },
  { name: 'phone', example: 'target-sets', width: 360, height: 780, select: 'DFSPathOffset', colorScheme: 'dark' },
];

const executablePath = process.env.PATH.split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find(existsSync);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const { name, example, width, height, select, ...options } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, ...options });
    await page.goto(pathToFileURL(PAGE).href);
    await page.locator(`#gallery [data-example="${example}"]`).click();
    if (select !== undefined)
      await page
        .locator('#tree [role=treeitem]', { has: page.locator(`.name:text-is("${select}")`) })
        .first()
        .click();
    await page.mouse.move(0, 0);
    await page.screenshot({ path: fileURLToPath(new URL(`../../docs/page-${name}.png`, import.meta.url)) });
    await page.close();
  }
} finally {
  await browser.close();
}
