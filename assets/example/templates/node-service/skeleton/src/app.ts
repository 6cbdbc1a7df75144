import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Metrics } from './metrics.js';

export type Answer = { status: number; type: string; body: string };
export type Route = { name: string; path: RegExp; answer: (found: RegExpMatchArray) => Answer | Promise<Answer> };

export const json = (status: number, value: unknown): Answer =>
  ({ status, type: 'application/json', body: JSON.stringify(value) });
const text = (body: string): Answer => ({ status: 200, type: 'text/plain', body });

function greet(name: string): Answer {
  if (name.length > 80) return json(400, { error: 'the name is longer than 80 characters' });
  return json(200, { message: `Hello, ${name}!` });
}

function routes(metrics: Metrics): Route[] {
  return [
    { name: 'greetings', path: /^\/v1\/greetings\/([^/]+)$/, answer: found => greet(decodeURIComponent(found[1] ?? '')) },
    { name: 'healthz', path: /^\/healthz$/, answer: () => text('ok\n') },
    { name: 'readyz', path: /^\/readyz$/, answer: () => text('ok\n') },
    { name: 'metrics', path: /^\/metrics$/, answer: () => metrics.answer() },
  ];
}

async function find(request: IncomingMessage, all: Route[]): Promise<[string, Answer]> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  for (const route of all) {
    const found = path.match(route.path);
    if (!found) continue;
    if (request.method !== 'GET') return [route.name, json(405, { error: 'only GET is answered here' })];
    return [route.name, await route.answer(found)];
  }
  return ['none', json(404, { error: 'there is nothing here' })];
}

export function app(): Server {
  const metrics = new Metrics();
  const all = routes(metrics);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const stop = metrics.begin();
    let [route, it]: [string, Answer] = ['none', json(500, { error: 'something went wrong here' })];
    try {
      [route, it] = await find(request, all);
    } catch (error) {
      if (error instanceof URIError) it = json(400, { error: 'the address is not well formed' });
      else console.error(error);
    }
    stop(route, it.status);
    response.writeHead(it.status, { 'content-type': it.type });
    response.end(it.body);
  };
  return createServer((request, response) => void answer(request, response));
}
