// Renders the bundled templates with Backstage's own task runner: node render.mjs OUT [TEMPLATE]
// Every filling of tests/it/data/templates becomes OUT/TEMPLATE.FILLING/files, with what was said in the end in run.json.
// The packages are those of tests/backstage (run.sh install), and so is the Node.js it wants.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.umask(0o022);
const [out, only] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
const templates = path.join(root, 'assets/example/templates');
const fillings = path.join(root, 'tests/it/data/templates');
const rig = path.join(root, 'tests/backstage');
const require = createRequire(path.join(rig, 'package.json'));
const backend = file => require(path.join(rig, 'node_modules/@backstage/plugin-scaffolder-backend/dist', file));
const { NunjucksWorkflowRunner } = backend('scaffolder/tasks/NunjucksWorkflowRunner.cjs.js');
const { createFetchTemplateAction } = backend('scaffolder/actions/builtin/fetch/template.cjs.js');
const { ScmIntegrations } = require('@backstage/integration');
const { ConfigReader } = require('@backstage/config');
const { validate } = require('jsonschema');
const YAML = require('yaml');

const id = '11111111-2222-4333-8444-555555555555';
const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
const actions = new Map();
const fetch = createFetchTemplateAction({ integrations, additionalTemplateFilters: {}, additionalTemplateGlobals: {} });
actions.set(fetch.id, fetch);
const published = [];
// What leaves the machine is written down and answered, not done.
const answer = (action, output) => actions.set(action, {
  id: action,
  handler: async context => {
    published.push({ action, input: context.input });
    for (const [name, value] of Object.entries(output)) context.output(name, value);
  },
});
answer('publish:github', { remoteUrl: 'https://github.com/o/r', repoContentsUrl: 'https://github.com/o/r/blob/main' });
answer('publish:github:pull-request', { remoteUrl: 'https://github.com/o/r/pull/1' });
answer('publish:gitlab:merge-request', { mergeRequestUrl: 'https://gitlab.com/o/r/-/merge_requests/1' });
answer('catalog:register', { entityRef: 'component:default/x' });

const quiet = { info() {}, warn() {}, error() {}, debug() {}, child: () => quiet };
const meter = { add() {}, record() {} };
const user = { apiVersion: 'backstage.io/v1alpha1', kind: 'User', metadata: { name: 'guest', namespace: 'default' }, spec: {} };

async function render(name, template, parameters, target) {
  const folder = path.join(templates, name);
  const work = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'bundled-')));
  fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(target, { recursive: true });
  const actionRegistry = { get: async name => actions.get(name) ?? Promise.reject(new Error(`no action ${name}`)) };
  const metrics = { createCounter: () => meter, createHistogram: () => meter };
  const runner = new NunjucksWorkflowRunner({
    integrations, logger: quiet, workingDirectory: work, actionRegistry, metrics, config: new ConfigReader({}),
    templateCapabilities: { filters: {}, globals: {} },
  });
  const keep = async ({ path: from }) => {
    fs.rmSync(path.join(target, 'files'), { recursive: true, force: true });
    fs.cpSync(from, path.join(target, 'files'), { recursive: true });
  };
  const { output } = await runner.execute({
    taskId: id, isDryRun: false, done: false, secrets: {}, cancelSignal: new AbortController().signal,
    getInitiatorCredentials: async () => ({}), getWorkspaceName: async () => id, emitLog: async () => {}, serializeWorkspace: keep,
    spec: {
      apiVersion: template.apiVersion, parameters, output: template.spec.output, steps: template.spec.steps,
      user: { ref: 'user:default/guest', entity: user },
      templateInfo: { entityRef: `template:default/${name}`, baseUrl: `file://${folder}/template.yaml`, entity: { metadata: template.metadata } },
    },
  });
  fs.writeFileSync(path.join(target, 'run.json'), JSON.stringify({ output, published: published.splice(0) }, null, 1));
  fs.rmSync(work, { recursive: true, force: true });
}

for (const file of fs.readdirSync(fillings).sort()) {
  const name = path.basename(file, '.json');
  if (only && only !== name) continue;
  const template = YAML.parse(fs.readFileSync(path.join(templates, name, 'template.yaml'), 'utf8'));
  for (const [filling, parameters] of Object.entries(JSON.parse(fs.readFileSync(path.join(fillings, file), 'utf8')))) {
    for (const step of template.spec.parameters) {
      for (const error of validate(parameters, step).errors) throw new Error(`${name} ${filling}: ${error.stack}`);
    }
    await render(name, template, parameters, path.join(out, `${name}.${filling}`));
    console.log('rendered', name, filling);
  }
}
