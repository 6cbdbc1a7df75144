import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { app } from './app.js';

let server: Server;
let address: string;

before(async () => {
  server = app();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

test('greets by name', async () => {
  const answer = await fetch(`${address}/v1/greetings/Ada%20Lovelace`);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { message: 'Hello, Ada Lovelace!' });
});

test('says what is wrong with a name that is too long', async () => {
  const answer = await fetch(`${address}/v1/greetings/${'a'.repeat(81)}`);
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /longer than 80/);
});

test('says that it is well and ready', async () => {
  for (const path of ['/healthz', '/readyz']) assert.equal((await fetch(address + path)).status, 200);
});

test('knows what it does not have', async () => {
  assert.equal((await fetch(`${address}/nowhere`)).status, 404);
  assert.equal((await fetch(`${address}/healthz`, { method: 'POST' })).status, 405);
  assert.equal((await fetch(`${address}/v1/greetings/%E0%A4%A`)).status, 400);
});

test('counts what it answered', async () => {
  await fetch(`${address}/v1/greetings/Ada`);
  const metrics = await (await fetch(`${address}/metrics`)).text();
  assert.match(metrics, /http_requests_total\{route="greetings",status="200"\} [1-9]/);
  assert.match(metrics, /http_request_duration_seconds_bucket/);
});
