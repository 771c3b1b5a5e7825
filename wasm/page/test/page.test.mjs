// What the page shows of what is pasted, and that its views are one.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PRINTED_SHAPES, formatDump, inspect, parseDump } from 'dfsc';
import { captured, drawn } from '../../test/inputs.mjs';
import { asked, clipboard, fileUrl, marked, opened, pasted, range, row, settled, url, withPage } from './browser.mjs';

const vector = (name) => drawn.find((one) => one.name === `vectors/${name}.hex`).text.toString();
const bad = (name) => drawn.find((one) => one.name === `bad/${name}.hex`).text.toString();
const bytesOf = (text) => parseDump(text).bytes;
const multi = captured.find(({ name }) => name === '0015-multi-level4');
/** A request and its reply, as captured. */
const pair = [...multi.request_messages, ...multi.response_messages].join('\n');
const twoSets = vector('v4-link-two-sets');

/** The fields of the tree, by their names. */
const names = (page) => page.locator('#tree .name').allTextContents();

test('a paste of every shape is read at once, wherever the focus is', async () => {
  await withPage({}, async (page) => {
    const bytes = bytesOf(twoSets);
    let rows = null;
    for (const shape of PRINTED_SHAPES) {
      await pasted(page, formatDump(bytes, shape), shape.length % 2 === 0 ? '#paste' : null);
      assert.equal(await page.locator('.summary h2').textContent(), 'Reply: link targets', shape);
      assert.match(await page.locator('.read-as').textContent(), new RegExp(`: ${bytes.length} bytes`), shape);
      const now = await names(page);
      assert(now.length > 20);
      rows ??= now;
      assert.deepEqual(now, rows, shape);
      assert.equal(await page.locator('#hex [role=gridcell]').count(), bytes.length, shape);
    }
  });
});

test('other readings are a click away, and so is the way back', async () => {
  await withPage({}, async (page) => {
    await pasted(page, formatDump(bytesOf(vector('request-v4')), 'od-x'));
    assert.match(await page.locator('.summary h2').textContent(), /referral request/);
    await page.getByRole('button', { name: 'other order of bytes' }).click();
    assert.doesNotMatch(await page.locator('.summary h2').textContent(), /Link referral request/);
    await page.getByRole('button', { name: 'as recognised' }).click();
    assert.match(await page.locator('.summary h2').textContent(), /referral request/);
    await page.getByRole('group', { name: 'Other readings of the bytes' }).getByRole('button', { name: 'response', exact: true }).click();
    assert.match(await page.locator('.trail').textContent(), /response/);
    await page.getByLabel('Read the dump as').selectOption('base64');
    await page.getByRole('button', { name: 'go on with another shape' }).click();
    assert.match(await page.locator('.read-as').textContent(), /^Not read: it cannot be read in this shape/);
  });
});

