import * as dfsc from 'dfsc';
import { program } from './program.js';

const say = (line) => {
  document.querySelector('ul').appendChild(document.createElement('li')).textContent = line;
};
say(program(dfsc));
const worker = new Worker(new URL('./page-worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => say(data);
worker.onerror = ({ message }) => say(`the worker failed: ${message}`);
