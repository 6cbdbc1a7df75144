// A certified OpenID Connect provider (npm's oidc-provider) with the accounts and clients of the
// live tests, on 127.0.0.1 and in memory. It prints "ready PORT" and ends when standard input does.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { SignJWT, decodeJwt, importJWK } from 'jose';
import { Provider } from 'oidc-provider';

// Standard output is for one line; nobody reads on.
console.info = console.error;
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));

const SHORT = 5;
const callback = 'http://127.0.0.1/callback';

/** Any name signs in, with any password; these are known to be more. */
const people = {
  alice: { groups: ['platform', 'team-a'], roles: ['platform-admin', 'developer'], access: ['approver', 'requester'] },
  bob: { groups: ['team-b'], roles: ['developer'], access: ['requester'] },
};

function claimsOf(name) {
  const { groups, roles, access } = people[name] ?? { groups: [], roles: [], access: [] };
  return {
    sub: name,
    name: name[0].toUpperCase() + name.slice(1),
    preferred_username: name,
    email: `${name}@north-ferries.example`,
    email_verified: true,
    groups,
    teams: groups.filter(group => group.startsWith('team-')),
    realm_access: { roles },
    resource_access: { 'jit-access': { roles: access } },
  };
}

const client = (client_id, more = {}) => ({
  client_id,
  token_endpoint_auth_method: 'none',
  application_type: 'native',
  redirect_uris: [callback],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  response_types: ['code'],
  ...more,
});

function newKey(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}
const key = newKey('rig');
/** Published nowhere. */
const strange = newKey('rig');

const lives = long => (_ctx, _token, client) => (client?.clientId === 'stagedoor-short' ? SHORT : long);
const names = ['groups', 'teams', 'realm_access', 'resource_access', 'email', 'email_verified', 'name', 'preferred_username'];

function configuration(issuer) {
  return {
    jwks: { keys: [key] },
    clients: [client('stagedoor-cli'), client('stagedoor-short'), client('stagedoor-wide')],
    claims: { openid: ['sub', ...names], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    scopes: ['openid', 'offline_access', 'email', 'profile', 'groups'],
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => ({ accountId: id, claims: async () => claimsOf(id) }),
    extraTokenClaims: (_ctx, token) => (token.accountId ? claimsOf(token.accountId) : undefined),
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:stagedoor:tools',
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => ({
          scope: 'openid groups',
          audience: resource,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        // as Keycloak's audience mappers do it
        jwt: (_ctx, token, { payload }) => {
          if (token.clientId === 'stagedoor-wide') payload.aud = ['kafka-ui', 'vault'];
        },
      },
    },
    pkce: { required: () => true },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    cookies: { keys: [randomUUID()] },
    ttl: {
      AccessToken: lives(3600),
      IdToken: lives(3600),
      RefreshToken: 86_400,
      Session: 86_400,
      Grant: 86_400,
      Interaction: 600,
      DeviceCode: 600,
    },
  };
}

/** What may be wrong with an ID token; each is signed as it should be, but for `key`. */
const twists = {
  nonce: claims => ({ ...claims, nonce: 'another' }),
  audience: claims => ({ ...claims, aud: 'another-client' }),
  several: claims => ({ ...claims, aud: [claims.aud, 'kafka-ui'], azp: claims.aud }),
  issuer: claims => ({ ...claims, iss: 'https://another.example' }),
  expired: claims => ({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
  // the provider's clock is five minutes ahead of ours, or behind
  ahead: claims => ({ ...claims, iat: claims.iat + 300, exp: claims.exp + 300 }),
  behind: claims => ({ ...claims, iat: claims.iat - 300, exp: claims.exp - 300 }),
  key: claims => claims,
};

async function twisted(token, what) {
  const signer = await importJWK(what === 'key' ? strange : key, 'RS256');
  return new SignJWT(twists[what](decodeJwt(token))).setProtectedHeader({ alg: 'RS256', kid: 'rig' }).sign(signer);
}

function build(issuer) {
  const provider = new Provider(issuer, configuration(issuer));
  const grants = new Map();
  let twist;
  provider.on('grant.success', ({ oidc }) => {
    const { grantId, accountId } = oidc.entities.RefreshToken ?? oidc.entities.AccessToken ?? {};
    if (grantId) grants.set(grantId, accountId);
  });

  /** Ends an account's sessions, as an administrator does. */
  async function revoke(account) {
    const ended = [...grants].filter(([, of]) => of === account).map(([id]) => id);
    for (const id of ended) {
      for (const model of ['RefreshToken', 'AccessToken']) await provider[model].revokeByGrantId(id);
      await (await provider.Grant.find(id))?.destroy();
      grants.delete(id);
    }
    return ended.length;
  }

  provider.use(async (ctx, next) => {
    if (ctx.path === '/rig/revoke') {
      ctx.body = `${await revoke(ctx.query.account)}\n`;
    } else if (ctx.path === '/rig/twist') {
      ctx.assert(ctx.query.what in twists, 404);
      twist = ctx.query.what;
      ctx.body = 'the next ID token\n';
    } else {
      await next();
      if (ctx.path === '/token' && ctx.body?.id_token && twist) {
        ctx.body = { ...ctx.body, id_token: await twisted(ctx.body.id_token, twist) };
        twist = undefined;
      }
    }
  });
  return provider;
}

const server = createServer((request, response) => handle(request, response));
let handle;
server.listen(Number(process.env.STAGEDOOR_RIG_PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address();
  handle = build(`http://127.0.0.1:${port}`).callback();
  console.log(`ready ${port}`);
});