test('a text that is no dump says where it stops being one', async () => {
  await withPage({}, async (page) => {
    await pasted(page, 'this is no dump');
    assert.match(await page.locator('.broken').first().textContent(), /^Not read: /);
    await page.getByRole('button', { name: 'Show the place' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'paste');
  });
});

test('a row of the tree and its bytes are one, by pointer', async () => {
  await withPage({}, async (page) => {
    await pasted(page, twoSets);
    await row(page, 'TimeToLive').click();
    assert.deepEqual(await marked(page, 'on'), range(16, 20));
    assert.match(await page.locator('.selected').textContent(), /TimeToLive.*1800.*30 min.*16\.\.20/);

    // From the bytes to the tree.
    await page.locator('#b80').click();
    assert.equal(await page.locator('#tree [aria-selected=true] .name').textContent(), 'ServerType');
    assert.deepEqual(await marked(page, 'on'), [80, 81]);
    // In the columns of text too: a letter is a byte.
    const ascii = page.locator('.bytes-row').nth(7).locator('.ascii');
    const box = await ascii.boundingBox();
    await page.mouse.click(box.x + (2.5 * box.width) / 16, box.y + 8);
    assert.deepEqual(await marked(page, 'cursor'), [114]);
    assert.equal(await page.locator('#tree [aria-selected=true] .name').textContent(), 'DFSPath');

    // What the pointer is at is marked in the other view.
    await page.locator('#b16').hover();
    assert.equal(await page.locator('#tree .hover .name').textContent(), 'TimeToLive');
    await row(page, 'Size').hover();
    assert.deepEqual(await marked(page, 'hover'), [10, 11]);
  });
});

test('an offset shows what it points at, and a shared text who shares it', async () => {
  await withPage({}, async (page) => {
    await pasted(page, vector('v4-shared-alternate'));
    await row(page, 'DFSAlternatePathOffset').click();
    assert.deepEqual(await marked(page, 'on'), [22, 23]);
    assert.deepEqual(await marked(page, 'ref'), range(76, 140));
    assert.equal(await page.locator('#tree .ref .name').first().textContent(), 'DFSPath');
    await row(page, 'DFSAlternatePathOffset').locator('.refers').click();
    assert.deepEqual(await marked(page, 'on'), range(76, 140));
    assert.deepEqual(await marked(page, 'shared'), range(76, 140));
    assert.match(await row(page, 'DFSPath').textContent(), /shared ×4/);
    assert.match(await page.locator('.selected').textContent(), /3 other fields/);
    await page.locator('.selected .links button').last().click();
    assert.equal(await page.locator('#tree [aria-selected=true]').count(), 1);
  });
});

test('columns show hex, ASCII and UTF-16', async () => {
  await withPage({}, async (page) => {
    const text = readFileSync(fileURLToPath(new URL('../../../tests/vectors/v3-odd-offsets.hex', import.meta.url)), 'utf8');
    await pasted(page, text);
    const bytes = bytesOf(text);
    assert.equal((await page.locator('.cells').allTextContents()).join(''), Buffer.from(bytes).toString('hex'));
    assert.equal((await page.locator('.ascii').allTextContents()).join('').length, bytes.length);
    // Texts are read where they begin, at an odd place too; a NUL is a dot.
    const utf16 = (await page.locator('.utf16').allTextContents()).join('').replace(/ /g, '');
    const [{ fields }] = inspect(text);
    const texts = fields.filter(({ type, start }) => type === 'text' && start % 2 === 1);
    assert(texts.length > 0);
    for (const { value } of texts) assert(utf16.includes(`${value}·`), value);
  });
});

test('the cursor in the pasted text is at the same byte', async () => {
  await withPage({}, async (page) => {
    const text = formatDump(bytesOf(twoSets), 'hexdump-c');
    await pasted(page, text, '#paste');
    await page.evaluate((at) => document.getElementById('paste').setSelectionRange(at, at), text.indexOf('08 07') + 1);
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('#tree [aria-selected=true] .name').textContent(), 'TimeToLive');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'paste');
  });
});

test('the summary says what a client would do', async () => {
  await withPage({}, async (page) => {
    await pasted(page, twoSets);
    const summary = await page.locator('.summary').innerText();
    assert.match(summary, /Target set 1[^]*fs1\.contoso\.example[^]*fs2[^]*Target set 2[^]*backup\.fabrikam/);
    assert.match(summary, /30 min/);
    assert.match(summary, /failback\s+yes/);
    assert.equal(await page.locator('.path .consumed').textContent(), '\\contoso.example\\public\\reports');

    // A path that goes on behind what is consumed, and so do its targets.
    const asks = formatDump(
      new Uint8Array([4, 0, ...Buffer.from('\\contoso.example\\public\\reports\\2026\\q3.xlsx\0', 'utf16le')]),
      'hex',
    );
    await pasted(page, asks, '#request');
    assert.equal(await page.locator('.path .consumed').textContent(), '\\contoso.example\\public\\reports');
    assert.equal(await page.locator('.path .rest').textContent(), '\\2026\\q3.xlsx');
    assert.equal(await page.locator('.targets li').first().textContent(), '\\\\fs1.contoso.example\\reports\\2026\\q3.xlsx');
    // What it says leads to where it stands.
    await page.locator('.targets button').nth(1).click();
    assert.equal(await page.locator('#tree [aria-selected=true] .name').textContent(), 'NetworkAddress');

    await pasted(page, vector('v3-domain-18'));
    assert.equal(await page.locator('.summary h2').textContent(), 'Reply: domains');
    await pasted(page, vector('v4-interlink'));
    assert.equal(await page.locator('.summary h2').textContent(), 'Reply: interlink');
    await pasted(page, vector('request-sysvol'));
    assert.equal(await page.locator('.summary h2').textContent(), 'SYSVOL referral request');
    const refused = captured.find(({ status_name, response_messages }) => /NOT_FOUND/.test(status_name) && response_messages.length > 0);
    await pasted(page, refused.response_messages[0]);
    assert.match(await page.locator('.summary').textContent(), /Refused.*STATUS_(OBJECT_PATH_)?NOT_FOUND.*: /);
  });
});

