// A provider of sign-ins written by others (oidc-provider), for the tests. One process serves any number of providers, each
// under a path of its own with settings of its own, and ends when its standard input does. Prints its port when it listens.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { Provider, errors } from 'oidc-provider';

// The clock of a test may be held at another time, with which this one must agree. 0: it is the machine's own.
const began = Number(process.argv[2]) * 1000;
if (began > 0) {
  const real = Date.now.bind(Date);
  const here = real();
  Date.now = () => began + (real() - here);
}

const host = process.argv[3] ?? '127.0.0.1';
const providers = new Map();
let keys = 0;

function key() {
  keys += 1;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: `key-${keys}` };
}

function build(one) {
  const provider = new Provider(`http://${host}:${port}/${one.name}`, {
    clients: [{
      client_id: 'folkmoot',
      client_secret: 'a secret of the tests',
      redirect_uris: [one.back],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    }],
    jwks: { keys: one.keys },
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
    acrValues: ['high', 'low'],
    conformIdTokenClaims: one.userinfo,
    pkce: { required: () => one.pkce, methods: ['S256'] },
    features: { devInteractions: { enabled: false } },
    ttl: { IdToken: one.seconds, AuthorizationCode: 60, AccessToken: 60, Interaction: 600, Session: 600, Grant: 600 },
    interactions: { url: (_ctx, interaction) => `/${one.name}/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...one.claims }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.on('server_error', (_ctx, error) => console.error(error));
  one.provider = provider;
  one.handle = provider.callback();
}

// Whoever comes is signed in at once as whom the test wants, or says no.
async function interact(one, req, res) {
  const result = one.denies
    ? { error: 'access_denied', error_description: 'they said no' }
    : { login: { accountId: one.subject, acr: one.acr, amr: one.amr, remember: false } };
  await one.provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

async function body(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || '{}');
}

const server = createServer(async (req, res) => {
  try {
    const [, name, what] = req.url.split(/[/?]/);
    if (name === 'control') {
      const wanted = await body(req);
      const one = providers.get(wanted.name) ?? {
        name: wanted.name, keys: [key()], userinfo: true, pkce: true, seconds: 3600, subject: 'somebody', claims: {}, denies: false,
      };
      const { rotate, ...settings } = wanted;
      Object.assign(one, settings);
      if (rotate) one.keys = [key()];
      providers.set(one.name, one);
      build(one);
      res.end('done');
      return;
    }
    const one = providers.get(name);
    if (!one) { res.statusCode = 404; res.end(); return; }
    if (what === 'interaction') { await interact(one, req, res); return; }
    // The provider stands under a path of its own, and finds out by comparing the two.
    req.originalUrl = req.url;
    req.url = req.url.slice(name.length + 1) || '/';
    one.handle(req, res);
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) console.error(error);
    res.statusCode = 500;
    res.end(String(error));
  }
});

let port = 0;
server.listen(0, '127.0.0.1', () => {
  port = server.address().port;
  console.log(port);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
