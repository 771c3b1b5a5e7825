// The page: what is pasted is read, and shown in three views that know what is selected.

import { formatDump, readInput } from 'dfsc';
import type { Finding, NoDump, Reading } from 'dfsc';
import { isReferral, isRefusal, isWorthALook } from '../../ts/worth.js';
import { gallery, openCopy, openExamples, openKeys, openShare } from './dialogs.js';
import { byId, count, fill, foreign, h, icon } from './dom.js';
import type { Child } from './dom.js';
import type { Example } from './examples.js';
import { findings } from './findings.js';
import { hexView } from './hex.js';
import type { Range } from './hex.js';
import { takeAll } from './intake.js';
import { messages } from './messages.js';
import { found, packet as packetOf, spans } from './model.js';
import type { Item, Packet, Told } from './model.js';
import { askedIn, bytesOf, judged, pathOf } from './pairs.js';
import type { Asking } from './pairs.js';
import { readAs } from './readas.js';
import type { Options } from './readas.js';
import { copy, say } from './say.js';
import { selected, targetsOf } from './selected.js';
import { fromFragment } from './share.js';
import { stepper } from './stepper.js';
import { line, summary } from './summary.js';
import { forms, text } from './takeaway.js';
import type { Subject } from './takeaway.js';
import { treeView } from './tree.js';
import { warm } from './warm.js';

/** How long reading may take, in milliseconds, to be done with each letter; what takes longer is done when nobody types any more. */
const AT_ONCE = 40;

const paste = byId<HTMLTextAreaElement>('paste');
const requestBox = byId<HTMLTextAreaElement>('request');
const status = byId('status');

/** What was told of the input, and what was read, or why nothing was. */
let told: Options = {};
let reading: Reading | null = null;
let refusal: NoDump | null = null;
/** What is shown of it. */
let packet: Packet | null = null;
let message = 0;
let item: Item | null = null;
let range: Range | null = null;
/** What the second box holds: what was put there, unless the dump has the request too. */
let request = { text: '', reading: null as Reading | NoDump | null };
let example: Example | null = null;
/** How long the last reading took, in milliseconds. */
let took = 0;

const tree = treeView(byId('tree'), byId<HTMLButtonElement>('unfold'), (item) => choose(item, 'tree'), follow, hover);
const bytes = hexView(byId('hex'), byId('hex-scroll'), cursor, () => byId('tree').focus(), hover);

function hover(place: number): void {
  tree.hover(place);
  bytes.hover(place);
}

// What is read.

/** Reads what is in the boxes anew, and shows it: what was shown before, if the dump is the same. */
function read(isSame = false): void {
  const start = performance.now();
  const before = isSame && packet !== null ? ([packet.number, message] as const) : null;
  request.reading = request.text.trim() === '' ? null : readInput(request.text);
  const isEmpty = paste.value.trim() === '';
  const asked = request.reading?.ok === true ? request.reading.dump.bytes : undefined;
  const answer = isEmpty ? null : readInput(paste.value, { ...told, request: asked });
  reading = answer?.ok === true ? judged(answer, told.as) : null;
  refusal = answer?.ok === false ? answer : null;
  document.body.dataset['state'] = isEmpty ? 'empty' : reading === null ? 'refused' : 'read';
  byId('clear').hidden = isEmpty;
  packet = null;
  if (reading === null) show();
  else if (before !== null && before[0] < reading.packets.length) open(...before);
  else open(best(reading));
  status.textContent = announced();
  took = performance.now() - start;
}

/** The packet that a person wants to see first: a reply, a request, or what is broken. */
function best({ packets }: Reading): number {
  const ranks = packets.map((decoded): number => {
    const messages = [decoded, ...decoded.others];
    return messages.some(isAnswer) ? 3 : messages.some(isReferral) ? 2 : isWorthALook(decoded) ? 1 : 0;
  });
  return ranks.indexOf(Math.max(...ranks));
}

