'use strict';
// One process: the Backstage backend and the file server beside it. run.sh
// starts it and waits for the file "ready" in STAGEDOOR_RIG_DIR.
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { serveConsent } = require('./consent');
const { serveFiles } = require('./files');
const { writeGenerated } = require('./generate');
const { fill } = require('./fill');

const dir = process.env.STAGEDOOR_RIG_DIR;
const hold = process.env.STAGEDOOR_RIG_HOLD === '1';

// A test process keeps the other end of our standard input open for as long as
// it lives. However it ends, the pipe closes and the rig goes with it.
if (hold) {
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('error', () => process.exit(0));
}
// Everything is in memory: there is nothing to save, so leave at once.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => process.exit(0));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Appears whole or not at all, since run.sh polls for it. */
function publish(name, text) {
  const file = path.join(dir, name);
  fs.writeFileSync(`${file}.new`, text);
  fs.renameSync(`${file}.new`, file);
}

function plugins() {
  return [
    import('@backstage/plugin-auth-backend'),
    import('@backstage/plugin-auth-backend-module-guest-provider'),
    import('@backstage/plugin-auth-backend-module-oauth2-proxy-provider'),
    import('@backstage/plugin-catalog-backend'),
    import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
    import('@backstage/plugin-permission-backend'),
    import('./policy.js'),
    import('@backstage/plugin-scaffolder-backend'),
    import('@backstage/plugin-search-backend'),
    import('@backstage/plugin-search-backend-module-catalog'),
    import('@backstage/plugin-search-backend-module-techdocs'),
    import('@backstage/plugin-techdocs-backend'),
  ];
}

/** What signing in needs besides the backend; the second configuration is over it. */
async function signIn(port) {
  process.env.STAGEDOOR_RIG_BASE_URL ||= `http://127.0.0.1:${port}`;
  process.env.STAGEDOOR_RIG_CONSENT = String(await serveConsent(() => `http://127.0.0.1:${port}`, 0));
  process.env.STAGEDOOR_RIG_REDIRECT = `http://127.0.0.1:${await freePort()}/callback`;
  publish('redirect', `${process.env.STAGEDOOR_RIG_REDIRECT}\n`);
  process.argv.push('--config', 'app-config.yaml', '--config', 'app-config.sign-in.yaml');
}

/** Docs are built by this backend itself, with the mkdocs on PATH, and lie with what else is its own. */
function buildDocs() {
  process.env.STAGEDOOR_RIG_BUILT = path.join(dir, 'docs');
  // from a copy: the builder writes into the mkdocs.yml of what it builds
  const project = path.join(dir, 'docs-project');
  fs.rmSync(project, { recursive: true, force: true });
  for (const part of ['catalog-info.yaml', 'mkdocs.yml', 'docs', 'parts']) {
    fs.cpSync(path.join(__dirname, '..', '..', 'docs', part), path.join(project, part), { recursive: true });
  }
  process.env.STAGEDOOR_RIG_PROJECT = path.join(project, 'catalog-info.yaml');
  process.argv.push('--config', 'app-config.yaml', '--config', 'app-config.docs.yaml');
}

/** What it knows lies on disk, in its own folder. */
function keep() {
  process.env.STAGEDOOR_RIG_DATABASE = path.join(dir, 'database');
  fs.mkdirSync(process.env.STAGEDOOR_RIG_DATABASE, { recursive: true });
  process.argv.push('--config', 'app-config.yaml', '--config', 'app-config.kept.yaml');
}

async function main() {
  const began = Date.now();
  const since = () => `${Date.now() - began} ms`;
  const count = Number(process.env.STAGEDOOR_RIG_COMPONENTS || 300);
  const generated = path.join(dir, 'generated.yaml');
  writeGenerated(generated, count);
  // what tests write themselves comes first
  const files = await serveFiles(path.join(dir, 'served'), path.join(__dirname, '..', 'served'));
  const port = Number(process.env.STAGEDOOR_RIG_PORT) || (await freePort());
  process.env.STAGEDOOR_RIG_PORT = String(port);
  process.env.STAGEDOOR_RIG_FILES = `127.0.0.1:${files}`;
  process.env.STAGEDOOR_RIG_GENERATED = generated;

  if (process.env.STAGEDOOR_RIG_SIGN_IN === '1') await signIn(port);
  if (process.env.STAGEDOOR_RIG_DOCS === '1') buildDocs();
  if (process.env.STAGEDOOR_RIG_KEEP === '1') keep();

  const { createBackend } = require('@backstage/backend-defaults');
  const backend = createBackend();
  plugins().forEach(plugin => backend.add(plugin));
  await backend.start();
  console.log(`rig: backend started after ${since()}`);

  const url = `http://127.0.0.1:${port}`;
  await fill(url, count);
  console.log(`rig: ready after ${since()}`);
  publish('files-port', `${files}\n`);
  publish('components', `${count}\n`);
  publish('ready', `${port} ${process.pid}\n`);
}

main().catch(error => {
  console.error('rig: cannot start:', error);
  process.exit(1);
});
