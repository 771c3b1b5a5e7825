// One instance of a WASM module, made when it is first called, and made anew after a trap.

/** What wasm-bindgen writes around a module. */
interface Glue {
  initSync(module: { module: WebAssembly.Module }): { readonly memory: { readonly buffer: { readonly byteLength: number } } };
  __wbg_reset_state(): void;
}

/** A module, and what has become of it. A plain object, so that bundlers drop those that nobody calls. */
export interface Engine<G extends Glue> {
  readonly glue: G;
  readonly load: () => WebAssembly.Module;
  state: 'new' | 'ready' | 'trapped';
  memory?: { readonly buffer: { readonly byteLength: number } };
}

/** A fault of this package, or a host without room. The next call has another instance. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

/** As memory of WebAssembly does not shrink, an instance that has grown beyond this is dropped. */
const LARGE = 2 ** 25;

/** Calls into a module. */
export function run<G extends Glue, T>(engine: Engine<G>, call: (glue: G) => T): T {
  const { glue, load } = engine;
  if (engine.state === 'new') {
    // Not in the `try`: what a host says that refuses WASM is for the caller.
    engine.memory = glue.initSync({ module: load() }).memory;
    engine.state = 'ready';
  }
  try {
    if (engine.state === 'trapped') {
      renew(engine);
    }
    const answer = call(glue);
    if ((engine.memory?.buffer.byteLength ?? 0) > LARGE) renew(engine);
    return answer;
  } catch (error) {
    engine.state = 'trapped';
    throw new InternalError(`dfsc failed inside (${String(error)}): a fault of the package, or no memory left; please report it with the input`, { cause: error });
  }
}

/** Puts a new instance in the place of the old one. */
function renew<G extends Glue>(engine: Engine<G>): void {
  engine.glue.__wbg_reset_state();
  // It gives what is there.
  engine.memory = engine.glue.initSync({ module: undefined as never }).memory;
  engine.state = 'ready';
}
