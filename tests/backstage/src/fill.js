'use strict';
// Waits until a rig can be tested against: readiness says only that plugins
// have started, while the catalog is still empty and nobody can sign in.
const { nameOf, owners } = require('./generate');

const headers = { authorization: 'Bearer stagedoor-rig-admin', 'content-type': 'application/json' };
const pause = () => new Promise(resolve => setTimeout(resolve, 200));

// The last document of each hand-written file, and everybody who signs in.
const seeds = [
  'user:default/alice',
  'user:default/bob',
  'user:default/carol',
  'user:default/guest',
  'template:default/new-pier',
  'template:default/raise-wreck',
  'component:default/odd-last',
  'location:default/piers',
  'component:default/pier-lights',
  ...(process.env.STAGEDOOR_RIG_DOCS === '1' ? ['component:default/harbor'] : []),
];

async function call(url, method = 'GET', body = undefined) {
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text.slice(0, 300)}`);
  return text ? JSON.parse(text) : undefined;
}

/** Polls until `done`, over faults: a plugin may still be starting. A lasting one is told. */
async function until(what, done) {
  const began = Date.now();
  for (let faults = 0; ; await pause()) {
    try {
      if (await done()) break;
      faults = 0;
    } catch (error) {
      faults += 1;
      if (faults > 100) throw new Error(`waiting for ${what}: ${error.message}`);
    }
  }
  console.log(`rig: waited ${Date.now() - began} ms for ${what}`);
}

async function seedsThere(url) {
  const { items } = await call(`${url}/api/catalog/entities/by-refs`, 'POST', {
    entityRefs: seeds,
    fields: ['metadata.name'],
  });
  return items.every(Boolean);
}

async function bulkThere(url, count) {
  const filter = 'metadata.tags=bulk';
  const { totalItems } = await call(`${url}/api/catalog/entities/by-query?limit=0&filter=${filter}`);
  return totalItems === count;
}

/** Owners are joined with what they own later than the owned ones appear. */
async function ownersJoined(url, count) {
  const { items } = await call(`${url}/api/catalog/entities/by-refs`, 'POST', {
    entityRefs: owners,
    fields: ['relations'],
  });
  const owned = items
    .flatMap(owner => owner?.relations ?? [])
    .filter(relation => relation.type === 'ownerOf' && relation.targetRef.startsWith('component:default/bulk-'));
  return owned.length === count;
}

async function found(url, type, name) {
  const { results } = await call(`${url}/api/search/query?types[0]=${type}&term=${name}`);
  return results.some(({ document }) => document.location.replace(/\/$/, '').endsWith(`/${name}`));
}

const scheduler = '/api/search/.backstage/scheduler/v1/tasks';

async function lastIndexed(url, indexer) {
  const { tasks } = await call(`${url}${scheduler}`);
  return tasks.find(({ taskId }) => taskId === indexer).taskState?.lastRunEndedAt;
}

/** Has a search index built anew and waits until it is, with what lies at the end of an address in it. */
async function index(url, type, name) {
  const indexer = `search_index_${type.replace('-', '_')}`;
  let before;
  await until(`the indexer of ${type} to begin`, async () => {
    before = await lastIndexed(url, indexer);
    await call(`${url}${scheduler}/${indexer}/trigger`, 'POST');
    return true;
  });
  await until(`the indexer of ${type} to end`, async () => (await lastIndexed(url, indexer)) !== before);
  // the new index is taken into use a moment later
  await until(`the search index of ${type}`, () => found(url, type, name));
}

/** Resolves when every entity is there, joined with its owners, and searchable. */
async function fill(url, count) {
  await until('the hand-written entities', () => seedsThere(url));
  await until(`${count} generated components`, () => bulkThere(url, count));
  await until('relations of the owners', () => ownersJoined(url, count));
  const last = count ? nameOf(count) : 'pier-lights';
  // where docs are built, nothing is there to be found before
  const built = process.env.STAGEDOOR_RIG_DOCS === '1';
  await Promise.all([index(url, 'software-catalog', last), built || index(url, 'techdocs', 'tides')]);
}

module.exports = { call, fill };