test('findings lead to their bytes, and to their place in the paste', async () => {
  await withPage({ width: 700, height: 700 }, async (page) => {
    const text = bad('path-consumed-in-characters');
    await pasted(page, text);
    const finding = page.locator('.findings li', { hasText: 'path-consumed-in-units' });
    assert.match(await finding.locator('.severity').textContent(), /must/);
    assert.equal(await finding.locator('svg').count(), 1);
    const told = inspect(text)
      .flatMap((packet) => [packet, ...packet.others])
      .flatMap(({ findings }) => findings)
      .find(({ code }) => code === 'path-consumed-in-units');
    await finding.locator('.finding').click();
    assert.deepEqual(await marked(page, 'on'), range(told.start, told.end));
    assert.equal(await page.locator('#tree [aria-selected=true] .name').textContent(), 'PathConsumed');
    await finding.getByRole('button', { name: /Show in the dump/ }).click();
    const selection = await page.evaluate(() => [
      document.activeElement.id,
      document.activeElement.selectionStart,
      document.activeElement.selectionEnd,
    ]);
    assert.equal(selection[0], 'paste');
    assert.equal(text.slice(selection[1], selection[2]), '1400');
    // In sight, although the text is longer than the box.
    const [top, height, whole] = await page.locator('#paste').evaluate((box) => [box.scrollTop, box.clientHeight, box.scrollHeight]);
    const y = 17 * (text.slice(0, selection[1]).split('\n').length - 1);
    assert(whole > height && y > top && y < top + height, `${y} in ${top}..${top + height}`);
  });
});

test('bytes in no field and in several are marked, and stepped through', async () => {
  await withPage({}, async (page) => {
    const padded = vector('v4-windows-padding');
    await pasted(page, padded);
    const [{ unclaimed }] = inspect(padded);
    assert.equal(unclaimed.length, 1);
    assert.deepEqual(await marked(page, 'gap'), range(...unclaimed[0]));
    await page.getByRole('button', { name: /The next bytes that are in no field/ }).click();
    assert.deepEqual(await marked(page, 'on'), range(...unclaimed[0]));
    assert.match(await page.locator('#stepper').textContent(), /4 bytes in no field.*1 of 1/);

    // A text that is the end of another.
    const bytes = Uint8Array.from(bytesOf(vector('v4-shared-alternate')));
    const view = new DataView(bytes.buffer);
    view.setUint16(22, view.getUint16(22, true) + 8, true);
    await pasted(page, formatDump(bytes, 'hex'));
    assert.deepEqual(await marked(page, 'lap'), range(84, 140));
    await page.getByRole('button', { name: /The bytes before that are in no field/ }).click();
    assert.deepEqual(await marked(page, 'on'), range(84, 140));
    assert.match(await page.locator('#stepper').textContent(), /56 bytes in several/);
  });
});

test('a request in the second box turns on the checks that need it', async () => {
  await withPage({}, async (page) => {
    const [request, reply] = [multi.request, multi.response];
    const odd = Uint8Array.from(reply);
    odd[0] = 60;
    const codes = () => page.locator('.findings .cite').allTextContents();
    await pasted(page, formatDump(odd, 'hex'));
    assert.doesNotMatch((await codes()).join(), /path-consumed-past-request/);
    await pasted(page, formatDump(request, 'python'), '#request');
    assert.match((await codes()).join(), /path-consumed-past-request/);
    assert.match(await page.locator('#request-said').textContent(), /asks for \\127\.0\.0\.1\\dfs\\multi/);
    await pasted(page, 'no dump', '#request');
    assert.equal(await page.locator('#request-said .broken').count(), 1);

    // A paste that holds both fills both.
    await pasted(page, pair);
    assert.equal(await page.locator('#request').evaluate((box) => box.readOnly), true);
    const filled = bytesOf(await page.locator('#request').inputValue());
    assert.equal(Buffer.from(filled).toString('hex'), multi.request_messages[0]);
    assert.match(await page.locator('#request-hint').textContent(), /found in the dump/);
    assert.equal(await page.locator('.message').count(), 2);
    await page.locator('.message').first().click();
    assert.match(await page.locator('.summary h2').textContent(), /Link referral request/);
    // What was in the box before is there again.
    await pasted(page, formatDump(odd, 'hex'));
    assert.equal(await page.locator('#request').evaluate((box) => box.readOnly), false);
  });
});

test('packets of a log are listed, and those without referrals counted', async () => {
  await withPage({}, async (page) => {
    const dumps = [multi.request_messages[0], multi.response_messages[0]].map((hex) => formatDump(bytesOf(hex), 'xxd'));
    const other = formatDump(
      Uint8Array.from({ length: 40 }, (_, at) => at),
      'xxd',
    );
    await pasted(page, [other, ...dumps, other].join('\n'));
    assert.equal(await page.locator('.message').count(), 2);
    assert.match(await page.locator('#messages').textContent(), /2 of 4 packets hold no message/);
    assert.equal(await page.locator('.message[aria-pressed=true]').textContent(), '3responsesmb2-ioctl');
    await page.locator('.message').first().click();
    assert.equal(await page.locator('#hex [role=gridcell]').count(), bytesOf(multi.request_messages[0]).length);
  });
});

