// What a client would do with a message.

import { STATUSES } from 'dfsc/tables';
import { printable } from '../../ts/printable.js';
import { isReferral } from '../../ts/worth.js';
import { cut } from './cut.js';
import type { Cut } from './cut.js';
import { count, foreign, h, icon } from './dom.js';
import type { Child } from './dom.js';
import { duration } from './meaning.js';
import type { Item, Packet, Told } from './model.js';
import { statusHelp } from './statuses.js';

/** Brings an item into view. */
export type Choose = (item: Item) => void;

/** How many targets or names are shown at once, and how much of each. */
const MANY = 48;
const LONG = 260;

/** A reply or request, as far as it is read. */
interface Parts {
  /** The item of the message, and those of its header. */
  readonly header: ReadonlyMap<string, Item>;
  /** The items of each entry, by their names; of several with one name, all. */
  readonly entries: readonly ReadonlyMap<string, readonly Item[]>[];
}

/** The summary of a message; `asked` is the path of the request that a reply answers. */
export function summary(packet: Packet, message: number, asked: string | null, choose: Choose): HTMLElement {
  const told = packet.messages[message]!;
  const parts = partsOf(packet, message);
  const [title, ...said] = saidOf(packet, told, parts, asked, choose);
  return h(
    'div',
    { class: 'summary' },
    h('h2', {}, title),
    h('p', { class: 'trail' }, ...trail(told)),
    ...said,
    told.error !== null && broken(packet, message, told.error, choose),
  );
}

/** A line about a message, for a list of these. */
export function line(packet: Packet, message: number): string {
  return titleOf(packet.messages[message]!, partsOf(packet, message), null);
}

function saidOf(packet: Packet, told: Told, parts: Parts, asked: string | null, choose: Choose): readonly [string, ...Child[]] {
  const title = titleOf(told, parts, asked);
  switch (told.kind) {
    case 'request':
    case 'request-ex':
      return [title, ...request(packet, parts, choose)];
    case 'response':
      // What came with a failure is no answer.
      return told.status !== null && told.status.value !== 0 ? [title, ...status(told)] : [title, ...reply(told, parts, asked, choose)];
    case 'error-reply':
      return [title, ...status(told)];
    case 'encrypted':
      return [
        title,
        h(
          'p',
          {},
          'Nothing inside can be read without the key of the session. Paste the decrypted message: Wireshark shows it once it has the session key, as “Decrypted SMB3”.',
        ),
      ];
    case 'compressed':
      return [title, h('p', {}, 'The message is compressed, which referrals seldom are. Paste what it unpacks to.')];
    case 'other-smb':
      return [title, h('p', {}, 'It has nothing to do with referrals. Its header is listed below.')];
    case 'unknown':
      return [
        title,
        h(
          'p',
          {},
          packet.bytes.length === 0
            ? 'There are no bytes.'
            : 'Nothing that carries referrals begins like this. If you know what it is, choose another reading beside the dump.',
        ),
      ];
  }
}

function titleOf(told: Told, { header, entries }: Parts, asked: string | null): string {
  switch (told.kind) {
    case 'request':
    case 'request-ex': {
      const path = textOf(header.get('RequestFileName'));
      const ex = told.kind === 'request-ex' ? ', extended' : '';
      return path === null ? `Referral request${ex}` : `${askedFor(path)} referral request${ex}`;
    }
    case 'response': {
      if (told.status !== null && told.status.value !== 0) return 'Reply without an answer';
      const [first] = entries;
      if (first === undefined) return 'Reply without referrals';
      if (first.has('SpecialName') || first.has('SpecialNameOffset')) {
        return areDomains(entries, asked) ? 'Reply: domains' : 'Reply: domain controllers';
      }
      const path = asked ?? textOf(first.get('DFSPath')?.[0]);
      if (path !== null && askedFor(path) === 'SYSVOL') return 'Reply: SYSVOL targets';
      const flags = numberOf(header.get('ReferralHeaderFlags'));
      if (flags !== null && (flags & 3) === 1) return 'Reply: interlink';
      return numberOf(first.get('ServerType')?.[0]) === 1 ? 'Reply: root targets' : 'Reply: link targets';
    }
    case 'error-reply':
      return 'Refused';
    case 'other-smb':
      return 'Another SMB message';
    case 'encrypted':
      return 'Encrypted';
    case 'compressed':
      return 'Compressed';
    case 'unknown':
      return 'Not recognised';
  }
}

