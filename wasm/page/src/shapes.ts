// What shapes of dumps are called.

import { SHAPES, SHAPE_TITLES } from 'dfsc';
import type { Shape } from 'dfsc';

/** The name of a shape, which no other has. */
export function titleOf(shape: Shape): string {
  const title = SHAPE_TITLES[SHAPES.indexOf(shape)]!;
  return shape === 'linux-2' ? `${title}, 2-byte words` : shape === 'linux-4' ? `${title}, 4-byte words` : title;
}
