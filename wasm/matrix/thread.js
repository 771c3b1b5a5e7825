import { Worker } from 'node:worker_threads';

new Worker(new URL('import.js', import.meta.url));
