// A sign-in provider for scripts/accept/users.sh: npm's `oidc-provider` with one client. The account that is named
// by `login_hint` signs in without a page. Prints its address, reads the addresses to return to from
// standard input, and ends with it.
import { once } from 'node:events';
import http from 'node:http';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

// An import does not look where NODE_PATH leads.
const installed = createRequire(import.meta.url).resolve('oidc-provider');
const { Provider } = await import(pathToFileURL(installed));

const accounts = {
  ann: { email: 'ann.oidc@example.com', email_verified: true, name: 'Ann Lee' },
  another: { email: 'ann.oidc@example.com', email_verified: true, name: 'Another Ann' },
  // As Cognito states the boolean, and Auth0 the time.
  bo: { email: 'Bo.Oidc@Example.com', email_verified: 'true', updated_at: '2026-01-02T03:04:05.678Z' },
  unverified: { email: 'carl@example.com', email_verified: false, name: 'Carl' },
  silent: { email: 'dora@example.com', name: 'Dora' },
  foreign: { email: 'eve@elsewhere.example', email_verified: true, name: 'Eve' },
  addressless: { name: 'No Address' },
};

const server = http.createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(JSON.stringify({ issuer }));

const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit());
const [line] = await once(lines, 'line');

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'omni',
    client_secret: process.env.CLIENT_SECRET,
    redirect_uris: JSON.parse(line).redirectUris,
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'updated_at'] },
  cookies: { keys: ['of this run only'] },
  features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
  pkce: { required: () => true },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
  // No one is asked for consent.
  async loadExistingGrant(ctx) {
    const { Grant } = ctx.oidc.provider;
    const grant = new Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
    grant.addOIDCScope('openid email profile');
    grant.addOIDCClaims(['email', 'email_verified', 'name', 'updated_at']);
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();

async function signIn(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const result = params.login_hint === 'refuses'
    ? { error: 'access_denied', error_description: 'the person went away' }
    : { login: { accountId: params.login_hint } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  return signIn(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
});
console.log(JSON.stringify({ ready: true }));
