// Whether the page can be used by all: WCAG 2.2 AA as far as a program can tell, in every state.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { captured, drawn } from '../../test/inputs.mjs';
import { load } from './module.mjs';
import { pasted, row, settled, withPage } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { EXAMPLES } = await load('examples.ts');
const vector = (name) => drawn.find((one) => one.name === `vectors/${name}.hex`).text.toString();

// What the light and the dark can do differently.
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

/** In the light and in the dark; but for what is left out. */
async function clean(page, state, exclude = []) {
  for (const [colorScheme, runOnly] of [
    ['light', ALL],
    ['dark', COLOURS],
  ]) {
    await page.emulateMedia({ colorScheme });
    // A word that is fading in has no colour yet.
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    await judged(page, { exclude }, runOnly, `${state}, ${colorScheme}`);
  }
}

async function judged(page, context, runOnly, state) {
  // The page evaluates nothing: this is the browser's own doing.
  await page.evaluate(axe);
  const { violations, incomplete } = await page.evaluate(([context, runOnly]) => axe.run(context, { runOnly }), [context, runOnly]);
  const told = violations.map(
    ({ id, help, nodes }) =>
      `${state}: ${id}: ${help}: ${nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`)
        .join(' | ')}`,
  );
  assert.deepEqual(told, []);
  // What axe cannot judge, it says; that is the contrast of what stands on stripes, and the room around buttons in what scrolls.
  const unjudged = incomplete.filter(({ id }) => !['color-contrast', 'target-size', 'aria-hidden-focus'].includes(id));
  assert.deepEqual(
    unjudged.map(({ id, nodes }) => `${state}: ${id}: ${nodes[0].html.slice(0, 200)}`),
    [],
  );
}

const states = {
  'nothing is there': async () => {},
  'no dump': (page) => pasted(page, 'no dump at all'),
  'a reply': (page) => pasted(page, vector('v4-link-two-sets')),
  'a field is selected': async (page) => {
    await pasted(page, vector('v4-shared-alternate'));
    await row(page, 'DFSPathOffset').click();
    await page.mouse.move(0, 0);
  },
  'bytes are selected': async (page) => {
    await pasted(page, vector('v4-windows-padding'));
    await page.focus('#hex');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Shift+ArrowLeft');
  },
  'several messages': async (page) => {
    const { request_messages, response_messages } = captured.find(({ name }) => name === '0015-multi-level4');
    await pasted(page, [...request_messages, ...response_messages].join('\n'));
  },
  'a refusal': async (page) => {
    const { response_messages } = captured.find(
      ({ status_name, response_messages }) => /NOT_FOUND/.test(status_name) && response_messages.length > 0,
    );
    await pasted(page, response_messages[0]);
  },
  'something is broken, and something was said': async (page) => {
    await pasted(page, vector('broken-second-entry'));
    await row(page, 'PathConsumed').click();
    await page.getByRole('button', { name: 'Copy value' }).click();
  },
  'a request in the second box': async (page) => {
    await pasted(page, vector('v4-link-two-sets'));
    await pasted(page, vector('request-v4'), '#request');
  },
  'the examples': (page) => page.locator('#open-examples').click(),
  'the keys': (page) => page.locator('#open-keys').click(),
  'the ways to copy': async (page) => {
    await pasted(page, vector('v4-link-two-sets'));
    await page.locator('#open-copy').click();
  },
  'a link': async (page) => {
    await pasted(page, vector('v4-link-two-sets'));
    await page.locator('#open-share').click();
    await page.locator('#share-said', { hasText: 'characters' }).waitFor();
  },
};

for (const width of [1440, 360]) {
  test(`no state breaks a rule, ${width} pixels`, async () => {
    for (const [state, reach] of Object.entries(states)) {
      await withPage({ width, height: 560 }, async (page) => {
        await reach(page);
        await settled(page);
        await clean(page, state);
      });
    }
  });
}

test('no example breaks a rule', async () => {
  await withPage({ height: 560 }, async (page) => {
    for (const { id } of EXAMPLES) {
      await page.locator('#open-examples').click();
      await page.locator(`#examples [data-example="${id}"]`).click();
      await settled(page);
      // Bytes look as in the states above, and take the longest.
      await clean(page, id, ['#hex']);
    }
  });
});
