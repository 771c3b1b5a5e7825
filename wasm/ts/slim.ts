export * from './index.js';
export { init } from './source.slim.js';
export type { Modules } from './source.slim.js';
