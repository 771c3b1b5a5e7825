// `browser.mjs dev|build|csp|readme FOLDER`: the page in Chromium, served by Vite; a line for the page and one for its worker. Or a page with
// the example of the README, and what that prints.

import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, createServer, preview } from 'vite';

const [how, root] = process.argv.slice(2);
const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";
// A fixed host: no other machine may reach it. Any port.
const at = { host: '127.0.0.1', port: 0 };
const config = { root, configFile: false, logLevel: 'error' };

const executablePath = process.env.PATH.split(delimiter).map((folder) => join(folder, 'chromium')).find(existsSync);
let server, browser;
try {
  if (how === 'readme') writeFileSync(join(root, 'index.html'), '<!doctype html>\n<script type="module" src="./readme.js"></script>\n');
  if (how === 'dev') {
    server = await createServer({ ...config, server: at });
    await server.listen();
  } else {
    await build(config);
    server = await preview({ ...config, preview: { ...at, headers: how === 'csp' ? { 'content-security-policy': CSP } : {} } });
  }
  const url = `http://127.0.0.1:${server.httpServer.address().port}/`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(String(error)));
  page.on('console', (message) => (message.type() === 'log' ? console.log(message.text()) : console.error(message.text())));
  await page.goto(url);
  if (how !== 'readme') await page.locator('li').nth(1).waitFor({ timeout: 30_000 });
  for (const line of await page.locator('li').allTextContents()) console.log(line);
  // Without this the row would prove nothing.
  const fetches = await page.evaluate(() => fetch('/').then(() => true, () => false));
  if (fetches === (how === 'csp')) throw new Error(`the page ${fetches ? 'can' : 'cannot'} fetch`);
} finally {
  await browser?.close();
  await server?.close();
}
process.exit();
