// What the types must let through, and what not, where there is no DOM.

import { decode, encode, formatDump, inspect, parseDump, toMessage } from 'dfsc';
import type { Decoded, Encoded, FieldName, Kind, StructureName } from 'dfsc';
import { CODES } from 'dfsc/tables';
import { init } from 'dfsc/slim';

const decoded: Decoded = decode(new Uint8Array([4, 0]), { as: 'request' });
export const kind: Kind = decoded.kind;
const encoded: Encoded = encode({ kind: 'request', maxReferralLevel: 4, requestFileName: '\\contoso' });
export const bytes: Uint8Array<ArrayBuffer> | null = encoded.ok ? encoded.bytes : null;
const dump = parseDump('04 00');
export const text: string = dump.ok ? formatDump(dump.bytes, 'xxd') : dump.error.message;
init({ message: new Uint8Array(), dump: new Uint8Array() });

// What is asked of a union says which one it is.
if (decoded.complete) {
  const whole: null = decoded.error;
  const known: Exclude<Kind, 'unknown'> = decoded.kind;
  void [whole, known];
} else if (decoded.kind !== 'unknown') {
  const { field, offset }: { field: FieldName; offset: number } = decoded.error;
  void [field, offset];
} else {
  // @ts-expect-error: what is unknown may have no error.
  void decoded.error.message;
}
for (const field of decoded.fields) {
  if (field.type === 'number') void (field.value + 1);
  if (field.type === 'structure') void (field.name satisfies StructureName);
  if (field.type === 'text') void (field.value satisfies string | null);
}
const [packet] = inspect('04 00', { shape: undefined });
if (packet?.dump === null) void (packet.error.kind satisfies 'Unreadable' | 'Internal');
const message = toMessage(decoded);
if (message?.kind === 'response') {
  for (const entry of message.entries) {
    void (entry.versionNumber === 1 ? entry.shareName : 'specialName' in entry ? entry.expandedNames : entry.networkAddress);
  }
}
void CODES.includes('truncated');

// @ts-expect-error: all is readonly.
decoded.fields = [];
// @ts-expect-error: no tool prints such.
formatDump(new Uint8Array(), 'binary');
// @ts-expect-error: no such kind, so the types are not `any`.
encode({ kind: 'nothing' });
// @ts-expect-error: no bytes without a look at `ok`.
export const unchecked: Uint8Array = encoded.bytes;
