// Every page of the dashboard, with what the others need to know of it. A page without a row fails the checks.
import { readFileSync } from 'node:fs';

const SOURCE = new URL('../../../web/src/', import.meta.url);
const read = path => readFileSync(new URL(path, SOURCE), 'utf8');

const main = page => page.getByRole('main');
const heading = name => page => main(page).getByRole('heading', { name, level: 2, exact: true });
const item = name => page => main(page).getByRole('list', { name, exact: true }).getByRole('listitem').first();
const text = words => page => main(page).getByText(words).first();
/** No request. */
const NONE = /^$/;
const LOG = /\/ws\/logs/;

/**
 * Of each: `route`, as the router has it; `path`, of the records of records.mjs; `title`, the heading while it is
 * read and after it failed; `sign`, what is there once all is read; `only`, the requests that matter, if not all;
 * `place`, where it is shown, if that is not the whole page; `empty`, the words on a server that has nothing yet;
 * `bare`, where there is always something, the requests of a list, the words if it had nothing, and besides `member`,
 * the list's name in the answer if it is not `items`, `socket`, the one that sends nothing, or `ask`, what is done on
 * the page so that nothing matches. Neither is of forms, of single records, and of the services: the server that
 * answers is always one of them.
 */
export const PAGES = [
  { name: 'home', route: '/', path: () => '/', title: 'Home', sign: text('Version'), empty: 'There is no instance yet.' },
  {
    name: 'account', route: '/account', path: () => '/account', title: 'Account', sign: item('Your sessions'),
    bare: [/\/auth\/sessions(\?|$)/, 'You have no sessions.'],
  },
  {
    name: 'instances', route: '/instances', path: () => '/instances', title: 'Instances',
    sign: page => main(page).getByRole('link', { name: /Bike shop/ }), empty: /^No instance yet\./,
  },
  ...[
    ['connection', item('History of states'), [/\/events(\?|$)/, 'No change of the connection is stored yet.']],
    ['profile', page => page.getByLabel('Name shown', { exact: true })],
    ['agent', heading('What answers')],
    ['messaging', heading('Gathering and splitting')],
    ['media', page => page.getByLabel('Transcribe audio')],
    ['access', heading('Test a sender'), [/\/access\/rules(\?|$)/, /^No rule\./]],
    ['webhooks', item('Webhooks'), [/\/webhook-endpoints(\?|$)/, 'No endpoint gets the events of this instance.']],
    ['logs', text(/^Live$/), [NONE, 'No line matches yet.', { socket: LOG }]],
    ['danger', page => page.getByRole('button', { name: 'Log out', exact: true })],
  ].map(([tab, sign, bare]) => ({
    name: `instance-${tab}`, tab, sign, bare, title: 'Instances',
    route: tab === 'connection' ? '/instances/$id' : '/instances/$id/$tab',
    path: ({ instance }) => `/instances/${instance}${tab === 'connection' ? '' : `/${tab}`}`,
  })),
  {
    name: 'people', route: '/people', path: () => '/people', title: 'People',
    sign: page => main(page).locator('a[href*="/people/"]').first(), empty: /^No people yet\./,
  },
  {
    name: 'person', route: '/people/$id', path: ({ person }) => `/people/${person}`, title: 'People',
    sign: text('Hello from Dora'), bare: [/\/timeline(\?|$)/, 'No messages.'],
  },
  {
    name: 'chats', route: '/chats', path: () => '/chats', title: 'Chats',
    sign: page => page.getByRole('region', { name: 'Conversations' }).locator('a[href*="/chats/"]').first(),
    empty: 'There is no instance yet.',
  },
  ...[
    ['chat'],
    // What is read after the list of instances, each alone. A chat that the list has is not asked for again.
    ['chat-list', /\/chats\?(?!.*search=)/, undefined, [/\/chats\?(?!.*search=)/, 'No chats yet.']],
    ['chat-itself', /\/chats\?/, page => page.getByRole('region', { name: 'Messages' })],
    ['chat-messages', /\/messages(\?|$)/, undefined, [/\/messages(\?|$)/, 'No messages yet.']],
  ].map(([name, only, place, bare]) => ({
    name, only, place, bare, route: '/chats/$instance/$chat', path: ({ instance, chat }) => `/chats/${instance}/${chat}`, title: 'Chats',
    sign: page => page.getByRole('log').locator('article').first(),
  })),
  {
    // It reads nothing but who is signed in, as all do before they are shown.
    name: 'manage', route: '/manage', path: () => '/manage', only: /\/auth\/session$/,
    sign: page => main(page).getByRole('link', { name: 'API keys' }),
  },
  {
    name: 'keys', route: '/keys', path: () => '/keys', title: 'API keys', sign: item('API keys'),
    bare: [/\/api-keys(\?|$)/, 'No API key yet.'],
  },
  {
    name: 'key', route: '/keys/$id', path: ({ key }) => `/keys/${key}`, title: 'API keys', sign: heading('The key'),
    bare: [/\/audit(\?|$)/, 'Not used or changed yet.'],
  },
  { name: 'webhooks', route: '/webhooks', path: () => '/webhooks', title: 'Webhooks', sign: item('Webhooks'), empty: /^No endpoint yet\./ },
  { name: 'webhook', route: '/webhooks/$id', path: ({ webhook }) => `/webhooks/${webhook}`, title: 'Webhooks', sign: heading('The endpoint') },
  { name: 'deliveries', route: '/deliveries', path: () => '/deliveries', title: 'Deliveries', sign: item('Deliveries'), empty: 'No delivery matches.' },
  { name: 'delivery', route: '/deliveries/$id', path: ({ delivery }) => `/deliveries/${delivery}`, title: 'Deliveries', sign: heading('The delivery') },
  {
    name: 'users', route: '/users', path: () => '/users', title: 'Users', sign: item('Users'),
    bare: [/\/users(\?|$)/, 'No users.'],
  },
  {
    name: 'user', route: '/users/$id', path: ({ user }) => `/users/${user}`, title: 'Users', sign: heading('The user'),
    bare: [/\/audit(\?|$)/, 'Nothing yet.'],
  },
  {
    // Over a socket of its own.
    name: 'logs', route: '/logs', path: () => '/logs', title: 'Logs', socket: LOG,
    bare: [NONE, 'No line matches yet.', { socket: LOG }],
    sign: page => page.getByRole('region', { name: 'Lines of the log' }).getByRole('listitem').first(),
  },
  {
    name: 'events', route: '/events', path: () => '/events', title: 'Events', sign: item('Events'),
    bare: [/\/events(\?|$)/, 'No event matches.'],
  },
  {
    name: 'trace', route: '/traces/$id', path: ({ event }) => `/traces/${event}`, title: 'Events',
    sign: heading('The event'), bare: [/\/trace$/, 'The event is about no message.', { member: 'stages' }],
  },
  { name: 'turns', route: '/turns', path: () => '/turns', title: 'Turns', sign: item('Turns'), empty: /^No turn matches\./ },
  { name: 'turn', route: '/turns/$id', path: ({ turn }) => `/turns/${turn}`, title: 'Turns', sign: heading('The turn') },
  {
    name: 'jobs', route: '/jobs', path: () => '/jobs', title: 'Jobs and syncs', sign: item('Batch jobs'), empty: 'No batch job matches.',
  },
  { name: 'job', route: '/jobs/$id', path: ({ job }) => `/jobs/${job}`, title: 'Jobs and syncs', sign: heading('The job') },
  { name: 'sync', route: '/syncs/$id', path: ({ sync }) => `/syncs/${sync}`, title: 'Jobs and syncs', sign: heading('The sync') },
  {
    name: 'dead-letters', route: '/dead-letters', path: () => '/dead-letters', title: 'Dead letters',
    sign: item('Dead letters'), empty: 'Nothing was given up.',
  },
  { name: 'agents', route: '/agents', path: () => '/agents', title: 'Agents', sign: item('Agents'), empty: 'No agent yet.' },
  {
    name: 'agent', route: '/agents/$id', path: ({ agent }) => `/agents/${agent}`, title: 'Agents', sign: item('Versions'),
    bare: [/\/documents(\?|$)/, 'No document yet.'],
  },
  { name: 'ai-layers', route: '/ai', path: () => '/ai', title: 'AI layers', sign: heading('The instance'), empty: 'There is no instance yet.' },
  { name: 'providers', route: '/providers', path: () => '/providers', title: 'Providers', sign: item('Providers'), empty: /^No provider yet\./ },
  { name: 'provider', route: '/providers/$id', path: ({ provider }) => `/providers/${provider}`, title: 'Providers', sign: heading('The provider') },
  { name: 'access', route: '/access', path: () => '/access', title: 'Access rules', sign: item('Access rules'), empty: /^No rule\./ },
  {
    name: 'quick-replies', route: '/quick-replies', path: () => '/quick-replies', title: 'Quick replies',
    sign: item('Quick replies'), empty: 'No quick reply yet.',
  },
  {
    name: 'entry-points', route: '/entry-points', path: () => '/entry-points', title: 'Entry points',
    sign: item('Entry points'), empty: /^No entry point yet\./,
  },
  {
    name: 'entry-point', route: '/entry-points/$id', path: ({ entryPoint }) => `/entry-points/${entryPoint}`,
    title: 'Entry points', sign: heading('The entry point'),
  },
  {
    name: 'executions', route: '/executions', path: () => '/executions', title: 'Executions',
    sign: item('Executions'), empty: 'No execution matches.',
  },
  {
    name: 'services', route: '/services', path: () => '/services', title: 'Services and nodes',
    sign: page => main(page).getByRole('listitem').first(),
  },
  {
    name: 'settings', route: '/settings', path: () => '/settings', title: 'Settings',
    sign: page => main(page).getByRole('listitem').first(), bare: [/\/settings(\?|$)/, 'No setting matches.'],
  },
  { name: 'analytics', route: '/analytics', path: () => '/analytics', title: 'Analytics', sign: heading('The whole period'), empty: 'No messages in this period.' },
  {
    name: 'mcp', route: '/mcp-server', path: () => '/mcp-server', title: 'MCP', sign: heading('The server'),
    bare: [/\/mcp\/status$/, /^No program is configured on the server/, { member: 'clients' }],
  },
  {
    name: 'api', route: '/api-reference', path: () => '/api-reference', title: 'API',
    sign: page => page.getByRole('button', { name: 'Send', exact: true }),
    bare: [NONE, 'No request matches.', { ask: page => main(page).getByLabel('Search', { exact: true }).fill('nothing has these words') }],
  },
];

