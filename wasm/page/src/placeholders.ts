// Bytes without the names in them, to pass them on.

import type { Decoded, Field, Reading } from 'dfsc';
import { spans } from './model.js';
import type { Told } from './model.js';

/** What placeholders are made of. Without an `o`, none becomes a name that is well known. */
const LETTERS = 'abcdefghijklmnpqrstuvwxyz';

/** What stands for bytes that nobody knows: `x`. */
const X = 0x78;

/**
 * Fields of bytes that stay: ids, and checks that nobody can make or undo without the key of the session. They hold no names, and who
 * looks for a fault in how replies are matched with requests needs them. All others may hold anything.
 */
const KEPT: readonly string[] = [
  'Ethernet header',
  'IPv4 header',
  'IPv6 header',
  'TCP header',
  'MessageId',
  'AsyncId',
  'SessionId',
  'FileId',
  'Signature',
  'SecurityFeatures',
  'Nonce',
];

/** Where the two addresses in a header begin, and how long they are. */
const ADDRESSES: Readonly<Record<string, readonly [first: number, length: number]>> = {
  'Ethernet header': [0, 6],
  'IPv4 header': [12, 4],
  'IPv6 header': [8, 16],
};

/** What is decided of a byte: nothing yet; it is part of a placeholder; it makes the message what it is; everybody knows it. */
const [OPEN, HIDDEN, SHAPE, PUBLIC] = [0, 1, 2, 3] as const;

/** A packet on its way, and what is decided of its bytes. */
interface Draft {
  readonly bytes: Uint8Array;
  readonly state: Uint8Array;
  /** Which bytes are numbers of a structure that may be out of step. */
  readonly loose: Uint8Array;
}

/** A component of a path: its text, folded and not, and where the bytes of each unit are. */
interface Component {
  readonly text: string;
  readonly folded: string;
  readonly units: readonly (readonly number[])[];
}

/**
 * Readings without names: each packet's bytes with every name replaced by a placeholder of the same length; the same name by the same one
 * in all readings. `replaced`: how many names these were. What is in no field, and addresses of hosts, go too.
 */
export function withoutNames(readings: readonly Reading[]): {
  readonly packets: readonly (readonly Uint8Array[])[];
  readonly replaced: number;
} {
  const names = new Names();
  const drafts = readings.map(({ dump, packets }) =>
    packets.map((packet, number) => replaced(dump.bytes.slice(...dump.packets[number]!), packet, names)),
  );
  const strike = net(names.seen);
  drafts.flat().forEach(strike);
  return { packets: drafts.map((reading) => reading.map(({ bytes }) => bytes)), replaced: names.count };
}

/** The names that were met, and what stands for them. */
class Names {
  /** All that the net looks for, folded. */
  readonly seen = new Set<string>();
  /** What stays: names that every server has. They betray nothing, and much hangs on them. */
  readonly known = new Set(['SYSVOL', 'NETLOGON', 'IPC$', 'ADMIN$']);
  private readonly placeholders = new Map<string, string>();
  private readonly addresses = new Map<string, number>();
  /** The next placeholder of each length, as a number. */
  private readonly next = new Map<number, number>();

  get count(): number {
    return this.placeholders.size;
  }

  /** What stands for a name, in small letters. Those of one length differ as long as there are others. */
  placeholder(name: string): string {
    const known = this.placeholders.get(name);
    if (known !== undefined) return known;
    // Lengths begin with letters of their own, so that names look different at first sight.
    let rest = this.next.get(name.length) ?? this.count;
    this.next.set(name.length, rest + 1);
    let letters = '';
    while (letters.length < name.length) {
      letters += LETTERS[rest % LETTERS.length]!;
      rest = Math.floor(rest / LETTERS.length);
    }
    this.placeholders.set(name, letters);
    return letters;
  }

  /** An address of those for documentation: `02-00-00-00-00-01`, `192.0.2.1`, `2001:db8::1`. */
  address(address: Uint8Array): readonly number[] {
    const key = address.join();
    const number = this.addresses.get(key) ?? this.addresses.size + 1;
    this.addresses.set(key, number);
    if (address.length === 4) return [192, 0, 2, ((number - 1) % 254) + 1];
    const network = address.length === 6 ? [2, 0, 0, 0] : [0x20, 1, 0x0d, 0xb8, ...new Array<number>(10).fill(0)];
    return [...network, (number >> 8) & 0xff, number & 0xff];
  }
}