test('files are dropped, opened and pasted', async () => {
  await withPage({}, async (page) => {
    const drop = (content, name) =>
      page.evaluate(
        ([content, name]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([typeof content === 'string' ? content : Uint8Array.from(content)], name));
          document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }));
          const isShown = !document.getElementById('drop').hidden;
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
          return isShown;
        },
        [content, name],
      );
    assert.equal(await drop(twoSets, 'reply.txt'), true);
    await page.locator('.summary').waitFor();
    assert.equal(await page.locator('#paste').inputValue(), twoSets);
    assert.equal(await page.locator('#drop').isVisible(), false);

    await page.getByRole('button', { name: 'Clear' }).click();
    await drop([...bytesOf(twoSets)], 'reply.bin');
    await page.locator('.summary').waitFor();
    assert.deepEqual(bytesOf(await page.locator('#paste').inputValue()), bytesOf(twoSets));
    assert.equal(await page.locator('#hex [role=gridcell]').count(), 420);

    await page.getByRole('button', { name: 'Clear' }).click();
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(formatDump(bytesOf(twoSets), 'format-hex'), 'utf16le')]);
    await page.locator('#file').setInputFiles({ name: 'format-hex.txt', mimeType: 'text/plain', buffer: utf16 });
    await page.locator('.summary').waitFor();
    assert.match(await page.locator('.read-as').textContent(), /PowerShell Format-Hex.*420 bytes/);

    await drop([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0], 'x.pcap');
    await page.locator('#toast[data-shown]', { hasText: 'capture file' }).waitFor();
  });
});

