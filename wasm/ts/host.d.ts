// What every host has, and no library of TypeScript but DOM's declares.

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}

declare namespace WebAssembly {
  class Module {
    private readonly compiled: unknown;
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class RuntimeError extends Error {}
}
