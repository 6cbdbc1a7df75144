// Runs a template with Backstage's own task runner and actions, and prints what came of it as JSON.
//   node scaffold.mjs SOURCE WORK < '{"parameters": {...}, "secrets": {...}}'
// SOURCE: the folder of the template.yaml and its skeletons. WORK: an empty folder. Prints {status, output?, error?, files, log}, as it is on this machine;
// stack traces are cut to their first lines.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

process.umask(0o022);
const here = path.dirname(new URL(import.meta.url).pathname);
const require = createRequire(path.join(here, 'package.json'));
const dist = path.join(here, 'node_modules/@backstage/plugin-scaffolder-backend/dist');
const backend = name => require(path.join(dist, name));
const { NunjucksWorkflowRunner } = backend('scaffolder/tasks/NunjucksWorkflowRunner.cjs.js');
const { ScmIntegrations } = require('@backstage/integration');
const { ConfigReader } = require('@backstage/config');
const YAML = require('yaml');

const ACTIONS = {
  'fetch/template': 'createFetchTemplateAction',
  'fetch/templateFile': 'createFetchTemplateFileAction',
  'fetch/plain': 'createFetchPlainAction',
  'fetch/plainFile': 'createFetchPlainFileAction',
  'filesystem/delete': 'createFilesystemDeleteAction',
  'filesystem/rename': 'createFilesystemRenameAction',
  'filesystem/read': 'createFilesystemReadDirAction',
  'debug/log': 'createDebugLogAction',
  'debug/wait': 'createWaitAction',
  'catalog/write': 'createCatalogWriteAction',
};
const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
const registry = new Map();
for (const [file, make] of Object.entries(ACTIONS)) {
  const action = backend(`scaffolder/actions/builtin/${file}.cjs.js`)[make]({ integrations, additionalTemplateFilters: {}, additionalTemplateGlobals: {} });
  registry.set(action.id, action);
}
const find = async id => {
  const action = registry.get(id);
  if (action) return action;
  const { NotFoundError } = require('@backstage/errors');
  throw new NotFoundError(`Template action with ID '${id}' is not registered. See https://backstage.io/docs/features/software-templates/builtin-actions/ on how to add a new action module.`);
};

function tree(root) {
  const found = [];
  const walk = below => {
    for (const name of fs.readdirSync(path.join(root, below)).sort()) {
      const place = below ? `${below}/${name}` : name;
      const stat = fs.lstatSync(path.join(root, place));
      const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
      if (stat.isSymbolicLink()) found.push({ path: place, type: 'link', target: fs.readlinkSync(path.join(root, place)) });
      else if (stat.isDirectory()) { found.push({ path: place, type: 'dir', mode }); walk(place); }
      else found.push({ path: place, type: 'file', mode, base64: fs.readFileSync(path.join(root, place)).toString('base64') });
    }
  };
  if (fs.existsSync(root)) walk('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const [source, work] = process.argv.slice(2).map(folder => path.resolve(folder));
const { parameters, secrets = {} } = JSON.parse(fs.readFileSync(0, 'utf8'));
const template = YAML.parse(fs.readFileSync(path.join(source, 'template.yaml'), 'utf8'));
const id = '11111111-2222-4333-8444-555555555555';
const firstLines = text => text.replace(/\n\s+at [^\n]*(?=\n|$)/g, '').replace(/((?:\\n)\s+at [^"]*?)(?=")/g, '');
const quiet = { info() {}, warn() {}, error() {}, debug() {}, child() { return quiet; } };
const instrument = { add() {}, record() {} };
const runner = new NunjucksWorkflowRunner({
  integrations, logger: quiet, workingDirectory: work, actionRegistry: { get: find }, templateCapabilities: { filters: {}, globals: {} },
  metrics: { createCounter: () => instrument, createHistogram: () => instrument }, config: new ConfigReader({}),
});
const log = [];
const run = { files: [], log };
try {
  const done = await runner.execute({
    taskId: id, isDryRun: false, done: false, secrets: { ...secrets }, cancelSignal: new AbortController().signal,
    getInitiatorCredentials: async () => ({}), getWorkspaceName: async () => id,
    emitLog: async (message, about) => { log.push({ ...about, message: firstLines(message) }); },
    serializeWorkspace: async ({ path: place }) => { run.files = tree(place); },
    spec: {
      apiVersion: template.apiVersion, parameters, output: template.spec.output ?? {},
      steps: template.spec.steps.map((step, n) => ({ ...step, id: step.id ?? `step-${n + 1}`, name: step.name ?? step.action })),
      user: { ref: 'user:default/alice', entity: { apiVersion: 'backstage.io/v1alpha1', kind: 'User', metadata: { name: 'alice', namespace: 'default' }, spec: {} } },
      templateInfo: { entityRef: `template:default/${template.metadata.name}`, baseUrl: `file://${source}/template.yaml`, entity: { metadata: template.metadata } },
    },
  });
  run.status = 'completed';
  run.output = done.output;
} catch (error) {
  run.status = 'failed';
  run.error = { name: error.name, message: firstLines(error.message) };
}
process.stdout.write(JSON.stringify(run));
