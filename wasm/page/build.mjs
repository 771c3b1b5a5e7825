// The page, in one file, once the package is built: `npm run page`.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PAGE = here('../../target/web/inspector.html');
const SIZES = here('../../target/web/sizes.json');

async function bundled(file, options = {}) {
  // Bytes in strings are one or two bytes of UTF-8 each, not four of an escape.
  const more = { bundle: true, minify: true, write: false, charset: 'utf8', legalComments: 'none', logLevel: 'warning', ...options };
  const { outputFiles } = await build({ entryPoints: [here(file)], ...more });
  return outputFiles[0].text.trim();
}

const script = await bundled('src/main.ts', { format: 'esm', target: 'es2022' });
const style = await bundled('src/style.css', { target: 'es2022' });
// A browser takes CR LF for LF, and NUL for something else, before it looks at hashes. Marks that turn text have no place in a source.
if (/[\0\r\u202a-\u202e\u2066-\u2069]|<\/(script|style)|<!--/i.test(script + style))
  throw new Error('the script or the style does not stand in a page as it is');

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** Nothing is fetched, sent, framed or evaluated; text never becomes elements. */
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  'img-src data:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const page = readFileSync(here('index.html'), 'utf8').replace(
  /\{\{(policy|style|script)\}\}/g,
  (_, name) => ({ policy, style, script })[name],
);
writeFileSync(PAGE, page);

// Beside those of the package, which was built before.
const sizes = JSON.parse(readFileSync(SIZES, 'utf8'));
const gzip = gzipSync(page, { level: 9 }).length;
writeFileSync(SIZES, JSON.stringify({ ...sizes, 'inspector.html': { raw: Buffer.byteLength(page), gzip } }));
