'use strict';
// Who may do what, chosen so that a client meets an allow, a deny, a condition
// on the owner and a condition that hides an entity.
const fs = require('node:fs');
const path = require('node:path');
const { createBackendModule } = require('@backstage/backend-plugin-api');
const { AuthorizeResult } = require('@backstage/plugin-permission-common');
const { policyExtensionPoint } = require('@backstage/plugin-permission-node/alpha');
const {
  catalogConditions,
  createCatalogConditionalDecision,
} = require('@backstage/plugin-catalog-backend/alpha');
const {
  createScaffolderTaskConditionalDecision,
  createScaffolderTemplateConditionalDecision,
  scaffolderTaskConditions,
  scaffolderTemplateConditions,
} = require('@backstage/plugin-scaffolder-backend/alpha');

const allow = { result: AuthorizeResult.ALLOW };
const deny = { result: AuthorizeResult.DENY };

/** Reads all but runs and what carries the annotation rig/confidential; writes nothing. */
function forGuest(permission) {
  if (permission.name === 'scaffolder.task.read') return deny;
  if (permission.name === 'catalog.entity.read') {
    const confidential = catalogConditions.hasAnnotation({ annotation: 'rig/confidential' });
    return createCatalogConditionalDecision(permission, { not: confidential });
  }
  return permission.attributes.action === 'read' ? allow : deny;
}

/** Runs are theirs who began them. */
function onlyTheirOwn(permission, user) {
  return createScaffolderTaskConditionalDecision(permission, scaffolderTaskConditions.isTaskOwner({ createdBy: [user] }));
}

/** Parts of a template; whoever asks about a whole one gets an error: conditions are for parts alone. */
function unrestricted(permission) {
  const restricted = scaffolderTemplateConditions.hasTag({ tag: 'restricted' });
  return createScaffolderTemplateConditionalDecision(permission, { not: restricted });
}

/** Reads all but restricted parts of templates and runs of others; deletes and refreshes what they own;
 *  registers no locations and runs no templates. */
function forMember(permission, user, claims) {
  switch (permission.name) {
    case 'scaffolder.task.create':
    case 'scaffolder.template.management':
      return deny;
    case 'scaffolder.task.read':
    case 'scaffolder.task.cancel':
      return onlyTheirOwn(permission, user);
    case 'scaffolder.template.parameter.read':
    case 'scaffolder.template.step.read':
      return unrestricted(permission);
    case 'catalog.entity.delete':
    case 'catalog.entity.refresh':
      return createCatalogConditionalDecision(permission, catalogConditions.isEntityOwner({ claims }));
    case 'catalog.location.create':
    case 'catalog.location.delete':
      return deny;
    default:
      return allow;
  }
}

/** Conditions that no plugin can apply: whoever asks gets an error, and so does all beside it. */
function broken(pluginId) {
  const conditions = { rule: 'NO_SUCH_RULE', resourceType: 'catalog-entity', params: {} };
  return { result: AuthorizeResult.CONDITIONAL, pluginId, resourceType: 'catalog-entity', conditions };
}

/** What a test has put into policy.json: {USER: {PERMISSION: allow|deny|broken|gone}}. */
function fromFile(permission, user) {
  let said;
  try {
    said = JSON.parse(fs.readFileSync(path.join(process.env.STAGEDOOR_RIG_DIR, 'policy.json'), 'utf8'));
  } catch {
    return undefined;
  }
  const words = { allow, deny, broken: broken('catalog'), gone: broken('nowhere') };
  return words[said[user]?.[permission.name]];
}

const policy = {
  async handle({ permission }, user) {
    if (!user) return deny;
    const { userEntityRef, ownershipEntityRefs } = user.info;
    const said = fromFile(permission, userEntityRef);
    if (said) return said;
    if (ownershipEntityRefs.includes('group:default/platform')) return allow;
    if (userEntityRef === 'user:default/guest') return forGuest(permission);
    return forMember(permission, userEntityRef, ownershipEntityRefs);
  },
};

module.exports = createBackendModule({
  pluginId: 'permission',
  moduleId: 'rig-policy',
  register(registry) {
    registry.registerInit({
      deps: { policies: policyExtensionPoint },
      async init({ policies }) {
        policies.setPolicy(policy);
      },
    });
  },
});
