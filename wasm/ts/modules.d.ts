// What only the build can resolve.

declare module 'glue:message' {
  export function initSync(module: { module: WebAssembly.Module }): { readonly memory: { readonly buffer: ArrayBuffer } };
  export function __wbg_reset_state(): void;
  export function inspect(packets: Uint8Array, ends: Uint32Array, start: number, request: Uint8Array): Uint32Array<ArrayBuffer>;
  export function encode(words: Uint32Array, texts: Uint8Array): Uint8Array<ArrayBuffer>;
}

declare module 'glue:dump' {
  export function initSync(module: { module: WebAssembly.Module }): { readonly memory: { readonly buffer: ArrayBuffer } };
  export function __wbg_reset_state(): void;
  export function read(text: Uint8Array, shape: number, inOtherOrder: boolean): Uint32Array<ArrayBuffer>;
  export function print(bytes: Uint8Array, shape: number): Uint8Array<ArrayBuffer>;
}

declare module 'inline:*' {
  export const text: string;
  export const length: number;
}

declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
