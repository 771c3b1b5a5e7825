// `npx dfsc`: what is in a referral message, as a tree or as JSON.

import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SHAPES, decode, inspect, readInput, toMessage } from 'dfsc';
import type { InspectOptions, Inspected } from 'dfsc';
import { printable } from '../printable.js';
import { isKnown } from '../worth.js';
import { tree } from './tree.js';

const USAGE = `Shows what is in a DFS referral message ([MS-DFSC]), and in what carries it,
field by field, and what is wrong with it. Nothing is sent anywhere.

usage: dfsc [--as request | request-ex | response] [--request FILE | HEX]
            [--format SHAPE] [--json] [FILE | HEX | -]...

  FILE   a file: bytes, or a dump of them in any shape
  HEX    the dump itself
  -      standard input, as is no input

  --as       what the input is: one bare message of this kind
  --request  the request that replies answer whose own is not in the input
  --format   the shape of the dump, where it is not recognised
  --json     a JSON object for each packet, on a line of its own
  --version  the version of this package

Exit code: 0 if all is read or recognised; 1 if something is wrong with the
dump or the message, or it is unknown; 2 if an input cannot be had or read as a
dump, or the arguments are wrong.

Shapes: ${SHAPES.join(' ')}
`;

/** The arguments are wrong. */
class Misused extends Error {}

/** What an argument names, or holds: standard input, a file, or a text that is no name of one. */
class Input {
  constructor(private readonly argument: string) {}

  /** As it is called where something is wrong with it. What was pasted as an argument is no name. */
  get name(): string {
    if (this.argument === '-') return 'standard input';
    return [...this.argument].length <= 60 ? this.argument : `${JSON.stringify([...this.argument].slice(0, 60).join(''))}...`;
  }

  /** Its bytes or text, or else why it cannot be had. */
  async content(): Promise<Uint8Array | string> {
    if (this.argument !== '-') return existsSync(this.argument) ? readFileSync(this.argument) : this.argument;
    if (process.stdin.isTTY) process.stderr.write('Paste a dump; end it with Ctrl-D on a line of its own.\n');
    const parts: Buffer[] = [];
    for await (const part of process.stdin) parts.push(part as Buffer);
    return Buffer.concat(parts);
  }

  /** What is wrong with it, in a sentence. */
  refused(message: string): string {
    const isFile = this.argument === '-' || existsSync(this.argument);
    return `${this.name}: ${isFile ? '' : 'no such file, and as text: '}${message}`;
  }
}

/** Bytes that a shell has taken apart are one input again: two digits in each argument, and nothing else. */
function joined(inputs: string[]): string[] {
  const areBytes = inputs.length > 1 && inputs.every((input) => /^[0-9a-f]{2}$/i.test(input) && !existsSync(input));
  return areBytes ? [inputs.join(' ')] : inputs;
}

/** What the arguments ask for; a text is the answer to them. */
async function options(): Promise<{ inputs: Input[]; json: boolean; options: InspectOptions } | string> {
  const { values, positionals } = parsed();
  if (values.help === true) return USAGE;
  if (values.version === true) {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    return `${version}\n`;
  }
  const kinds = ['request', 'request-ex', 'response'] as const;
  const as = kinds.find((kind) => kind === values.as);
  if (values.as !== undefined && as === undefined) throw new Misused(`unknown kind of message ${values.as}`);
  const shape = SHAPES.find((shape) => shape === values.format);
  if (values.format !== undefined && shape === undefined) throw new Misused(`unknown shape ${values.format}`);
  const options = {
    ...(as !== undefined && { as }),
    ...(shape !== undefined && { shape }),
    ...(values.request !== undefined && { request: await request(new Input(values.request)) }),
  };
  const inputs = positionals.length === 0 ? ['-'] : joined(positionals);
  return { inputs: inputs.map((input) => new Input(input)), json: values.json === true, options };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        format: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        request: { type: 'string' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Misused((error as Error).message);
  }
}

/** The bytes of a request that is told. An empty one is none. */
async function request(input: Input): Promise<Uint8Array> {
  const read = await input.content().catch((error: Error) => {
    throw new Misused(input.refused(error.message));
  });
  const reading = readInput(read);
  if (!reading.ok) throw new Misused(input.refused(reading.error.message));
  const { bytes } = reading.dump;
  if (bytes.length > 0 && !holdsRequest(bytes)) throw new Misused('what --request names holds no request');
  return bytes;
}

function holdsRequest(bytes: Uint8Array): boolean {
  const first = decode(bytes);
  return [first, ...first.others].map(toMessage).some((message) => message !== null && message.kind !== 'response');
}

/** What is told of an input, or that it cannot be had. */
async function told(input: Input, options: InspectOptions): Promise<readonly Inspected[]> {
  const refused = (message: string): Inspected[] => {
    const error = { kind: 'Unreadable', field: null, offset: null, message: input.refused(message) } as const;
    const nothing = { carrier: [], kind: 'unknown', complete: false, fields: [], findings: [], unclaimed: [] } as const;
    return [{ ...nothing, status: null, error, dump: null, guesses: [], others: [] }];
  };
  try {
    const packets = inspect(await input.content(), options);
    const [first] = packets;
    return first?.dump === null ? refused(first.error.message) : packets;
  } catch (error) {
    return refused((error as Error).message);
  }
}

async function main(): Promise<number> {
  const asked = await options();
  if (typeof asked === 'string') {
    process.stdout.write(asked);
    return 0;
  }
  let code = 0;
  for (const input of asked.inputs) {
    const packets = await told(input, asked.options);
    if (asked.json) for (const packet of packets) process.stdout.write(`${printable(JSON.stringify(packet))}\n`);
    const unreadable = packets.find((packet) => packet.dump === null);
    if (unreadable !== undefined) {
      process.stderr.write(printable(`dfsc: ${unreadable.error?.message}`) + '\n');
      code = 2;
      continue;
    }
    if (!asked.json) process.stdout.write(tree(packets, asked.inputs.length > 1 ? input.name : null));
    code = Math.max(code, isGood(packets) ? 0 : 1);
  }
  return code;
}

/** Whether nothing is wrong with the dump, nor with what it holds. */
function isGood(packets: readonly Inspected[]): boolean {
  // Logs hold dumps of all sorts.
  const isLog = packets.length > 1 && packets.some(isKnown);
  const isWhole = (packet: Inspected) => [packet, ...packet.others].every((message) => message.complete);
  const isSure = packets.every((packet) => packet.dump?.notes.every((note) => !note.warning));
  return isSure && packets.every((packet) => isWhole(packet) || (isLog && !isKnown(packet)));
}

// Whoever reads the output may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Misused)) throw error;
  process.stderr.write(printable(`dfsc: ${error.message}; try --help`) + '\n');
  process.exitCode = 2;
}