/** A packet with placeholders for its names, and with nothing that no field has. */
function replaced(bytes: Uint8Array, packet: Decoded, names: Names): Draft {
  const draft: Draft = { bytes, state: new Uint8Array(bytes.length), loose: new Uint8Array(bytes.length) };
  const messages: readonly Told[] = [packet, ...packet.others];
  for (const message of messages) keep(draft, message, names);
  const fields = messages.flatMap((message) => message.fields);
  // Texts may share bytes. Of one and its end, which is another's, the whole one comes first.
  const texts = fields.filter((field) => field.type === 'text' && field.same_as === undefined);
  texts.sort((one, other) => one.start - other.start);
  // What is a separator in any of them stays, whatever it is in the others.
  const found = texts.flatMap((field) => components(draft, field, names));
  for (const component of found) hide(draft, component, names);
  if (messages.some(isOutOfStep)) hideLetters(draft);
  for (const field of fields) if (field.name === 'ServiceSiteGuid') hideGuid(draft, field);
  draft.state.forEach((state, at) => {
    if (state === OPEN && bytes[at] !== 0) bytes[at] = X;
  });
  return draft;
}

/** What begins with what nothing else does, so that it is in step. */
const HEADER = /HEADER|ETHERNET|IPV|DIRECT/;

/** Decides that the numbers and ids of a message stay, without the addresses of hosts. */
function keep({ bytes, state, loose }: Draft, message: Told, names: Names): void {
  const isBlock = message.findings.some(({ code }) => code === 'ex-site-without-flag');
  let [isText, isHeader] = [false, false];
  for (const field of message.fields) {
    if (field.type === 'structure') [isText, isHeader] = [false, HEADER.test(field.name)];
    // Letters are no version. Where an entry should be, there is text.
    else if (field.name === 'VersionNumber') isText = /^(?!\0\0)[\0 -~]{2}$/.test(String.fromCharCode(...bytes.subarray(field.start, field.end)));
    // How long the site is that nothing announces: a finding is about it.
    else if (field.name === 'RequestFileName' && isBlock) state.fill(SHAPE, field.end, field.end + 2);
    if (isText || field.type === 'structure' || field.type === 'text' || (field.type === 'bytes' && !KEPT.includes(field.name))) continue;
    // A share may be called `smb`: what each message begins with does not betray it.
    const isProtocol = field.type === 'number' && field.name.startsWith('Protocol') && field.value >>> 8 === 0x424d53;
    for (const [start, end] of spans(field)) {
      state.fill(isProtocol ? PUBLIC : SHAPE, start, end);
      if (!isHeader) loose.fill(1, start, end);
    }
    const [first, length] = ADDRESSES[field.name] ?? [];
    if (first === undefined || length === undefined) continue;
    for (const at of [field.start + first, field.start + first + length]) bytes.set(names.address(bytes.subarray(at, at + length)), at);
    // Options of IP, which may list addresses, become padding.
    if (length === 4) bytes.fill(0, field.start + 20, field.end);
    for (let at = field.start + 40; length === 16 && at < field.end; ) {
      const end = at + 8 * (bytes[at + 1]! + 1);
      bytes.fill(0, at + 2, Math.min(end, field.end));
      at = end;
    }
  }
}

/** Whether numbers may be none: something cannot be read, flags are set that nobody has defined, or what must be alike is not. */
function isOutOfStep({ error, findings }: Told): boolean {
  return error !== null || findings.some(({ code }) => /^(server-type|entry-flags|header-flags|ex-flags)-undefined$|-differ$/.test(code));
}

/**
 * Hides letters among the numbers of a message that is out of step: it has texts where numbers should be. Numbers that are where they should be
 * look like three letters at most.
 */
function hideLetters({ bytes, state, loose }: Draft): void {
  const isLoose = (place: number) => loose[place] === 1;
  for (const [first, width] of [[0, 1], [0, 2], [1, 2]] as const) {
    const isLetter = (at: number) => {
      const places = [at, at + width - 1];
      if (at + width > bytes.length || !places.some(isLoose) || !places.every((place) => isLoose(place) || bytes[place] === 0)) return false;
      const code = bytes[at]! | (width === 2 ? bytes[at + 1]! << 8 : 0);
      return (width === 1 ? /[A-Za-z0-9]/ : /[\p{L}\p{N}]/u).test(String.fromCharCode(code));
    };
    for (let at = first; at < bytes.length; at += width) {
      let end = at;
      while (isLetter(end)) end += width;
      const isRun = end - at >= (width === 1 ? 6 : 8);
      for (let place = at; isRun && place < end; place++) if (isLoose(place)) [bytes[place], state[place]] = [X, HIDDEN];
      if (end > at) at = end - width;
    }
  }
}

/** The components of a text, and of what goes on behind its NUL. All between them, and what is well known, is decided to stay. */
function components({ bytes, state }: Draft, field: Field, names: Names): Component[] {
  const at: number[] = [];
  for (const [start, end] of spans(field)) for (let place = start; place < end; place++) at.push(place);
  const width = 'oem' in field ? 1 : 2;
  const found: Component[] = [];
  let [text, units] = ['', [] as number[][]];
  const finish = () => {
    const folded = fold(text);
    if (names.known.has(folded)) for (const place of units.flat()) state[place] = PUBLIC;
    else if (text !== '') found.push({ text, folded, units });
    [text, units] = ['', []];
  };
  for (let next = 0; next + width <= at.length; next += width) {
    const unit = at.slice(next, next + width);
    const code = bytes[unit[0]!]! | (width === 2 ? bytes[unit[1]!]! << 8 : 0);
    if (code === 0 || code === 0x2f || code === 0x5c) {
      finish();
      for (const place of unit) state[place] = PUBLIC;
    } else {
      text += String.fromCharCode(code);
      units.push(unit);
    }
  }
  finish();
  return found;
}

