// Which request a reply answers.

import { decode } from 'dfsc';
import type { Field, FieldName, Reading, Start } from 'dfsc';
import { extent } from './model.js';
import type { Told } from './model.js';

/** A request of a reading. */
export interface Asking {
  readonly path: string;
  readonly packet: number;
  readonly message: number;
}

/** The messages of a reading, in order, with their places. */
function all(reading: Reading) {
  return reading.packets.flatMap((decoded, packet) => [decoded, ...decoded.others].map((told, message) => ({ told, packet, message })));
}

/** The path that a request names. */
export function pathOf(messages: readonly Told[]): string | null {
  const request = messages.find(isRequest);
  const name = request?.fields.find(({ name }) => name === 'RequestFileName');
  return name?.type === 'text' ? name.value : null;
}

const isRequest = ({ kind }: Told) => kind === 'request' || kind === 'request-ex';

/** What the request says that a message answers: with the same ids before it, or, where a message stands alone and has none, the last one before it. */
export function askedIn(reading: Reading, packet: number, message: number): Asking | null {
  const messages = all(reading);
  const here = messages.findIndex((one) => one.packet === packet && one.message === message);
  const { told } = messages[here]!;
  if (told.kind !== 'response' && told.kind !== 'error-reply') return null;
  const ids = idsOf(told);
  const asking = messages.slice(0, here).findLast(({ told }) => isRequest(told) && idsOf(told) === ids);
  const path = asking === undefined ? null : pathOf([asking.told]);
  return asking === undefined || path === null ? null : { path, packet: asking.packet, message: asking.message };
}

const IDS: readonly FieldName[] = ['MessageId', 'SessionId', 'MID', 'PIDLow', 'UID'];

function idsOf({ fields }: Told): string {
  return IDS.map((id) => value(fields.find(({ name }) => name === id))).join();
}

const value = (field: Field | undefined) => (field === undefined ? '' : String(field.value));

/** The bytes of a message of a reading. */
export function bytesOf({ dump, packets }: Reading, packet: number, message: number): Uint8Array {
  const [start, end] = dump.packets[packet]!;
  const { others, ...first } = packets[packet]!;
  return dump.bytes.subarray(start, end).subarray(...extent([first as Told, ...others], message, end - start));
}

/** The reading with replies that stand alone judged by the requests before them: they have no ids, so that the package does not pair them. */
export function judged(reading: Reading, as: Start | undefined): Reading {
  let request: Uint8Array | null = null;
  const packets = reading.packets.map((decoded, packet) => {
    if (decoded.carrier.length > 0 || decoded.others.length > 0) return decoded;
    if (isRequest(decoded)) request = bytesOf(reading, packet, 0);
    return decoded.kind === 'response' && request !== null ? decode(bytesOf(reading, packet, 0), { as, request }) : decoded;
  });
  return { ...reading, packets };
}