/** What carries it and how the server answered. */
function trail({ carrier, status, kind }: Told): Child[] {
  const names = [...carrier, ...(isReferral({ kind }) || carrier.length === 0 ? [kind] : [])];
  const steps: Child[] = names.flatMap((name, place) => [
    place > 0 && h('span', { class: 'muted', 'aria-hidden': 'true' }, ' › '),
    h('span', {}, name),
  ]);
  if (status !== null) steps.push(h('span', { class: status.value === 0 ? 'status' : 'status bad' }, status.name));
  return steps;
}

function broken(packet: Packet, message: number, { message: said }: NonNullable<Told['error']>, choose: Choose): HTMLElement {
  const finding = packet.messages[message]!.findings.find((finding) => finding.message === said);
  const item =
    finding === undefined ? undefined : packet.items.findLast((item) => item.message === message && item.findings.includes(finding));
  const text = h('span', {}, 'It cannot be read as a whole: ', printable(said), '. All that can be read is shown.');
  return h(
    'p',
    { class: 'broken' },
    icon('error'),
    item === undefined ? text : h('button', { class: 'link', onclick: () => choose(item) }, text),
  );
}

function status({ status, kind }: Told): Child[] {
  if (status === null) return [];
  const known = Object.values(STATUSES).includes(status.name.replace('STATUS_', ''));
  const help = statusHelp(status.name, kind === 'response');
  return [
    h(
      'p',
      {},
      h('strong', {}, status.name),
      known && h('span', { class: 'muted' }, ` 0x${status.value.toString(16)}`),
      help === null ? null : `: ${help}`,
    ),
  ];
}

/** What a path asks for. `[MS-DFSC] 3.1.4.2` */
function askedFor(path: string): 'Domain' | 'DC' | 'SYSVOL' | 'Root' | 'Link' {
  const components = path.split(/[\\/]/).filter((component) => component !== '');
  if (components.length === 0) return 'Domain';
  if (components.length === 1) return 'DC';
  if (/^(sysvol|netlogon)$/i.test(components[1]!)) return 'SYSVOL';
  return components.length === 2 ? 'Root' : 'Link';
}

const WHAT_IS_ASKED = {
  Domain: 'A client asks which domains its server knows, for its domain cache.',
  DC: 'A client asks for the controllers of this domain.',
  SYSVOL: 'A client asks a domain controller which controllers hold this share.',
  Root: 'A client asks where the root of this namespace is.',
  Link: 'A client asks where this path goes on: at a link of the namespace or, if there is none on it, at its root.',
} as const;

function request(packet: Packet, { header }: Parts, choose: Choose): Child[] {
  const item = header.get('RequestFileName');
  const path = textOf(item);
  const [level, site] = [numberOf(header.get('MaxReferralLevel')), textOf(header.get('SiteName'))];
  return [
    path !== null && h('p', {}, WHAT_IS_ASKED[askedFor(path)]),
    path !== null &&
      h('p', { class: 'path' }, path === '' ? h('span', { class: 'muted' }, '(no path)') : link(item!, foreign(path, LONG), choose)),
    facts([
      ['takes entries up to', level === null ? null : link(header.get('MaxReferralLevel')!, `version ${level}`, choose)],
      ['from the site', site === null ? null : link(header.get('SiteName')!, foreign(site, LONG), choose)],
      ['and a reply up to', limit(packet, header)],
    ]),
  ];
}

/** How long a reply may be, where the carrier says it. */
function limit({ items }: Packet, header: Parts['header']): string | null {
  const message = [...header.values()][0]?.message;
  const item = items.find(
    ({ message: of, field }) => of === message && (field?.name === 'MaxOutputResponse' || field?.name === 'MaxDataCount'),
  );
  const value = numberOf(item);
  return value === null ? null : count(value, 'byte');
}

function reply({ error }: Told, parts: Parts, asked: string | null, choose: Choose): Child[] {
  const { entries } = parts;
  const said: Child[] = [];
  if (error !== null) said.push(h('p', {}, 'A client discards such a reply (STATUS_INVALID_NETWORK_RESPONSE) and asks the next server.'));
  else if (entries.length === 0)
    said.push(h('p', {}, 'A client takes this for “no referral for this path”, and fails with STATUS_OBJECT_PATH_NOT_FOUND.'));
  if (entries.length === 0) return said;
  return [...said, ...(areNames(entries) ? names(error === null, parts, asked, choose) : targets(error === null, parts, asked, choose))];
}

const areNames = ([first]: Parts['entries']) => first !== undefined && (first.has('SpecialNameOffset') || first.has('SpecialName'));

/** Whether name lists are of domains: asked for, or, where that is not known, without controllers. */
function areDomains(entries: Parts['entries'], asked: string | null): boolean {
  const kind = asked === null ? null : askedFor(asked);
  return kind === 'Domain' || (kind !== 'DC' && !entries.some((entry) => entry.has('ExpandedName')));
}

