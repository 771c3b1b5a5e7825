// Cloudflare Workers compile modules beforehand, and nothing else.

import dump from './dump.wasm';
import message from './message.wasm';

export const messageModule = (): WebAssembly.Module => message;
export const dumpModule = (): WebAssembly.Module => dump;
