// What are bytes, and what is made of them.

/** Whether these are bytes, of any realm: those of a frame or of a test are no `instanceof`. */
export function isBytes(bytes: unknown): bytes is Uint8Array {
  return (bytes as Uint8Array | null | undefined)?.[Symbol.toStringTag] === 'Uint8Array';
}

/** Throws unless these are bytes: what is not is no bad input, but a mistake in a program. */
export function mustBeBytes(bytes: Uint8Array): void {
  if (!isBytes(bytes)) throw new TypeError('dfsc: bytes must be a Uint8Array');
}

/** All of these, one behind the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

/** What Windows writes for `>`: text in UTF-16, which begins with a mark. Text has no zeros; bytes that begin so by chance do. */
export function fromUtf16(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xfe || bytes.length % 2 !== 0) return null;
  try {
    const text = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(2));
    return text.includes('\0') ? null : new TextEncoder().encode(text);
  } catch {
    return null;
  }
}