/** What a client does with name lists. `[MS-DFSC] 3.1.5.4.1`, `3.1.5.4.2` */
function taken(entries: Parts['entries'], ofDomains: boolean): string {
  const [isOne, hasNames] = [entries.length === 1, entries.some((entry) => entry.has('ExpandedName'))];
  if (!entries.every((entry) => areNames([entry]))) return 'Entries that are no name lists are among these: a client discards the reply.';
  if (ofDomains) return 'The domains that the client may ask about, each in both its forms if it has two.';
  if (!isOne) return 'A reply about controllers has one entry: a client discards one with more.';
  return hasNames
    ? 'The client asks the first of these controllers that answers.'
    : 'There are no controllers: the client cannot go on in this domain.';
}

function names(isWhole: boolean, { header, entries }: Parts, asked: string | null, choose: Choose): Child[] {
  const ofDomains = areDomains(entries, asked);
  const controllers = entries.reduce((sum, entry) => sum + (entry.get('ExpandedName')?.length ?? 0), 0);
  return [
    isWhole && h('p', {}, taken(entries, ofDomains)),
    facts([
      [ofDomains ? 'domains' : 'controllers', link(header.get('NumberOfReferrals'), `${ofDomains ? entries.length : controllers}`, choose)],
      ['kept for', timeToLive(entries, choose)],
    ]),
    ...many(entries, (entry) => {
      const [special] = entry.get('SpecialName') ?? [];
      const expanded = entry.get('ExpandedName') ?? [];
      return h(
        'div',
        { class: 'set' },
        h('h3', {}, special === undefined ? '(no SpecialName)' : link(special, foreign(textOf(special) ?? '', LONG), choose)),
        expanded.length > 0 &&
          h(
            'ol',
            { class: 'names' },
            ...many(expanded, (name) => h('li', {}, link(name, foreign(textOf(name) ?? '', LONG), choose)), 'li'),
          ),
      );
    }),
  ];
}

function targets(isWhole: boolean, { header, entries }: Parts, asked: string | null, choose: Choose): Child[] {
  const consumed = header.get('PathConsumed');
  const path = asked ?? textOf(entries[0]!.get('DFSPath')?.[0]);
  const parts = path === null ? null : cut(path, numberOf(consumed) ?? 0);
  const rest = asked === null || parts === null || parts.fault !== null ? '' : parts.rest;
  const flags = numberOf(header.get('ReferralHeaderFlags')) ?? 0;
  const version = numberOf(entries[0]!.get('VersionNumber')?.[0]);
  const isInterlink = (flags & 3) === 1;
  const sets: (typeof entries)[number][][] = [];
  for (const entry of entries) {
    const isBoundary = version === 4 && ((numberOf(entry.get('ReferralEntryFlags')?.[0]) ?? 0) & 4) !== 0;
    if (sets.length === 0 || isBoundary) sets.push([]);
    sets.at(-1)!.push(entry);
  }
  return [
    parts !== null && drawn(parts, consumed, asked === null, choose),
    h(
      'p',
      {},
      !isWhole
        ? 'What can be read of its targets:'
        : isInterlink
          ? INTERLINK
          : entries.length === 1
            ? 'The client goes on here:'
            : 'The client tries these in their order until one answers:',
    ),
    isWhole &&
      asked !== null &&
      parts?.fault != null &&
      h('p', { class: 'broken' }, 'Nobody can tell which part of the path is to follow the target.'),
    ...many(sets, (set, number) => targetSet(set, sets.length > 1 ? number : null, rest, choose)),
    facts([
      ['PathConsumed', path === null ? link(consumed, `${numberOf(consumed) ?? '?'}`, choose) : null],
      ['kept for', timeToLive(entries, choose)],
      [
        'failback',
        version === 4
          ? link(header.get('ReferralHeaderFlags'), (flags & 4) !== 0 ? 'yes: back to a better set when it answers again' : 'no', choose)
          : null,
      ],
      ['entries', link(header.get('NumberOfReferrals'), `${entries.length}, version ${version ?? '?'}`, choose)],
    ]),
  ];
}

const INTERLINK =
  'The path leads into another namespace: the client puts the target in place of what is consumed, and resolves the result anew.';

/** The path with what PathConsumed covers of it. */
function drawn({ covered, rest, fault }: Cut, item: Item | undefined, isFromReply: boolean, choose: Choose): HTMLElement {
  const value = numberOf(item) ?? 0;
  const said = fault ?? count(value / 2, 'character');
  const source = isFromReply ? '. This is DFSPath: paste the request to see the path it asks for' : '';
  return h(
    'div',
    { class: fault === null ? 'path drawn' : 'path drawn bad' },
    h(
      'div',
      { class: 'line' },
      h('span', { class: 'consumed' }, foreign(covered, LONG)),
      h('span', { class: 'rest' }, foreign(rest, LONG)),
    ),
    h('div', { class: 'caption' }, link(item, `PathConsumed ${value}: ${said}${source}`, choose)),
  );
}