/** Without the frame of the others: the parts signIn and onboarding look at them, and states.mjs by itself. */
const APART = ['/login', '/onboarding'];
/** They lead to one of the others. */
const REDIRECTS = ['/chats/$instance', '/dashboard/$', '/accounts/$id'];
const PARENTS = { rootRoute: '', signedInRoute: '', instanceRoute: '/instances/$id', inboxRoute: '/chats' };

/** The routes of the router's source, in the form of the rows. */
function routes() {
  const own = read('router.tsx');
  const managed = read('features/manage/routes.tsx');
  const found = [...(own + managed).matchAll(/getParentRoute(?:: \(\) => (\w+))?,\s+path: '([^']+)'/g)];
  // The one without a path is the frame.
  const made = (own + managed).match(/createRoute\(/g).length;
  if (found.length !== made - 1) throw new Error(`${found.length} paths were read of ${made - 1} routes`);
  return found.map(([, parent, path]) => {
    const above = parent ? PARENTS[parent] : '';
    if (above === undefined) throw new Error(`${parent} is not known to pages.mjs`);
    const whole = path.startsWith('/') ? above + path : `${above}/${path}`;
    return whole === '/' ? whole : whole.replace(/\/$/, '');
  });
}

/** Every route and every tab of an instance has a row, and every row is one of those. */
export function assertEachHasRow() {
  const rows = new Set([...PAGES.map(one => one.route), ...APART, ...REDIRECTS]);
  const known = new Set(routes());
  const tabs = [...read('features/instances/tabs.ts').matchAll(/^ {2}(\w+): \(\{ may/gm)].map(one => one[1]);
  const problems = [
    ...[...known].filter(one => !rows.has(one)).map(one => `${one} has no row in pages.mjs`),
    ...[...rows].filter(one => !known.has(one)).map(one => `there is no page ${one}`),
    ...tabs.filter(tab => !PAGES.some(one => one.tab === tab)).map(tab => `the tab ${tab} has no row in pages.mjs`),
  ];
  if (tabs.length === 0) problems.push('no tab was read');
  if (problems.length) throw new Error(problems.join('; '));
}
