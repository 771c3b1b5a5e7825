// A plain reader of referral replies, as somebody would write it who needs one: no checks but those that the language makes. What the npm package takes is held against it.

export interface Entry {
  version: number;
  size: number;
  serverType: number;
  flags: number;
  timeToLive?: number;
  dfsPath?: string;
  alternatePath?: string;
  networkAddress?: string;
  specialName?: string;
  expandedNames?: string[];
}

export interface Reply {
  pathConsumed: number;
  headerFlags: number;
  entries: Entry[];
}

const utf16 = new TextDecoder('utf-16le');

export function read(bytes: Uint8Array): Reply {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (at: number) => view.getUint16(at, true);
  const end = (at: number) => {
    while (u16(at) !== 0) at += 2;
    return at;
  };
  const text = (at: number) => utf16.decode(bytes.subarray(at, end(at)));
  const entries: Entry[] = [];
  let at = 8;
  for (let count = u16(2); count > 0; count--) {
    const entry: Entry = { version: u16(at), size: u16(at + 2), serverType: u16(at + 4), flags: u16(at + 6) };
    if (entry.version === 1) {
      entry.networkAddress = text(at + 8);
    } else {
      const fixed = at + (entry.version === 2 ? 16 : 12);
      entry.timeToLive = view.getUint32(fixed - 4, true);
      const [first, second, third] = [u16(fixed), u16(fixed + 2), u16(fixed + 4)];
      if (entry.version > 2 && entry.flags & 2) {
        entry.specialName = text(at + first);
        entry.expandedNames = [];
        for (let names = second, name = at + third; names > 0; names--) {
          entry.expandedNames.push(text(name));
          name = end(name) + 2;
        }
      } else {
        if (first) entry.dfsPath = text(at + first);
        if (second) entry.alternatePath = text(at + second);
        if (third) entry.networkAddress = text(at + third);
      }
    }
    entries.push(entry);
    at += entry.size;
  }
  return { pathConsumed: u16(0), headerFlags: view.getUint32(4, true), entries };
}