function targetSet(set: Parts['entries'], number: number | null, rest: string, choose: Choose): HTMLElement {
  return h(
    'div',
    { class: 'set' },
    number !== null && h('h3', {}, `Target set ${number + 1}`, number > 0 && h('span', { class: 'muted' }, ' if none before answers')),
    h(
      'ol',
      { class: 'targets' },
      ...many(
        set,
        (entry) => {
          const address = entry.get('NetworkAddress')?.[0] ?? entry.get('ShareName')?.[0];
          const target = textOf(address);
          if (address === undefined || target === null) {
            const isAbsent = numberOf(entry.get('NetworkAddressOffset')?.[0]) === 0;
            return h('li', {}, h('span', { class: 'muted' }, isAbsent ? '(no NetworkAddress)' : '(NetworkAddress cannot be read)'));
          }
          // Users know paths with two backslashes. One that does not begin with one is shown as it is.
          const unc = /^\\[^\\/]/.test(target) ? `\\${target}` : target;
          return h('li', {}, link(address, foreign(unc, LONG), choose), rest !== '' && h('span', { class: 'rest' }, foreign(rest, LONG)));
        },
        'li',
      ),
    ),
  );
}

function timeToLive(entries: Parts['entries'], choose: Choose): Child {
  const items = entries.flatMap((entry) => entry.get('TimeToLive') ?? []);
  const [first] = items;
  if (first === undefined) return null;
  const times = [...new Set(items.map((item) => numberOf(item) ?? 0))].sort((one, other) => one - other);
  const said = times.slice(0, 3).map(duration).join(', ') + (times.length > 3 ? ' …' : '');
  return link(first, times.length === 1 ? `${said} (TimeToLive ${times[0]} s)` : `${said}: entries differ`, choose);
}

/** What is there of a list, the first of it at once. */
function many<T>(all: readonly T[], shown: (one: T, place: number) => HTMLElement, tag: 'div' | 'li' = 'div'): HTMLElement[] {
  const elements = all.slice(0, MANY).map(shown);
  if (all.length <= MANY) return elements;
  const more = h(tag, { class: 'more' });
  const button = h(
    'button',
    {
      class: 'quiet',
      onclick: () =>
        more.replaceWith(
          ...all.slice(MANY, MANY + 1000).map((one, place) => shown(one, MANY + place)),
          ...(all.length > MANY + 1000 ? [h(tag, { class: 'muted' }, `and ${all.length - MANY - 1000} more, in the list of fields`)] : []),
        ),
    },
    `${all.length - MANY} more`,
  );
  more.append(button);
  return [...elements, more];
}

function facts(pairs: readonly (readonly [string, Child])[]): HTMLElement | null {
  const there = pairs.filter(([, value]) => value !== null);
  return there.length === 0
    ? null
    : h('dl', { class: 'facts' }, ...there.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

/** Text that brings its item into view. */
function link(item: Item | undefined, text: Child, choose: Choose): HTMLElement {
  return item === undefined ? h('span', {}, text) : h('button', { class: 'link', onclick: () => choose(item) }, text);
}

function partsOf({ items }: Packet, message: number): Parts {
  const header = new Map<string, Item>();
  const entries = new Map<Item, Map<string, Item[]>>();
  for (const item of items) {
    const { field, parent } = item;
    if (item.message !== message || field === null || !isOfReferral(item)) continue;
    if (field.type === 'structure') {
      if (field.name.startsWith('DFS_REFERRAL')) entries.set(item, new Map());
      continue;
    }
    const entry = parent === null ? undefined : entries.get(parent);
    if (entry === undefined) header.set(field.name, item);
    else if (entry.get(field.name)?.push(item) === undefined) entry.set(field.name, [item]);
  }
  return { header, entries: [...entries.values()] };
}

/** Whether an item is in a message of the protocol, not in what carries it. */
function isOfReferral(item: Item): boolean {
  for (let above: Item | null = item; above !== null; above = above.parent) {
    if (above.field?.type === 'structure' && /^(REQ|RESP)_GET_DFS_REFERRAL/.test(above.field.name)) return true;
  }
  return false;
}

function numberOf(item: Item | undefined): number | null {
  return item?.field?.type === 'number' ? item.field.value : null;
}

const textOf = (item: Item | undefined) => item?.text ?? null;
