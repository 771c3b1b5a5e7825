import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as dfsc from 'dfsc/slim';
import { program } from './program.js';

const read = (name) => readFileSync(fileURLToPath(import.meta.resolve(`dfsc/${name}.wasm`)));
dfsc.init({ message: read('message'), dump: read('dump') });
console.log(program(dfsc));