test('everything can be done with the keyboard', async () => {
  await withPage({}, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
    const tabTo = async (id) => {
      for (let presses = 0; presses < 90; presses++) {
        await page.keyboard.press('Tab');
        if ((await focused()) === id) return;
      }
      assert.fail(`Tab does not reach ${id}`);
    };
    // An example, from the dialog.
    await tabTo('open-examples');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#examples').evaluate((dialog) => dialog.open), true);
    await page.keyboard.press('Escape');
    assert.equal(await focused(), 'open-examples');
    await pasted(page, twoSets, '#paste');
    // Out of the box, which is no trap.
    await tabTo('tree');
    const selected = () => page.locator('#tree [aria-selected=true] .name').textContent();
    assert.equal(await selected(), 'RESP_GET_DFS_REFERRAL');
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
      await settled(page);
    };
    await press('ArrowRight', 'ArrowDown', 'ArrowDown');
    assert.equal(await selected(), 'ReferralHeaderFlags');
    await press('ArrowDown');
    assert.equal(await selected(), 'DFS_REFERRAL_V4');
    const count = await page.locator('#tree [role=treeitem]').count();
    await press('ArrowLeft');
    assert.equal(await page.locator('#tree [role=treeitem]').count(), count - 12);
    await press('ArrowRight', 'ArrowRight');
    assert.equal(await selected(), 'VersionNumber');
    await press('t');
    assert.equal(await selected(), 'TimeToLive');
    await press('d', 'Enter');
    assert.equal(await selected(), 'DFSPath');
    await press('End');
    assert.equal(await selected(), 'NetworkAddress');
    await press('Home');
    assert.equal(await selected(), 'RESP_GET_DFS_REFERRAL');
    await press('ArrowDown');
    const active = await page.locator('#tree').getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${active} .name`).textContent(), 'PathConsumed');
    // From the field to its bytes, and back.
    await press('Enter');
    assert.equal(await focused(), 'hex');
    assert.deepEqual(await marked(page, 'cursor'), [0]);
    await press('ArrowDown', 'ArrowRight');
    assert.deepEqual(await marked(page, 'cursor'), [17]);
    assert.match(await page.locator('#b17').getAttribute('aria-description'), /^byte 17, of TimeToLive/);
    await press('Shift+ArrowRight', 'Shift+ArrowRight');
    assert.deepEqual(await marked(page, 'on'), [17, 18, 19]);
    assert.match(await page.locator('.selected').textContent(), /3 bytes.*little-endian/);
    await press('Control+End');
    assert.deepEqual(await marked(page, 'cursor'), [419]);
    await press('Control+Home', 'Enter');
    assert.equal(await focused(), 'tree');
    assert.equal(await selected(), 'PathConsumed');
    // What is selected can be copied, which comes behind the bytes.
    await tabTo('Copy value');
    await page.keyboard.press('Enter');
    assert.equal(await clipboard(page), '62');
    // What has the focus can be seen.
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none');
  });
});

test('nothing leaves the page and nothing stays', async () => {
  const before = asked.length;
  const it = await opened();
  const { page, context } = it;
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  // The page itself; its icon is in it.
  assert.deepEqual(asked.slice(before), ['/']);
  await pasted(page, pair);
  await row(page, 'RESP_GET_DFS_REFERRAL').click();
  await page.getByRole('button', { name: 'Copy hex' }).click();
  await page.locator('#open-share').click();
  await page.locator('#share-link').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#open-copy').click();
  await page.keyboard.press('Escape');
  // Not even if it wanted to: a request, a socket, a beacon, an image, elements made of text.
  const refused = await page.evaluate(async () => {
    const fetched = await fetch('/x').then(
      () => 'fetched',
      () => 'refused',
    );
    const socket = await new Promise((resolve) => {
      try {
        const socket = new WebSocket('ws://127.0.0.1:9/');
        socket.onerror = () => resolve('refused');
        socket.onopen = () => resolve('opened');
      } catch {
        resolve('refused');
      }
    });
    navigator.sendBeacon('/beacon', 'x');
    const image = await new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve('loaded');
      image.onerror = () => resolve('refused');
      image.src = '/image.png';
    });
    let markup = 'refused';
    try {
      document.createElement('div').innerHTML = '<b>x</b>';
      markup = 'made';
    } catch {}
    return { fetched, socket, image, markup };
  });
  assert.deepEqual(refused, { fetched: 'refused', socket: 'refused', image: 'refused', markup: 'refused' });
  await page.waitForTimeout(200);
  assert.deepEqual(asked.slice(before), ['/']);
  // The browser did not even try, but for those that the policy then refused.
  assert.deepEqual(
    requests.filter((url) => !/\/(x|beacon|image\.png)$/.test(url)),
    [],
  );
  assert(
    it.faults.every((fault) => /Content Security Policy|TrustedHTML|Trusted Type|ERR_BLOCKED_BY_CSP|Refused to connect/.test(fault)),
    it.faults.join('\n'),
  );
  const kept = await page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    document.cookie,
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
    location.hash,
  ]);
  assert.deepEqual(kept, [0, 0, '', 0, 0, '']);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test('the same file opens from a disk', async () => {
  const { page, context, faults } = await opened({ at: fileUrl });
  await pasted(page, pair, '#paste');
  assert.equal(await page.locator('.summary h2').textContent(), 'Reply: link targets');
  await page.locator('#open-share').click();
  await page.locator('#share-said', { hasText: 'opened from a disk' }).waitFor();
  const link = await page.locator('#share-link').inputValue();
  assert(link.startsWith(`${fileUrl}#v1.`));
  assert.match(await page.evaluate(() => document.querySelector('meta[http-equiv]').content), /connect-src 'none'/);
  assert.deepEqual(faults, []);
  assert.equal(
    await page.evaluate(() =>
      fetch('/').then(
        () => 'fetched',
        () => 'refused',
      ),
    ),
    'refused',
  );
  await context.close();
});

test('names of strangers are text', async () => {
  const named = (name) => {
    const [text, nul] = [Buffer.from(`\\${name}\\dfs`, 'utf16le'), [0, 0]];
    return formatDump(Uint8Array.of(4, 0, ...text, ...nul), 'hex');
  };
  await withPage({}, async (page) => {
    const shown = async (name) => {
      await pasted(page, named(name));
      await row(page, 'RequestFileName').click();
      return [
        await row(page, 'RequestFileName').locator('.value').textContent(),
        await page.locator('.selected .full').textContent(),
        await page.locator('.summary .path').textContent(),
      ];
    };
    for (const said of await shown('<img src=x onerror=window.hacked=1>'))
      assert(said.includes('\\<img src=x onerror=window.hacked=1>\\dfs'), said);
    for (const said of await shown('\u202egnp.exe')) assert(said.includes('\\\\u202egnp.exe\\dfs'), said);
    for (const said of await shown('a\u0007b\u200fc\ufeff')) assert(said.includes('a\\u0007b\\u200fc\\ufeff'), said);
    for (const said of await shown('\ud800x')) assert(said.includes('\\ud800x'), said);
    // Right-to-left letters stay in their place.
    await shown('שרת');
    const box = await row(page, 'RequestFileName')
      .locator('.foreign')
      .evaluate((element) => getComputedStyle(element).unicodeBidi);
    assert.equal(box, 'isolate');
    assert.equal(await page.locator('main img, main iframe, main script').count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);

    // A NUL inside: the name ends there, and what is behind it is told.
    await pasted(page, formatDump(Uint8Array.of(4, 0, ...Buffer.from('\\a\0b\0', 'utf16le')), 'hex'));
    assert.match(await page.locator('.findings').textContent(), /request-after-nul/);

    // And in the dump itself.
    await pasted(page, '# \u202e <img src=x onerror=window.hacked=1>\n26 00 zz');
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator('main img').count(), 0);
    const told = await page.locator('.read-as').textContent();
    assert(!told.includes('\u202e'));
  });
});

