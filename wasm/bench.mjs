// `npm run bench`: how long `decode` and `records` take, beside reading as much from JSON, which is the measure of the machine.

import { decode, encode, records } from 'dfsc';

/** A reply of version 4. */
function reply(count, dfsPath, server) {
  const entries = Array.from({ length: count }, (_, number) => ({
    versionNumber: 4,
    timeToLive: 300,
    dfsPath,
    networkAddress: `${server}${number}`,
    referralEntryFlags: number === 0 ? 4 : 0,
  }));
  const encoded = encode({ kind: 'response', pathConsumed: 2 * dfsPath.length, referralHeaderFlags: 2, entries });
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.bytes;
}

/** Microseconds for a call, in the best of many rounds. */
function time(call) {
  for (let count = 0; count < 1000; count++) call();
  let best = Infinity;
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    for (let count = 0; count < 100; count++) call();
    best = Math.min(best, (performance.now() - start) * 10);
  }
  return best;
}

/** Of each reply: bytes, and the times of `records`, `decode` and `JSON.parse`. */
export function measured() {
  return [reply(2, '\\contoso\\public\\docs', '\\fs.contoso\\'), reply(50, '\\s\\d', '\\t\\')].map((bytes) => {
    const json = JSON.stringify(decode(bytes));
    return [bytes.length, time(() => records(bytes)), time(() => decode(bytes)), time(() => JSON.parse(json))];
  });
}

if (process.argv[1]?.endsWith('bench.mjs')) {
  for (const [bytes, ...times] of measured()) {
    const [numbers, objects, parsed] = times.map((microseconds) => `${microseconds.toFixed(1)} us`);
    console.log(`${bytes} bytes: records ${numbers}, decode ${objects}; JSON.parse of the same ${parsed}`);
  }
}