/** Writes a placeholder over what is still open of a name. */
function hide({ bytes, state }: Draft, { text, folded, units }: Component, names: Names): void {
  const places = units.flat();
  // An offset points into `SYSVOL`: its end is well known too.
  if (places.every((place) => state[place] === PUBLIC)) names.known.add(folded);
  if (names.known.has(folded)) for (const place of places) state[place] = PUBLIC;
  // An offset points into a header: these are numbers, and no name.
  if (places.every((place) => state[place]! >= SHAPE)) return;
  if (text.length >= 3) names.seen.add(folded);
  if (!places.some((place) => state[place] === OPEN)) return;
  const placeholder = names.placeholder(folded);
  // Half a pair is a fault to be seen, and no part of a name that says anything.
  const lone = new Set(Array.from(text.matchAll(/\p{Cs}/gu), ({ index }) => index));
  units.forEach((unit, number) => {
    const letter = text[number]!;
    const isWhole = unit.every((place) => state[place] === OPEN);
    const isCapital = letter === fold(letter) && letter !== letter.toLowerCase();
    // In a code page, a path that is not ASCII is read otherwise: it stays so.
    const beyond = unit.length === 1 && letter > '\x7f' ? 0x80 : 0;
    const code = (isCapital ? placeholder[number]!.toUpperCase() : placeholder[number]!).charCodeAt(0) | beyond;
    unit.forEach((place, part) => {
      if (state[place] !== OPEN) return;
      // Next to a byte of another text, an `x` makes neither NUL nor separator.
      if (!lone.has(number)) bytes[place] = !isWhole ? X : part === 0 ? code : 0;
      state[place] = HIDDEN;
    });
  });
}

function hideGuid({ bytes, state }: Draft, field: Field): void {
  for (const [start, end] of bytes.subarray(field.start, field.end).some((byte) => byte !== 0) ? spans(field) : []) {
    for (let at = start; at < end; at++) if (state[at] === OPEN) bytes[at] = X;
  }
}

/** Text as names are compared: unit by unit, as Windows does it. */
function fold(text: string): string {
  return text.replace(/[a-z\x80-\uffff]/g, (unit) => {
    const capital = unit.toUpperCase();
    return capital.length === 1 && (capital > '\x7f' || unit <= '\x7f') ? capital : unit;
  });
}

/** What strikes out any of these names wherever it still stands: in other fields, in bytes or UTF-16, at odd places. */
function net(names: ReadonlySet<string>): (draft: Draft) => void {
  const byStart = new Map<string, string[]>();
  const used = new Set([0x2f, 0x5c]);
  for (const name of [...names].sort((one, other) => other.length - one.length)) {
    const start = name.slice(0, 3);
    byStart.set(start, [...(byStart.get(start) ?? []), name]);
    for (const unit of name + name.toLowerCase()) used.add(unit.charCodeAt(0) & 0xff).add(unit.charCodeAt(0) >> 8);
  }
  // What no name has makes none.
  let filling = 0x7a;
  while (filling > 0 && used.has(filling)) filling -= 1;
  return (draft) => {
    while (strikes(draft, byStart, filling));
  };
}

/** Strikes out what is there; whether anything was. */
function strikes({ bytes, state }: Draft, byStart: ReadonlyMap<string, readonly string[]>, filling: number): boolean {
  let isStruck = false;
  for (const [first, width] of [[0, 1], [0, 2], [1, 2]] as const) {
    let text = '';
    for (let at = first; at + width <= bytes.length; at += width) text += String.fromCharCode(bytes[at]! | (width === 2 ? bytes[at + 1]! << 8 : 0));
    text = fold(text);
    for (let at = 0; at < text.length; at++) {
      const name = byStart.get(text.slice(at, at + 3))?.find((name) => text.startsWith(name, at));
      if (name === undefined) continue;
      const places = Array.from({ length: name.length * width }, (_, place) => first + at * width + place);
      const struck = places.filter((place) => state[place] !== PUBLIC && bytes[place] !== 0 && bytes[place] !== filling);
      // What makes the message what it is, only if nothing else of the name can be struck.
      const soft = struck.filter((place) => state[place] !== SHAPE);
      for (const place of soft.length > 0 ? soft : struck) bytes[place] = filling;
      if (struck.length === 0) continue;
      isStruck = true;
      at += name.length - 1;
    }
  }
  return isStruck;
}
