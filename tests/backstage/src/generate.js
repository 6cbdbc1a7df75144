'use strict';
// Writes the components that give lists their length. The same number always
// gives the same text, so that a test may name any of them.
const fs = require('node:fs');

const owners = ['group:default/team-a', 'group:default/team-b', 'user:default/bob'];
const types = ['service', 'website', 'library', 'worker'];
const lifecycles = ['production', 'experimental', 'deprecated'];

const nameOf = number => `bulk-${String(number).padStart(5, '0')}`;

function component(number) {
  return [
    'apiVersion: backstage.io/v1alpha1',
    'kind: Component',
    'metadata:',
    `  name: ${nameOf(number)}`,
    `  description: Made in bulk to give lists their length, number ${number}`,
    `  tags: [bulk, shard-${number % 8}]`,
    'spec:',
    `  type: ${types[number % types.length]}`,
    `  lifecycle: ${lifecycles[number % lifecycles.length]}`,
    `  owner: ${owners[number % owners.length]}`,
    '  system: bulk',
    '',
  ].join('\n');
}

/** Writes bulk-00001 to bulk-`count` into `file`. */
function writeGenerated(file, count) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  fs.writeFileSync(file, numbers.map(component).join('---\n'));
}

module.exports = { nameOf, owners, writeGenerated };
