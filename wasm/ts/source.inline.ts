// The modules are in the script itself: nothing is fetched, and no bundler has anything to find.

import { length as dumpLength, text as dump } from 'inline:dump.wasm';
import { length as messageLength, text as message } from 'inline:message.wasm';

/** Each character is the byte of the same number: smaller than base64 behind gzip, by a fifth. */
function unpack(text: string, length: number): WebAssembly.Module {
  // Modules always are UTF-8; what bundlers make for old browsers is what the page says.
  if (text.length !== length) throw new Error('dfsc: this script was not decoded as UTF-8: the page or its server must say that it is');
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = text.charCodeAt(at);
  return new WebAssembly.Module(bytes);
}

export const messageModule = (): WebAssembly.Module => unpack(message, messageLength);
export const dumpModule = (): WebAssembly.Module => unpack(dump, dumpLength);