const isAnswer = (told: Told) => told.kind === 'response' || isRefusal(told);

/** Shows a packet, and of its messages one, if it is told, or else a reply. */
function open(number: number, place?: number): void {
  packet = packetOf(reading!, number);
  const { messages } = packet;
  const [reply, referral] = [messages.findIndex(isAnswer), messages.findIndex(isReferral)];
  message = place ?? (reply >= 0 ? reply : Math.max(0, referral));
  show();
}

/** Shows all that was read. */
function show(): void {
  [item, range] = [null, null];
  tree.show(packet, message);
  bytes.show(packet);
  byId('fields').hidden = packet === null || packet.items.length === 0;
  const answer = reading ?? refusal;
  fill(byId('read-as'), answer && readAs(answer, packet?.number ?? 0, told, tell, jump));
  byId('lesson').hidden = example === null;
  fill(byId('lesson'), example && h('strong', {}, `${example.title}. `), example && example.lesson);
  showMessages();
  showMessage();
  fill(byId('stepper'), ...(packet === null ? [] : stepper(packet, selectRange)));
  for (const id of ['open-copy', 'open-share']) byId<HTMLButtonElement>(id).disabled = packet === null;
}

/** Shows what depends on the message alone. */
function showMessage(): void {
  const pair = packet && askedIn(reading!, packet.number, message);
  showRequest(pair);
  const asked = pair?.path ?? (packet?.messages[message]?.kind === 'response' ? askedAlone() : null);
  fill(byId('summary'), packet && summary(packet, message, asked, (item) => choose(item, 'other')));
  fill(byId('findings'), packet && findings(packet.messages[message]!, judge, jumpTo));
  showSelected();
}

function announced(): string {
  if (refusal !== null) return `Not read: ${refusal.error.message}`;
  if (packet === null) return '';
  const number = packet.messages.reduce((sum, { findings }) => sum + findings.length, 0);
  return `${line(packet, message)}, ${count(packet.bytes.length, 'byte')}, ${count(number, 'finding')}`;
}

/** Told by the reader how to read it. */
function tell(said: Options): void {
  told = said;
  read();
}

// The second box.

/** The path of the request in the second box. */
function askedAlone(): string | null {
  if (request.reading?.ok !== true) return null;
  return pathOf(request.reading.packets.flatMap((decoded) => [decoded, ...decoded.others]));
}

function showRequest(pair: Asking | null): void {
  requestBox.readOnly = pair !== null;
  if (pair !== null) {
    requestBox.value = formatDump(bytesOf(reading!, pair.packet, pair.message), 'hex-spaced').trimEnd();
  } else if (requestBox.value !== request.text) requestBox.value = request.text;
  byId('request-hint').textContent = pair !== null ? 'found in the dump' : 'optional: turns on the checks of a reply against it';
  fill(byId('request-said'), saidOfRequest(pair));
}

function saidOfRequest(pair: Asking | null): Child {
  const asks = (path: string, ...more: Child[]) => h('p', { class: 'how' }, 'asks for ', path === '' ? 'domains' : foreign(path), ...more);
  if (pair !== null) {
    const which = reading!.packets.length > 1 ? `packet ${pair.packet + 1}` : 'it';
    return asks(pair.path, ' ', h('button', { class: 'link', onclick: () => open(pair.packet, pair.message) }, `Show ${which}`));
  }
  if (request.reading === null) return null;
  const broken = (text: string) => h('p', { class: 'broken' }, icon('error'), foreign(text));
  if (!request.reading.ok) return broken(request.reading.error.message);
  const path = askedAlone();
  return path === null ? broken('there is no referral request in it') : asks(path);
}

function showMessages(): void {
  fill(byId('messages'), ...(packet === null ? [] : messages(reading!, { packet: packet.number, message }, open)));
}

// What is selected.

