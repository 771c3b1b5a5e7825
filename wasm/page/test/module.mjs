// A part of the page, without the page.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What a file of `src` exports. */
export async function load(file) {
  const { outputFiles } = await build({
    entryPoints: [here(`../src/${file}`)],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    charset: 'utf8',
    write: false,
    logLevel: 'warning',
    external: ['dfsc', 'dfsc/tables'],
    // So that this finds the package, as the page does.
    plugins: [
      {
        name: 'dfsc',
        setup: (build) =>
          build.onResolve({ filter: /^dfsc(\/tables)?$/ }, ({ path }) => ({ path: import.meta.resolve(path), external: true })),
      },
    ],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