test('a narrow page has one column, and nothing beside it', async () => {
  for (const width of [320, 360, 820]) {
    await withPage({ width, height: 700 }, async (page) => {
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(await overflow(), 0, `${width}, empty`);
      await pasted(page, pair, '#paste');
      assert.equal(await overflow(), 0, `${width}`);
      await page.locator('#tree').scrollIntoViewIfNeeded();
      await settled(page);
      await row(page, 'DFSPath').click();
      const card = await page.locator('.selected').boundingBox();
      assert(card.y + card.height <= 701, 'what is selected is in sight');
      await page.getByRole('button', { name: 'Show the bytes' }).click();
      await settled(page);
      const [first] = await marked(page, 'on');
      const cell = await page.locator(`#b${first}`).boundingBox();
      assert(cell.y > 0 && cell.y < card.y, `${width}: the bytes are in sight`);
      await page.locator('.selected').getByRole('button', { name: 'Close' }).click();
      assert.equal(await page.locator('.selected').count(), 0);
      const wide = await page.locator('#hex-scroll').evaluate((scroll) => scroll.scrollWidth - scroll.clientWidth);
      assert.equal(wide, 0, `${width}: all columns are in sight`);
    });
  }
});

test('colours of the system, and no motion, are respected', async () => {
  await withPage({ forcedColors: 'active', reducedMotion: 'reduce' }, async (page) => {
    await pasted(page, twoSets);
    await row(page, 'DFSPathOffset').click();
    const background = (selector) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    assert.notEqual(await background('#hex .on'), await background('#hex [role=gridcell]:not(.on)'));
    assert.notEqual(await background('#tree .row.on'), await background('#tree .row:not(.on)'));
    assert.equal(
      await page
        .locator('#hex .ref')
        .first()
        .evaluate((element) => getComputedStyle(element).outlineStyle),
      'dashed',
    );
    assert.match(await page.locator('#toast').evaluate((element) => getComputedStyle(element).transitionProperty), /none|all/);
  });
});

