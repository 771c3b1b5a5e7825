// The caller has the modules.

/** A `WebAssembly.Module`, or its bytes. */
export type Module = ArrayBuffer | ArrayBufferView | { readonly [Symbol.toStringTag]: string };

/** The compiled modules, or their bytes. */
export interface Modules {
  /** `dfsc/message.wasm`, which all but `parseDump` and `formatDump` need. */
  readonly message?: Module | undefined;
  /** `dfsc/dump.wasm`, which `parseDump`, `formatDump` and `inspect` need. */
  readonly dump?: Module | undefined;
}

let given: Modules = {};

/** Gives the modules, both at once or one after the other. Once one is in use, another in its place counts no more. */
export function init({ message = given.message, dump = given.dump }: Modules): void {
  given = { message, dump };
}

function compiled(name: 'message' | 'dump'): WebAssembly.Module {
  const module = given[name];
  if (module === undefined) throw new Error(`dfsc/slim: call init({ ${name}: … }) first, with dfsc/${name}.wasm`);
  // One of another realm is no `instanceof`.
  const isCompiled = Object.prototype.toString.call(module) === '[object WebAssembly.Module]';
  return isCompiled ? (module as unknown as WebAssembly.Module) : new WebAssembly.Module(module as Uint8Array<ArrayBuffer>);
}

/** @internal */
export const messageModule = (): WebAssembly.Module => compiled('message');
/** @internal */
export const dumpModule = (): WebAssembly.Module => compiled('dump');
