// A link that holds what was pasted. A browser sends no server what stands behind the `#`.

import { SHAPES } from 'dfsc';
import type { Shape, Start } from 'dfsc';
import { STARTS } from 'dfsc/tables';

/** What a link holds. */
export interface Shared {
  readonly text: string;
  readonly request: string;
  readonly as?: Start;
  readonly shape?: Shape;
  readonly otherOrder?: boolean;
}

/** How many bytes a link may unpack to: what a stranger made small need not be small. */
export const LIMIT = 4 << 20;

/**
 * What stands behind the `#` of a link.
 *
 * @throws RangeError if it would not be read again: it takes more than `LIMIT`.
 */
export async function toFragment({ text, request, as, shape, otherOrder }: Shared): Promise<string> {
  // JSON writes lone surrogates as escapes, which UTF-8 has no bytes for.
  const json = new TextEncoder().encode(JSON.stringify({ text, request, as, shape, otherOrder }));
  if (json.length + 4 > LIMIT) throw new RangeError('This is too long for a link.');
  const whole = new Uint8Array(json.length + 4);
  new DataView(whole.buffer).setUint32(0, checksum(json));
  whole.set(json, 4);
  const packed = await all(piped(whole, new CompressionStream('deflate-raw')), Infinity);
  let binary = '';
  for (const byte of packed!) binary += String.fromCharCode(byte);
  return `v1.${btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')}`;
}

const DAMAGED = { error: 'This link is damaged: a part of it is missing, or was changed on the way. Ask for it again, or for the dump itself.' };

/**
 * What a fragment holds; null if it is none of ours; an error, in a sentence for people, if it is damaged, of a later version, or unpacks to
 * too much. Never throws.
 */
export async function fromFragment(fragment: string): Promise<Shared | { readonly error: string } | null> {
  const [, version, data] = /^v([1-9]\d*)\.(.*)$/s.exec(fragment) ?? [];
  if (version === undefined || data === undefined) return null;
  if (version !== '1') {
    return { error: `This link has form ${version.slice(0, 9)}, and this page reads form 1. A later version made it: reload the page.` };
  }
  try {
    // `atob` would take white space and padding too.
    if (!/^[\w-]+$/.test(data)) return DAMAGED;
    const packed = Uint8Array.from(atob(data.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
    const whole = await all(piped(packed, new DecompressionStream('deflate-raw')), LIMIT);
    if (whole === null) return { error: `This link unpacks to more than ${LIMIT >> 20} MB, which this page does not take.` };
    const json = whole.subarray(4);
    if (whole.length < 4 || new DataView(whole.buffer).getUint32(0) !== checksum(json)) return DAMAGED;
    return checked(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json)));
  } catch {
    return DAMAGED;
  }
}

/** What a stranger's JSON says, if it is what it should be. */
function checked(value: unknown): Shared | { readonly error: string } {
  const { text, request, as, shape, otherOrder } = value as Record<keyof Shared, unknown>;
  const isText = typeof text === 'string' && typeof request === 'string';
  if (!isText || (otherOrder !== undefined && typeof otherOrder !== 'boolean')) return DAMAGED;
  const [start, form] = [STARTS.find((known) => known === as), SHAPES.find((known) => known === shape)];
  // Without it, the dump would be read otherwise than by whoever shared it.
  if (start !== as || form !== shape) return { error: 'This link asks for a way to read dumps that this page does not know: reload the page.' };
  return { text, request, ...(start && { as: start }), ...(form && { shape: form }), ...(otherOrder !== undefined && { otherOrder }) };
}

function piped(bytes: Uint8Array<ArrayBuffer>, through: CompressionStream | DecompressionStream): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream().pipeThrough(through);
}

/** All bytes of a stream; null if there are more than `limit`, of which no more are read then. */
async function all(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      return null;
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
}

/** Adler-32. The packing alone takes many a changed letter for another text. */
function checksum(bytes: Uint8Array): number {
  let [one, two] = [1, 0];
  for (const byte of bytes) {
    one = (one + byte) % 65521;
    two = (two + one) % 65521;
  }
  return ((two << 16) | one) >>> 0;
}