test('a paste is read within 100 ms, and the worst reply stays usable', async () => {
  const log = captured
    .filter(({ response }) => response.length > 0)
    .map(({ response }) => formatDump(response, 'xxd'))
    .join('\n');
  const paste = `${log}\n`
    .repeat(3)
    .slice(0, 65536)
    .replace(/\n[^\n]*$/, '\n');
  assert(paste.length > 65000);
  const timed = (page, text) =>
    page.evaluate(async (text) => {
      const box = document.getElementById('paste');
      const start = performance.now();
      box.value = text;
      box.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste' }));
      // The frame in which the summary and the findings are drawn.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      document.body.getBoundingClientRect();
      const first = performance.now() - start;
      // The next one has the fields and the bytes.
      while (document.querySelectorAll('#tree [role=treeitem], #hex [role=gridcell]').length < 20) await new Promise((resolve) => setTimeout(resolve));
      document.body.getBoundingClientRect();
      const shown = performance.now() - start;
      return { first, shown, elements: document.querySelectorAll('#tree *, #hex *').length };
    }, text);
  // The quickest of some, each in a page of its own, as other programs run here too.
  // 100 ms, on a machine that takes 22 ms for this loop: where it takes longer, all does.
  const loop = () => {
    const start = performance.now();
    let x = 0;
    for (let i = 0; i < 2e7; i++) x = (x * 31 + i) | 0;
    return [performance.now() - start, x][0];
  };
  const most = Math.max(100, (100 / 22) * Math.min(...Array.from({ length: 8 }, loop)));
  let shortest = Infinity;
  for (let tries = 0; tries < 10 && shortest >= most; tries++) {
    await withPage({}, async (page) => {
      // When somebody has seen the page: then it has compiled what it needs.
      await page.waitForTimeout(1500);
      const { first, shown } = await timed(page, paste);
      console.log(`a paste of ${paste.length} characters: ${first.toFixed(0)} ms to what it says, ${shown.toFixed(0)} ms to all`);
      shortest = Math.min(shortest, first);
    });
  }
  assert(shortest < most, `${shortest} ms of ${most}`);
  // All entries share the longest text there may be.
  const [entries, units] = [1500, 14000];
  const worst = new Uint8Array(8 + 18 * entries + 2 * units + 2);
  const view = new DataView(worst.buffer);
  [0, entries, 2].forEach((word, at) => view.setUint16(2 * at, word, true));
  for (let entry = 0; entry < entries; entry++) {
    const at = 8 + 18 * entry;
    [3, 18].forEach((word, place) => view.setUint16(at + 2 * place, word, true));
    view.setUint32(at + 8, 300, true);
    for (const place of [12, 14, 16]) view.setUint16(at + place, 8 + 18 * entries - at, true);
  }
  for (let unit = 0; unit < units; unit++) view.setUint16(8 + 18 * entries + 2 * unit, unit % 60 === 0 ? 0x5c : 0x61, true);
  await withPage({}, async (page) => {
    await page.waitForTimeout(1000);
    const { shown, elements } = await timed(page, formatDump(worst, 'hex'));
    console.log(`the worst reply of ${worst.length} bytes: ${shown.toFixed(0)} ms, ${elements} elements`);
    assert(shown < 1000, `${shown} ms`);
    assert(elements > 500 && elements < 6000, `${elements} elements`);
    assert.equal(await page.locator('#tree [role=treeitem]').first().getAttribute('aria-setsize'), '1');
    await page.focus('#tree');
    await page.keyboard.press('End');
    await settled(page);
    assert.equal(await page.locator('#tree [aria-selected=true]').getAttribute('aria-posinset'), String(3 + entries));
    await page.focus('#hex');
    await page.keyboard.press('Control+End');
    await settled(page);
    assert.deepEqual(await marked(page, 'cursor'), [worst.length - 1]);
    assert(await page.locator(`#b${worst.length - 1}`).isVisible());
    const step = await page.evaluate(async () => {
      const start = performance.now();
      document.getElementById('hex').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp' }));
      await Promise.resolve();
      document.body.getBoundingClientRect();
      return performance.now() - start;
    });
    assert.deepEqual(await marked(page, 'cursor'), [worst.length - 17]);
    assert(step < 100, `a step of the cursor takes ${step} ms`);
  });
});

test('what a target becomes is what a client makes of it', async () => {
  await withPage({}, async (page) => {
    const targets = () => page.locator('.targets li').allTextContents();
    const asks = (path) => formatDump(Uint8Array.of(4, 0, ...Buffer.from(`${path}\0`, 'utf16le')), 'hex');
    // Of the separators that a path begins with, PathConsumed counts one: as captured.
    const double = captured.find(({ name }) => name.startsWith('0168'));
    await pasted(page, [...double.request_messages, ...double.response_messages].join('\n'));
    assert.match(await page.locator('.path').textContent(), /^\/\/127\.0\.0\.1\/dfs\/link1PathConsumed 40: 20 characters$/);
    assert.deepEqual(await targets(), ['\\\\127.0.0.1\\data']);

    await pasted(page, twoSets);
    for (const [path, told] of [
      ['\\\\contoso.example\\public\\reports\\2026', '\\\\fs1.contoso.example\\reports\\2026'],
      // Inside a component, and past the end: then nobody can tell.
      ['\\contoso.example\\public\\reportsold\\2026', '\\\\fs1.contoso.example\\reports'],
      ['\\contoso.example\\public', '\\\\fs1.contoso.example\\reports'],
    ]) {
      await pasted(page, asks(path), '#request');
      assert.equal((await targets())[0], told, path);
      assert.equal(await page.locator('.path.bad').count(), told.endsWith('2026') ? 0 : 1, path);
    }
    // What is not as it should be is shown as it is.
    await pasted(page, bad('two-backslash-target'));
    assert.match((await targets())[0], /^\\\\/);
    await pasted(page, vector('v2-zero-offsets'));
    assert.doesNotMatch((await targets()).join(), /cannot be read/);
    // Nobody follows what cannot be read.
    await pasted(page, vector('broken-second-entry'));
    const said = await page.locator('.summary').textContent();
    assert.match(said, /discards such a reply/);
    assert.doesNotMatch(said, /goes on here|tries these/);
    await pasted(page, bad('domain-reply-with-names'));
    assert.doesNotMatch(await page.locator('.summary').textContent(), /asks the first of these/);
  });
});

