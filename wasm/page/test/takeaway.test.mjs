// What is copied from the page, and shared.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRINTED_SHAPES, decode, formatDump, inspect, parseDump } from 'dfsc';
import { captured, drawn } from '../../test/inputs.mjs';
import { clipboard, marked, opened, pasted, range, row, withPage } from './browser.mjs';

const vector = (name) => drawn.find((one) => one.name === `vectors/${name}.hex`).text.toString();
const twoSets = vector('v4-link-two-sets');
const bytes = parseDump(twoSets).bytes;

/** Copies by the dialog, and gives what is then on the clipboard. */
async function copied(page, scope, form) {
  await page.evaluate(() => navigator.clipboard.writeText('nothing'));
  if (scope !== null) await page.locator(`#copy input[value=${scope}]`).check();
  await page.locator('#copy-form').selectOption(form);
  await page.locator('#copy').getByRole('button', { name: 'Copy', exact: true }).click();
  return clipboard(page);
}

test('everything that can be copied is what it says', async () => {
  await withPage({}, async (page) => {
    await pasted(page, twoSets);
    await row(page, 'NetworkAddress').click();
    await page.locator('#open-copy').click();
    assert.equal(await copied(page, 'selection', 'value'), '\\fs1.contoso.example\\reports');
    assert.match(await copied(page, 'selection', 'filter'), /^smb\.dfs\.referral\.\w+ == "/);
    const field = inspect(twoSets)[0].fields.find(({ name }) => name === 'NetworkAddress');
    assert.deepEqual(JSON.parse(await copied(page, 'selection', 'fields')), field);
    for (const shape of PRINTED_SHAPES) {
      const [part, all] = [await copied(page, 'selection', shape), await copied(page, 'packet', shape)];
      for (const [text, expected] of [
        [part, bytes.subarray(field.start, field.end)],
        [all, bytes],
      ]) {
        const dump = parseDump(text, { shape });
        assert(dump.ok, shape);
        assert.deepEqual(dump.bytes.subarray(0, expected.length), expected, shape);
      }
    }
    // In the languages, as these write bytes.
    assert.match(await copied(page, 'packet', 'c'), /0x3e, 0x00/);
    assert.match(await copied(page, 'packet', 'rust'), /0x3e, 0x00|\[u8/);
    assert.match(await copied(page, 'packet', 'go'), /\[\]byte\{/);
    assert.match(await copied(page, 'packet', 'python'), /^b'/);
    const { dump, ...told } = inspect(twoSets)[0];
    assert.deepEqual(JSON.parse(await copied(page, 'packet', 'fields')), told);
    const report = await copied(page, 'packet', 'report');
    assert.match(report, /^# /);
    assert.match(report, /NetworkAddress/);
    assert.match(report, /3e 00 03 00/);
  });
});

test('what is selected is copied by a button', async () => {
  await withPage({}, async (page) => {
    await pasted(page, twoSets);
    await row(page, 'TimeToLive').click();
    const press = async (name) => {
      await page.locator('.selected').getByRole('button', { name }).click();
      return clipboard(page);
    };
    assert.equal(await press('Copy value'), '1800');
    assert.equal(await press('Copy hex'), '08070000');
    assert.equal(await press('Copy filter'), 'smb.dfs.referral.ttl == 1800');
    assert.equal(JSON.parse(await press('Copy JSON')).value, 1800);
    assert.equal(await page.locator('#status').textContent(), 'Copied: JSON');
    // A range that no field is.
    await page.locator('#b3').click();
    await page.locator('#b9').click({ modifiers: ['Shift'] });
    assert.deepEqual(await marked(page, 'on'), range(3, 10));
    assert.equal(await press('Copy hex'), Buffer.from(bytes.subarray(3, 10)).toString('hex'));
    assert.equal(await page.locator('.selected').getByRole('button', { name: 'Copy value' }).count(), 0);
    // By drawing, too.
    const at = async (byte) => {
      const box = await page.locator(`#b${byte}`).boundingBox();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    await page.mouse.move(...(await at(16)));
    await page.mouse.down();
    await page.mouse.move(...(await at(18)));
    await page.mouse.move(...(await at(20)));
    await page.mouse.up();
    assert.deepEqual(await marked(page, 'on'), range(16, 21));
  });
});

test('all packets are copied, and each alone', async () => {
  await withPage({}, async (page) => {
    const {
      request_messages: [request],
      response_messages: [response],
    } = captured.find(({ name }) => name === '0015-multi-level4');
    const dumps = [request, response].map((hex) => formatDump(parseDump(hex).bytes, 'xxd'));
    await pasted(page, dumps.join('\n'));
    await page.locator('#open-copy').click();
    const all = parseDump(await copied(page, 'all', 'hexdump-c'));
    assert.deepEqual(all.packets.length, 2);
    assert.deepEqual(Buffer.from(all.bytes).toString('hex'), request + response);
    assert.equal(await copied(page, 'packet', 'hex'), `${response}\n`);
    assert.equal(JSON.parse(await copied(page, 'all', 'fields')).length, 2);
    assert.match(await copied(page, 'all', 'report'), /REQ_GET_DFS_REFERRAL[^]*RESP_GET_DFS_REFERRAL/);
  });
});

test('a link opens as what was shared', async () => {
  const text = `> # für \u{1f600}\r\n${formatDump(bytes, 'samba')}`;
  await withPage({}, async (page) => {
    await pasted(page, text, '#paste');
    const shown = await page.locator('#paste').inputValue();
    assert.equal(await page.evaluate(() => location.hash), '');
    await page.locator('#open-share').click();
    await page.getByLabel(/As they are/).check();
    await page.locator('#share-said', { hasText: 'as it is' }).waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    const link = await clipboard(page);
    assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/#v1\.[\w-]+$/);
    // The page itself stays where it was.
    assert.equal(await page.evaluate(() => location.hash), '');
    await withPage({ at: link }, async (other) => {
      await other.locator('.summary').waitFor();
      assert.equal(await other.locator('#paste').inputValue(), shown);
      assert.deepEqual(await other.locator('#tree .name').allTextContents(), await page.locator('#tree .name').allTextContents());
    });
  });
});

test('a link holds what was told, and the request', async () => {
  await withPage({}, async (page) => {
    const { request, response } = captured.find(({ name }) => name === '0015-multi-level4');
    await pasted(page, formatDump(response, 'od-x'));
    await pasted(page, formatDump(request, 'json'), '#request');
    await page.getByLabel('Take the bytes to begin with').selectOption('response');
    await page.getByRole('button', { name: 'go on with another beginning' }).click();
    await page.locator('#open-share').click();
    await page.getByLabel(/As they are/).check();
    await page.locator('#share-said', { hasText: 'as it is' }).waitFor();
    const link = await page.locator('#share-link').inputValue();
    await withPage({ at: link }, async (other) => {
      await other.locator('.summary').waitFor();
      assert.equal(await other.locator('#request').inputValue(), formatDump(request, 'json'));
      assert.match(await other.locator('.read-as').textContent(), /Told to begin with response/);
    });
  });
});

test('a link without names has none of them, and the same structure', async () => {
  await withPage({}, async (page) => {
    const { request_messages, response_messages } = captured.find(({ name }) => name === '0015-multi-level4');
    await pasted(
      page,
      `a capture of srv01.corp.example\n${[...request_messages, ...response_messages].map((hex) => formatDump(parseDump(hex).bytes, 'xxd')).join('\n')}`,
    );
    const before = await page.locator('#tree .name').allTextContents();
    await page.locator('#open-share').click();
    await page.locator('#share-said', { hasText: /with \d+ names replaced/ }).waitFor();
    const link = await page.locator('#share-link').inputValue();
    await withPage({ at: link }, async (other) => {
      await other.locator('.summary').waitFor();
      const text = await other.locator('#paste').inputValue();
      assert(!text.includes('srv01'));
      const read = parseDump(text);
      const latin = Buffer.from(read.bytes).toString('latin1').replace(/\0/g, '').toLowerCase();
      for (const name of ['servera', 'serverb', 'multi', '127.0.0.1']) assert(!latin.includes(name), name);
      assert.deepEqual(await other.locator('#tree .name').allTextContents(), before);
      const [one, same] = [request_messages[0] + response_messages[0], Buffer.from(read.bytes).toString('hex')];
      assert.equal(same.length, one.length);
      assert.equal(decode(read.bytes).kind, 'request');
    });
  });
});

test('a damaged link says so', async () => {
  for (const fragment of ['#v1.AAAA', '#v9.xyz', '#v1.']) {
    const { page, close } = await opened({ fragment });
    await page.locator('#toast[data-shown]').waitFor();
    assert.match(await page.locator('#status').textContent(), /link/);
    assert.equal(await page.locator('body').getAttribute('data-state'), 'empty');
    await close();
  }
  await withPage({ fragment: '#something-else' }, async (page) => {
    assert.equal(await page.locator('#toast[data-shown]').count(), 0);
  });
});
