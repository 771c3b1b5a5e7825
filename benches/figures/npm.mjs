// What the npm package takes for a message, beside a plain reader: `node npm.mjs PACKAGE PLAIN FILE...`. For each file a line: nanoseconds of `decode`, of `records`, which gives
// the same as numbers, and of the plain reader.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packaged, plain, ...files] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(resolve(file)));
const { decode, records } = await load(packaged);
const { read } = await load(plain);

/** Nanoseconds for a call, in the best of some batches. */
function time(call) {
  const until = performance.now() + 200;
  let calls = 0;
  while (performance.now() < until) {
    call();
    calls++;
  }
  const rounds = Math.ceil(calls / 10);
  let best = Infinity;
  for (let batch = 0; batch < 10; batch++) {
    const start = performance.now();
    for (let round = 0; round < rounds; round++) call();
    best = Math.min(best, ((performance.now() - start) * 1e6) / rounds);
  }
  return Math.round(best);
}

for (const file of files) {
  const bytes = new Uint8Array(readFileSync(file));
  if (!decode(bytes).complete || read(bytes).entries.length === 0) throw new Error(`${file} is not read`);
  console.log(time(() => decode(bytes)), time(() => records(bytes)), time(() => read(bytes)));
}