function choose(chosen: Item, from: 'tree' | 'hex' | 'other'): void {
  item = chosen;
  const field = chosen.field;
  const ranges = field === null ? [] : spans(field).map(([start, end]) => ({ start, end }));
  range = ranges[0] ?? null;
  mark(ranges, field === null ? null : field.start, from);
}

/** The cursor is at a byte, or a range of bytes was drawn. */
function cursor(at: number, drawn: Range | null): void {
  const owner = packet?.items[packet.owners[at]!] ?? null;
  item = drawn === null ? owner : null;
  range = drawn ?? { start: at, end: at + 1 };
  const ranges = item?.field == null ? [range] : spans(item.field).map(([start, end]) => ({ start, end }));
  mark(ranges, at, 'hex');
}

function selectRange(chosen: Range): void {
  [item, range] = [null, chosen];
  mark([chosen], chosen.start, 'other');
}

function deselect(): void {
  [item, range] = [null, null];
  mark([], null, 'other');
}

function mark(ranges: readonly Range[], at: number | null, from: 'tree' | 'hex' | 'other'): void {
  const refers = item?.field?.refers_to;
  const isInPacket = at !== null && at < (packet?.bytes.length ?? 0);
  bytes.mark(ranges, refers === undefined ? null : { start: refers[0], end: refers[1] }, isInPacket ? at : null, from === 'other');
  tree.mark(item, item === null ? [] : targetsOf(packet!, item));
  const isElsewhere = item !== null && item.message !== message;
  if (isElsewhere) {
    message = item!.message;
    showMessages();
    showMessage();
  } else showSelected();
}

/** Goes where a field points at; of one that does not, to its bytes. */
function follow(from: Item): void {
  const refers = from.field?.refers_to;
  if (refers === undefined) return byId('hex').focus();
  const [target] = targetsOf(packet!, from);
  if (target !== undefined) choose(target, 'tree');
  else selectRange({ start: refers[0], end: refers[1] });
}

function judge(finding: Finding): void {
  const about = found(finding, message, packet!.items, packet!.owners);
  if (about !== null && (about.field?.start === finding.start || finding.end === finding.start)) choose(about, 'other');
  else selectRange({ start: finding.start, end: Math.max(finding.end, finding.start + 1) });
}

function showSelected(): void {
  const [subject, place] = [subjectNow(), byId('selected')];
  if (subject === null || range === null) return fill(place);
  const hasFilter = forms(subject, 'selection').some(([form]) => form === 'filter');
  const actions = {
    choose: (chosen: Item) => choose(chosen, 'other'),
    range: selectRange,
    reveal: () => bytes.reveal(),
    close: deselect,
    pasted: () => range !== null && jumpTo(range),
    copy: (what: 'value' | 'hex' | 'filter' | 'fields') => {
      // A line of digits goes into other lines.
      const copied = text(subject, 'selection', what);
      void copy(what === 'hex' ? copied.trimEnd() : copied, what === 'fields' ? 'JSON' : what);
    },
    more: () => openCopy(subject, copy),
  };
  fill(place, selected(subject.packet, item, range, hasFilter, actions));
}

function subjectNow(): Subject | null {
  return packet === null ? null : { reading: reading!, packet, message, item, range };
}

// The pasted text.

/** Selects a part of the text, in sight. */
function jump(start: number, end: number): void {
  paste.focus({ preventScroll: true });
  paste.setSelectionRange(start, end);
  const before = paste.value.slice(0, start).split('\n');
  const { lineHeight, fontSize } = getComputedStyle(paste);
  paste.scrollTop = (before.length - 1) * parseFloat(lineHeight) - paste.clientHeight / 2;
  paste.scrollLeft = Math.max(0, before.at(-1)!.length * parseFloat(fontSize) * 0.6 - paste.clientWidth / 2);
  paste.scrollIntoView({ block: 'nearest' });
}

