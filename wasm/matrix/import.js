import * as dfsc from 'dfsc';
import { program } from './program.js';

console.log(program(dfsc));
