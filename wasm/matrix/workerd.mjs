// `workerd.mjs TOOLS FOLDER`: what wrangler made of the worker, in workerd.

import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [tools, folder] = process.argv.slice(2);
const { Miniflare } = createRequire(resolve(tools, 'package.json'))('miniflare');
const files = readdirSync(folder).filter((name) => /\.(js|wasm)$/.test(name)).sort((one) => (one === 'worker.js' ? -1 : 1));
if (!files.some((name) => name.endsWith('.wasm'))) throw new Error('the condition `workerd` was not taken: wrangler found no module of WASM');
const modules = files.map((name) => ({
  type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
  path: name,
  contents: readFileSync(join(folder, name)),
}));
const miniflare = new Miniflare({ modules, compatibilityDate: '2026-04-01', port: 0, cf: false });
try {
  console.log(await (await miniflare.dispatchFetch('http://worker/')).text());
} finally {
  await miniflare.dispose();
}
