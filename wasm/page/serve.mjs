// `npm run serve -- PORT`: serves the page that was built, on this machine alone.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The page that was built. */
export const PAGE = fileURLToPath(new URL('../../target/web/inspector.html', import.meta.url));

/** A server of the page; `asked` is told of each request. */
export function serve(port = 0, asked = () => {}) {
  const server = createServer((request, response) => {
    asked(request);
    if (request.url !== '/') return response.writeHead(404).end();
    // Read anew each time: it may have been built again.
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(readFileSync(PAGE));
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${server.address().port}/` }));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await serve(Number(process.argv[2] ?? 0)).catch((error) => {
    console.error(`The page cannot be served: ${error.message}. Another port may do: cargo xtask inspector --port 8418`);
    process.exit(1);
  });
  console.log(`The page is at ${url}, until you press Ctrl-C. It is one file, which opens from a disk too: target/web/inspector.html`);
}
