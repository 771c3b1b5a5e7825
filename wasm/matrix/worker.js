import * as dfsc from 'dfsc';
import { program } from './program.js';

export default { fetch: () => new Response(program(dfsc)) };