/** Selects what of the text says some bytes of the packet. */
function jumpTo({ start, end }: Range): void {
  if (packet === null) return;
  const { places, packets } = reading!.dump;
  const [base, stop] = packets[packet.number]!;
  if (base === stop) return;
  // What is missing has its place where the text ends.
  const first = Math.min(base + start, stop - 1);
  const last = Math.max(first, Math.min(base + end, stop) - 1);
  const all = [places[2 * first]!, places[2 * first + 1]!, places[2 * last]!, places[2 * last + 1]!];
  jump(Math.min(...all), Math.max(...all));
}

/** The byte that the text at its cursor says is selected in the other views. */
function fromPaste(): void {
  if (reading === null || document.activeElement !== paste || paste.selectionStart !== paste.selectionEnd) return;
  const { places, packets } = reading.dump;
  const caret = paste.selectionStart;
  let at = -1;
  for (let byte = 0; 2 * byte < places.length; byte++) {
    const [start, end] = [places[2 * byte]!, places[2 * byte + 1]!];
    // Between two digits of different bytes, it is the second.
    if (start <= caret && caret < end) at = byte;
    else if (caret === end && at < 0) at = byte;
  }
  const number = packets.findIndex(([start, end]) => at >= start && at < end);
  if (number < 0) return;
  if (number !== packet?.number) open(number);
  cursor(at - packets[number]![0], null);
}

// What comes in.

/** Puts a text into the box, as if it was pasted. */
function load(text: string, from: { readonly request?: string; readonly told?: Options; readonly example?: Example | null } = {}): void {
  paste.value = text;
  request.text = from.request ?? '';
  told = from.told ?? {};
  example = from.example ?? null;
  read();
}

function loadExample(example: Example): void {
  // The gallery goes, and with it the button that has the focus.
  const isInGallery = byId('gallery').contains(document.activeElement);
  load(example.text, { request: example.request ?? '', example });
  if (isInGallery) byId('summary').focus();
}

let waiting = 0;
paste.addEventListener('input', (event) => {
  clearTimeout(waiting);
  [told, example] = [{}, null];
  if (took <= AT_ONCE || (event as InputEvent).inputType === 'insertFromPaste') read();
  else waiting = setTimeout(read, 200);
});
requestBox.addEventListener('input', () => {
  request.text = requestBox.value;
  read(true);
});
for (const event of ['click', 'keyup'] as const) paste.addEventListener(event, fromPaste);

takeAll((text, isRequest) => {
  if (!isRequest) return load(text, { request: request.text });
  request.text = text;
  read(true);
});

byId('clear').addEventListener('click', () => {
  load('');
  paste.focus();
});

// What goes out, which is when a person asks for it only.

byId('open-examples').addEventListener('click', () => openExamples(loadExample));
byId('open-keys').addEventListener('click', openKeys);
byId('open-copy').addEventListener('click', () => {
  const subject = subjectNow();
  if (subject !== null) openCopy(subject, copy);
});
byId('open-share').addEventListener('click', () => {
  if (reading === null) return;
  const { as, shape, otherOrder } = told;
  const said = { ...(as !== undefined && { as }), ...(shape !== undefined && { shape }), ...(otherOrder !== undefined && { otherOrder }) };
  // What the box does not show is not shared.
  const asked = requestBox.readOnly ? null : request.reading;
  const shared = { text: paste.value, request: requestBox.readOnly ? '' : request.text, ...said };
  openShare({ shared, reading, request: asked?.ok === true ? asked : null }, copy);
});

// A link.

async function fromLink(): Promise<void> {
  const shared = await fromFragment(location.hash.slice(1));
  if (shared === null) return;
  if ('error' in shared) return say(shared.error);
  // Neither the address nor the history keeps it.
  history.replaceState(null, '', location.pathname + location.search);
  const { text, request, ...told } = shared;
  load(text, { request, told });
}

addEventListener('hashchange', () => void fromLink());

byId('gallery').append(gallery(loadExample));
void fromLink();
warm();
