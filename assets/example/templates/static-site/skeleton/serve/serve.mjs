// For looking at the site while writing it. In the cluster nginx does this.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const site = fileURLToPath(new URL('../site', import.meta.url));
const types = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const port = Number(process.env.PORT ?? 8080);

function file(url) {
  const path = join(site, normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname)));
  const page = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path;
  return existsSync(page) && statSync(page).isFile() ? [200, page] : [404, join(site, '404.html')];
}

createServer((request, response) => {
  const [status, path] = file(request.url ?? '/');
  response.writeHead(status, { 'content-type': types[extname(path)] ?? 'application/octet-stream' });
  createReadStream(path).pipe(response);
}).listen(port, '127.0.0.1', () => console.log(`http://localhost:${port}`));