test('replies that stand alone are judged by the requests before them, and refusals belong to theirs', async () => {
  await withPage({}, async (page) => {
    const odd = Uint8Array.from(multi.response);
    odd[0] = 60;
    await pasted(page, `${formatDump(multi.request, 'xxd')}\n${formatDump(odd, 'xxd')}`);
    assert.match((await page.locator('.findings .cite').allTextContents()).join(), /path-consumed-past-request/);
    assert.deepEqual(bytesOf(await page.locator('#request').inputValue()), multi.request);
    // A request answers none.
    await page.locator('.message').first().click();
    assert.equal(await page.locator('#request').evaluate((box) => box.readOnly), false);

    const refused = captured.find(({ name }) => name.startsWith('0280'));
    await pasted(
      page,
      [...refused.request_messages, ...refused.response_messages].map((hex) => formatDump(bytesOf(hex), 'xxd')).join('\n'),
    );
    assert.equal(await page.locator('.message').count(), 2);
    assert.match(await page.locator('.summary').textContent(), /^Refused.*STATUS_NOT_FOUND/);
  });
});

test('the focus stays where people are', async () => {
  await withPage({}, async (page) => {
    const focus = () => page.evaluate(() => [document.activeElement.closest('[id]').id, document.activeElement.textContent.slice(0, 20)]);
    await page.locator('#gallery [data-example="target-sets"]').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual((await focus())[0], 'summary');
    // In the card, after its content has changed.
    await row(page, 'DFSPathOffset').click();
    await page.locator('.selected .links button').first().focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#tree [aria-selected=true] .name').textContent(), 'DFSPath');
    assert.equal((await focus())[0], 'selected');
    // A list is walked with the keyboard, and acts when its button is pressed.
    await page.getByLabel('Read the dump as').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SELECT');
    assert.equal(await page.locator('body').getAttribute('data-state'), 'read');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.read-as').textContent(), /Told to be|Not read/);
    assert.notEqual((await focus())[0], '');
    // Another letter in the second box does not throw away what is shown.
    await pasted(page, pair);
    await page.locator('.message').first().click();
    assert.match((await focus())[1], /request/);
    assert.equal(await page.locator('.message[aria-pressed=true]').textContent(), '1requestsmb2-ioctl');
    await page.focus('#request');
    await page.keyboard.type('0');
    assert.equal(await page.locator('.message[aria-pressed=true]').textContent(), '1requestsmb2-ioctl');
  });
});

test('what comes in destroys nothing', async () => {
  await withPage({}, async (page) => {
    const drop = (selector, type, text) =>
      page.evaluate(
        ([selector, type, text]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.setData(type, text);
          document.querySelector(selector).dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        },
        [selector, type, text],
      );
    await pasted(page, twoSets);
    await drop('body', 'text/uri-list', 'http://127.0.0.1/');
    assert.equal(await page.locator('#paste').inputValue(), twoSets);
    await drop('#request', 'text/plain', vector('request-v4'));
    assert.equal(await page.locator('#paste').inputValue(), twoSets);
    assert.match(await page.locator('#request-said').textContent(), /asks for/);
    // A dump that is pasted beside the boxes leaves the second one.
    await pasted(page, vector('v4-shared-alternate'));
    assert.equal(await page.locator('#request').inputValue(), vector('request-v4'));
    const utf16 = Buffer.from(`\ufeff${formatDump(bytesOf(twoSets), 'xxd')}`, 'utf16le').swap16();
    await page.locator('#file').setInputFiles({ name: 'be.txt', mimeType: 'text/plain', buffer: utf16 });
    await page.locator('.read-as', { hasText: /xxd: 420 bytes/ }).waitFor();
    await page.locator('#file').setInputFiles({ name: 'large.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(300_000) });
    await page.locator('#toast[data-shown]', { hasText: 'too many' }).waitFor();
    assert.match(await page.locator('.read-as').textContent(), /420 bytes/);
  });
});

test('on every desk what is in a row can be seen', async () => {
  for (const width of [1000, 1200, 1280, 1366, 1440, 2560]) {
    await withPage({ width, height: 760 }, async (page) => {
      await pasted(page, pair);
      assert.equal(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        0,
        String(width),
      );
      const hidden = await page
        .locator('#tree .row')
        .evaluateAll((rows) =>
          rows
            .filter((row) =>
              [...row.querySelectorAll('.place, .refers')].some(
                (part) => part.getBoundingClientRect().right > row.getBoundingClientRect().right + 1,
              ),
            )
            .map((row) => row.textContent),
        );
      assert.deepEqual(hidden, [], String(width));
      const [scroll, hex] = [await page.locator('#hex-scroll').boundingBox(), await page.locator('#hex').boundingBox()];
      assert(hex.width <= scroll.width + 1, `${width}: all columns of the bytes are in sight`);
    });
  }
});
