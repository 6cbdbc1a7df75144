'use strict';
// Brings a running rig back to its seed: node refill.js URL FOLDER COUNT
const path = require('node:path');
const { call, fill } = require('./fill');
const { writeGenerated } = require('./generate');

const [url, dir, count] = [process.argv[2], process.argv[3], Number(process.argv[4])];

/** Only addresses are registered by tests; the seed consists of files. */
async function forgetRegistered() {
  const locations = await call(`${url}/api/catalog/locations`);
  const registered = locations.map(({ data }) => data).filter(({ type }) => type === 'url');
  for (const { id } of registered) await call(`${url}/api/catalog/locations/${id}`, 'DELETE');
}

async function refreshSeed() {
  const query = 'filter=kind=location&fields=metadata.name,metadata.namespace';
  const { items } = await call(`${url}/api/catalog/entities/by-query?${query}`);
  for (const { metadata } of items) {
    const entityRef = `location:${metadata.namespace}/${metadata.name}`;
    await call(`${url}/api/catalog/refresh`, 'POST', { entityRef });
  }
}

async function main() {
  writeGenerated(path.join(dir, 'generated.yaml'), count);
  await forgetRegistered();
  await refreshSeed();
  await fill(url, count);
}

main().catch(error => {
  console.error(`rig: cannot refill: ${error.message}`);
  process.exit(1);
});
