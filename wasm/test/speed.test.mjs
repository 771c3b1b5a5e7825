// `decode` makes objects about as fast as `JSON.parse` makes them from text: no serialisation is hidden in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measured } from '../bench.mjs';

test('objects cost little more than the same from JSON', () => {
  for (const [bytes, , decode, parse] of measured()) assert(decode < 6 * parse, `${bytes} bytes: ${decode} us, ${parse} us`);
});
