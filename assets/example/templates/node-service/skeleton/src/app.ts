import { createServer, type Server } from 'node:http';

export function app(): Server {
  return createServer((request, response) => {
    const found = request.url === '/healthz';
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/plain' });
    response.end(found ? 'ok\n' : 'not found\n');
  });
}
