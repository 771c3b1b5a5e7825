// What comes in beside typing: pastes anywhere, files that are opened or dropped.

import { formatDump, readInput } from 'dfsc';
import { byId, count } from './dom.js';
import { say } from './say.js';

/** How large a file may be: of text, and of bytes, which are shown as a dump of them. */
const [LONGEST, LARGEST] = [4 * 2 ** 20, 2 ** 18];

/** What capture files begin with, as hex. */
const CAPTURES = ['d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d', '0a0d0d0a'];

/** Gives `load` every text that comes in, and whether it is for the second box. */
export function takeAll(load: (text: string, isRequest: boolean) => void): void {
  const takeOr = (data: DataTransfer | null, target: EventTarget | null) => {
    const isRequest = target instanceof HTMLTextAreaElement && target.id === 'request' && !target.readOnly;
    const [file] = data?.files ?? [];
    const text = data?.getData('text/plain') ?? '';
    if (file !== undefined) void take(file, (text) => load(text, isRequest));
    else if (text === '') say('There is no text in it.');
    else load(text, isRequest);
  };
  document.addEventListener('paste', (event) => {
    const { target, clipboardData } = event;
    // A box takes text itself.
    const isBox = target instanceof HTMLTextAreaElement && !target.readOnly && (clipboardData?.files.length ?? 0) === 0;
    if (isBox || document.querySelector('dialog[open]') !== null) return;
    takeOr(clipboardData, target);
    event.preventDefault();
  });

  const drop = byId('drop');
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.hidden = false;
  });
  document.addEventListener('dragleave', (event) => {
    // It leaves the page, and not one element of it for another.
    if (event.relatedTarget === null) drop.hidden = true;
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.hidden = true;
    takeOr(event.dataTransfer, event.target);
  });

  const input = byId<HTMLInputElement>('file');
  byId('open-file').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void take(file, (text) => load(text, false));
    // The same file may be opened again.
    input.value = '';
  });
}

/** Takes a file: text as it is, bytes as a dump of them. */
async function take(file: File, load: (text: string) => void): Promise<void> {
  const tooLarge = () => say(`${file.name} has ${file.size} bytes: too many for this page. Cut out the message.`);
  if (file.size > LONGEST) return tooLarge();
  if (file.size === 0) return say(`${file.name} is empty.`);
  const content = new Uint8Array(await file.arrayBuffer());
  if (CAPTURES.includes(formatDump(content.subarray(0, 4), 'hex').trim())) {
    return say(`${file.name} is a capture file, which this page does not read. Copy the packet as hex from Wireshark.`);
  }
  const text = decoded(content);
  if (text === null && content.length > LARGEST) return tooLarge();
  load(text ?? formatDump(content, 'xxd'));
  say(`${file.name}, ${count(content.length, 'byte')}`);
}

/** The text of a file, if it is some: in UTF-8, or in UTF-16 with its mark. */
function decoded(content: Uint8Array): string | null {
  const [first, second] = content;
  const label = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(content);
    // Text has no zeros; bytes have, and may be UTF-8 by chance.
    return text.includes('\0') ? null : text;
  } catch {
    // Text of other encodings is dumped all the same, if it is a dump.
    const reading = content.length > LARGEST ? null : readInput(content);
    return reading?.ok === true && reading.dump.shape !== 'binary' ? new TextDecoder().decode(content) : null;
  }
}
