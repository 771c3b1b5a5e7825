// What a browser does only once, done while nobody waits for it.

import { PRINTED_SHAPES, formatDump, readInput } from 'dfsc';
import { h } from './dom.js';
import { EXAMPLES } from './examples.js';

/** How often examples are read. */
const TIMES = 40;

/** Compiles what reads dumps, and has letters drawn. */
export function warm(): void {
  warmFonts();
  warmReading(0);
}

/** Reads examples in several shapes: engines are quick only with what they have run before. */
function warmReading(time: number): void {
  if (time >= TIMES) return;
  const shape = PRINTED_SHAPES[(7 * time) % PRINTED_SHAPES.length]!;
  const read = () => {
    const { text } = EXAMPLES[time % EXAMPLES.length]!;
    const reading = readInput(text.slice(0, 4096));
    if (reading.ok) readInput(formatDump(reading.dump.bytes, shape).repeat(4));
    warmReading(time + 1);
  };
  if ('requestIdleCallback' in window) requestIdleCallback(read);
  else setTimeout(read, 50);
}

/** The first time, a font takes longer than all else. */
function warmFonts(): void {
  const letters = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at)).join('') + '·→×›‹…';
  const classes = ['path', 'targets', 'digits', 'name', 'value', 'place', 'cite', 'full', 'status'];
  const bold = (['h2', 'h3', 'strong'] as const).map((tag) => h(tag, {}, letters));
  const sample = h(
    'div',
    { class: 'unseen row', 'aria-hidden': 'true' },
    ...bold,
    ...classes.map((name) => h('div', { class: name }, letters)),
  );
  document.body.append(sample);
  requestAnimationFrame(() => setTimeout(() => sample.remove()));
}
