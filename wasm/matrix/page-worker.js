import * as dfsc from 'dfsc';
import { program } from './program.js';

postMessage(program(dfsc));
