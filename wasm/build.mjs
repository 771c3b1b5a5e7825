// The package, from what `cargo xtask web` made of the crate: `npm run build`.

import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const glue = here('../target/web/glue/');
const dist = here('dist/');
const MODULES = ['message', 'dump'];

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
for (const module of MODULES) {
  const arguments_ = [here('node_modules/binaryen/bin/wasm-opt'), '-Oz', '--converge', `${glue}${module}_bg.wasm`, '-o', `${dist}${module}.wasm`];
  execFileSync(process.execPath, arguments_, { stdio: 'inherit' });
}

/** Finds what TypeScript only knows the names of. */
const resolved = (source) => ({
  name: 'resolved',
  setup(build) {
    build.onResolve({ filter: /^glue:/ }, ({ path }) => ({ path: `${glue}${path.slice(5)}.js`, sideEffects: false }));
    build.onResolve({ filter: /^\.\/source\.js$/ }, () => ({ path: here(`ts/source.${source}.ts`), sideEffects: false }));
    build.onResolve({ filter: /^\.\/.*\.wasm$/ }, ({ path }) => ({ path, external: true }));
    // Where the terminal tool finds the package.
    build.onResolve({ filter: /^dfsc$/ }, () => ({ path: './index.js', external: true }));
    build.onResolve({ filter: /^inline:/ }, ({ path }) => ({ path: path.slice(7), namespace: 'inline', sideEffects: false }));
    build.onLoad({ filter: /.*/, namespace: 'inline' }, ({ path }) => {
      const text = readFileSync(`${dist}${path}`).toString('latin1');
      return { contents: `export const text = ${JSON.stringify(text)}, length = ${text.length}` };
    });
  },
});

/** An entry of the package, in one file. */
async function entry(name, from, source, more = {}) {
  await build({
    entryPoints: { [name]: here(`ts/${from}.ts`) },
    outdir: dist,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    minify: true,
    // Bytes in strings are one or two bytes of UTF-8 each, not four of an escape.
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [resolved(source)],
    ...more,
  });
}

await entry('index', 'index', 'inline');
await entry('workerd', 'index', 'workerd');
await entry('slim', 'slim', 'slim');
await entry('tables', 'tables', 'slim');
await entry('cli', 'cli/main', 'inline', { platform: 'node', banner: { js: '#!/usr/bin/env node' } });

for (const project of ['tsconfig.json', 'tsconfig.cli.json']) {
  execFileSync(process.execPath, [here('node_modules/typescript/bin/tsc'), '--project', here(project)], { stdio: 'inherit' });
}

// Of the declarations, those that an entry leads to.
const kept = new Set();
const keep = (file) => {
  if (kept.has(file)) return;
  kept.add(file);
  for (const [, path] of readFileSync(`${dist}${file}`, 'utf8').matchAll(/from '\.\/([^']+)\.js'/g)) keep(`${path}.d.ts`);
};
keep('index.d.ts');
keep('slim.d.ts');
keep('tables.d.ts');
writeFileSync(`${dist}wasm.d.ts`, '/** A `WebAssembly.Module`, where a host imports such. */\ndeclare const module: object;\nexport default module;\n');
kept.add('wasm.d.ts');
for (const file of readdirSync(dist)) {
  if (file.endsWith('.d.ts') && !kept.has(file)) rmSync(`${dist}${file}`);
}

for (const license of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(here(`../${license}`), here(license));

const size = (bytes) => ({ raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length });
const sizes = {};
for (const file of readdirSync(dist).filter((file) => /\.(js|wasm)$/.test(file))) sizes[file] = size(readFileSync(`${dist}${file}`));
// What a page ships that calls one function only.
for (const name of ['decode', 'parseDump', 'toMessage']) {
  const stdin = { contents: `export { ${name} } from './index.js'`, resolveDir: dist };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', minify: true, charset: 'utf8', write: false });
  sizes[name] = size(outputFiles[0].contents);
}
writeFileSync(`${glue}../sizes.json`, JSON.stringify(sizes));
