// The examples of both READMEs print what they say.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const here = fileURLToPath(new URL('..', import.meta.url));
const readmes = ['README.md', '../README.md'].map((name) => readFileSync(`${here}${name}`, 'utf8'));
const examples = readmes.flatMap((readme) => [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code));

test('there are examples', () => assert.equal(examples.length, 5));

for (const [number, code] of examples.entries()) {
  test(`example ${number + 1}`, () => {
    const expected = [...code.matchAll(/\/\/ prints: (.*)/g)].map(([, line]) => line);
    assert(expected.length > 0);
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: here, encoding: 'utf8' });
    assert.deepEqual(printed.trimEnd().split(/\n+/), expected);
  });
}

test('they are TypeScript too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dfsc-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(here, join(folder, 'node_modules/dfsc'));
    symlinkSync(join(here, 'node_modules/@types'), join(folder, 'node_modules/@types'));
    const names = examples.map((code, number) => {
      writeFileSync(join(folder, `example${number}.ts`), `${code}\nexport {};\n`);
      return `example${number}.ts`;
    });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const flags = '--strict --noEmit --skipLibCheck --target es2022 --module nodenext --types node --exactOptionalPropertyTypes';
    const tsc = join(here, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...flags.split(' '), ...names], { cwd: folder, encoding: 'utf8' });
    assert.deepEqual([stdout, status], ['', 0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
