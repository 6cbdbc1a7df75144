'use strict';
// Stands in for the frontend's page on which one approves a client (@backstage/plugin-auth, at
// /oauth2/authorize/SESSION under app.baseUrl). It makes the calls of the real page; who signs in is
// asked in a form, instead of by one of the site's providers.
const http = require('node:http');
const { text } = require('node:stream/consumers');

const escaped = words => String(words).replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);

const form = ({ clientName, clientId, scopes }) => `<!doctype html><title>Authorize</title>
<h1>Authorize ${escaped(clientName ?? clientId)}</h1><p>${escaped((scopes ?? []).join(' '))}</p>
<form method="post"><input name="login" placeholder="who you are">
<button name="answer" value="approve">Authorize</button><button name="answer" value="reject">Cancel</button></form>`;

async function call(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw Object.assign(new Error(await response.text()), { status: response.status });
  return response.json();
}

/** The page over a backend, on a port of its own; resolves to its port. */
function serveConsent(backend, port) {
  async function answer(request, response) {
    const [, session] = request.url.match(/^\/oauth2\/authorize\/([\w-]+)$/) ?? [];
    if (!session) throw Object.assign(new Error('no such page'), { status: 404 });
    const about = `${backend()}/api/auth/v1/sessions/${session}`;
    if (request.method !== 'POST') return response.end(form(await call(about)));
    const said = new URLSearchParams(await text(request));
    const user = { 'x-forwarded-user': said.get('login') };
    const { backstageIdentity } = await call(`${backend()}/api/auth/oauth2Proxy/refresh`, { headers: user });
    const word = said.get('answer') === 'approve' ? 'approve' : 'reject';
    const headers = { authorization: `Bearer ${backstageIdentity.token}`, 'content-type': 'application/json' };
    const { redirectUrl } = await call(`${about}/${word}`, { method: 'POST', headers });
    return response.writeHead(302, { location: redirectUrl }).end();
  }

  const server = http.createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    answer(request, response).catch(error => response.writeHead(error.status ?? 500).end(escaped(error.message)));
  });
  return new Promise(resolve => server.listen(port, '127.0.0.1', () => resolve(server.address().port)));
}

module.exports = { serveConsent };
