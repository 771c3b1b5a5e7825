// What the npm package takes for a message, beside a plain reader: `node npm.mjs PACKAGE PLAIN FILE...`. For each file a line: nanoseconds of `decode`, of `records`, which gives
// the same as numbers, and of the plain reader.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packaged, plain, ...files] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(resolve(file)));
const { decode, records } = await load(packaged);
const { read } = await load(plain);

/** Nanoseconds for a call of each, in the best of some batches. They take turns, so that what disturbs one disturbs all. */
function time(calls) {
  const best = calls.map(() => Infinity);
  // In the first batches they are compiled.
  for (let batch = 0; batch < 40; batch++) {
    for (const [at, call] of calls.entries()) {
      const start = performance.now();
      let rounds = 0;
      let end;
      do {
        for (let more = 0; more < 10; more++) call();
        rounds += 10;
        end = performance.now();
      } while (end < start + 10);
      best[at] = Math.min(best[at], ((end - start) * 1e6) / rounds);
    }
  }
  return best;
}

for (const file of files) {
  const bytes = new Uint8Array(readFileSync(file));
  if (!decode(bytes).complete || read(bytes).entries.length === 0) throw new Error(`${file} is not read`);
  const best = time([() => decode(bytes), () => records(bytes), () => read(bytes)]);
  console.log(best.map((nanoseconds) => nanoseconds.toFixed(1)).join(' '));
}
