// Every dialog is opened, walked through and left by keyboard, is accessible in both themes, and fits a wide window and
// a phone.
// What a dialog does is in the parts of its page.
import { readdirSync, readFileSync } from 'node:fs';
import { same, until } from '../baileys/checks.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';
import { hasFocus, walk } from './keyboard.mjs';
import { PAGES } from './pages.mjs';
import { recorded } from './records.mjs';

const FEATURES = new URL('../../../web/src/features/', import.meta.url);

/** What the page gets for these requests: what the server answers, changed, or something else. */
const changed = (path, change) => page =>
  page.route(path, async route => {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, json: change(await response.json()) });
  });
const given = (path, json) => page => page.route(path, route => route.fulfill({ json }));

const ANOTHER = '00000000-0000-7000-8000-000000000001';
const withAnotherAccount = person => ({
  ...person, identities: [...person.identities, { ...person.identities[0], id: ANOTHER, linkedBy: 'manual' }],
});
const withProxy = instance => ({ ...instance, proxy: { type: 'http', host: 'proxy.example:3128', hasCredentials: false } });
/** As long as a name may be, in one word. */
const withLongName = instance => ({ ...instance, name: 'Shop'.repeat(20) });
const AGENTS = { items: [{ id: 'night', name: 'Night shift', type: 'agent', description: null }] };

/**
 * The component that has the dialog, the row of pages.mjs, the button that opens it there, and its title; `before` the
 * page is opened, or `after`, what makes it offered.
 */
const DIALOGS = [
  ['session/Totp', 'account', 'Set up', 'Set up'],
  ['instances/CreateInstance', 'instances', 'New instance', 'New instance'],
  ['instances/Danger', 'instance-danger', 'Log out', /^Log out /],
  ['instances/Danger', 'instance-danger', 'Delete', /^Delete /],
  [
    'instances/Danger', 'instance-danger', 'Delete', /^Delete Shop/,
    { before: changed(/\/api\/v2\/instances\/[^/]+$/, withLongName) },
  ],
  [
    'instances/settings/ProxyFacts', 'instance-messaging', 'Remove the proxy', 'Remove the proxy?',
    { before: changed(/\/api\/v2\/instances\/[^/]+$/, withProxy) },
  ],
  ['webhooks/WebhookForm', 'instance-webhooks', 'New endpoint', 'New endpoint'],
  ['instances/IncomingWebhook', 'instance-webhooks', 'New secret', 'Make a new secret?'],
  ['access/RuleForm', 'instance-access', 'New rule', /rule/],
  ['people/ImportDialog', 'people', 'Import CSV', 'Import people from a CSV file'],
  ['people/Rename', 'person', 'Correct the name', 'Correct the name'],
  ['people/Merge', 'person', 'Merge', /^Merge into /],
  ['people/LinkAccount', 'person', 'Link', /^Link an account with /],
  ['chats/NewChatDialog', 'chats', 'New message', 'New message'],
  ['chats/work/Assignee', 'chat', /Unassigned/, 'Assigned to'],
  ['chats/work/LabelsDialog', 'chat', 'Labels', 'Labels'],
  ['people/Identities', 'person', 'Separate', /^Separate /, { before: changed(/\/persons\/[^/]+\/presence$/, withAnotherAccount) }],
  ['keys/KeyForm', 'keys', 'New API key', 'New API key'],
  ['keys/KeyForm', 'key', 'Edit', /^Edit /],
  ['keys/KeyActions', 'key', 'Replace the key', /^Replace the key of /],
  ['keys/KeyActions', 'key', 'Revoke', /^Revoke /],
  ['webhooks/WebhookForm', 'webhooks', 'New endpoint', 'New endpoint'],
  ['webhooks/WebhookForm', 'webhook', 'Edit', 'Edit the endpoint'],
  ['webhooks/Resume', 'webhook', 'Resume', 'Resume'],
  ['webhooks/WebhookActions', 'webhook', 'New secret', 'Make a new secret?'],
  ['webhooks/WebhookActions', 'webhook', 'Delete', 'Delete the endpoint?'],
  ['webhooks/DeliveriesPage', 'deliveries', 'Send failures again', 'Send what was given up again?'],
  ['users/CreateUser', 'users', 'New user', 'New user'],
  ['users/EditUser', 'user', 'Edit', /^Edit /],
  ['users/UserActions', 'user', 'New password', /^Make a new password for /],
  ['users/UserActions', 'user', 'Disable', /^Disable /],
  ['users/UserActions', 'user', 'Delete', /^Delete /],
  ['jobs/EstimateDialog', 'jobs', 'New batch job', /batch job/i],
  ['jobs/EstimateDialog', 'jobs', 'New sync', /sync/i],
  ['deadletters/Resolve', 'dead-letters', 'Resolve', 'Resolve'],
  ['deadletters/LetterRow', 'dead-letters', 'Drop', 'Drop this job?'],
  ['agents/CreateAgent', 'agents', 'New agent', 'New agent'],
  ['agents/AddDocuments', 'agent', 'Write a text', 'Write a text'],
  ['agents/Workbench', 'agent', 'Delete', /^Delete /],
  ['providers/ProviderForm', 'providers', 'New provider', 'New provider'],
  ['providers/ProviderForm', 'provider', 'Edit', /^Edit /],
  ['providers/ProviderActions', 'provider', 'Delete', /^Delete /],
  ['providers/DeployAgent', 'provider', 'Deploy', /^Let .* answer$/, { before: given(/\/providers\/[^/]+\/agents$/, AGENTS) }],
  ['access/RuleForm', 'access', 'New rule', /rule/],
  ['access/RuleForm', 'access', 'Edit', /rule/],
  ['access/RuleRow', 'access', 'Delete', 'Delete the rule?'],
  ['quickreplies/QuickReplyForm', 'quick-replies', 'New quick reply', 'New quick reply'],
  ['quickreplies/QuickReplyForm', 'quick-replies', 'Edit', 'Edit the quick reply'],
  ['quickreplies/QuickRepliesPage', 'quick-replies', 'Delete', /^Delete the quick reply /],
  ['entrypoints/CreateEntryPoint', 'entry-points', 'New entry point', 'New entry point'],
  ['entrypoints/EntryPointKey', 'entry-points', 'Replace the key', 'Make a new key?'],
  ['entrypoints/AddAttendant', 'entry-point', 'Add an attendant', 'Add an attendant'],
  ['entrypoints/EditAttendant', 'entry-point', 'Edit', 'Edit the attendant'],
  ['entrypoints/Attendants', 'entry-point', 'Remove', 'Remove this attendant?'],
  ['entrypoints/RenameEntryPoint', 'entry-point', 'Rename', 'Rename'],
  ['entrypoints/EntryPointPage', 'entry-point', 'Delete', /^Delete /],
  ['services/ServicesPage', 'services', 'Restart all', 'Restart all services?'],
  ['services/ServiceActions', 'services', 'Restart', /^Restart /],
  ['services/ServiceActions', 'services', 'Stop', /^Stop /],
  ['settings/EditSetting', 'settings', /^Edit /, /^Edit /],
  ['settings/SettingHistory', 'settings', /^History of /, /^History of /],
  ['mcp/McpServer', 'mcp', 'Start on a port', 'Start MCP'],
  [
    // It is asked for, and not sent.
    'apireference/RequestForm', 'api', 'Send', 'Send this request?',
    { after: page => page.getByLabel('Request', { exact: true }).selectOption('POST /api/v2/services/restart-all') },
  ],
];

/** What has to be begun before it is offered, or is offered within a conversation: by the part that opens it. */
const ELSEWHERE = {
  agents: ['agents/RestoreVersion', 'agents/Documents'],
  assign: ['chats/aside/NoteItem', 'chats/work/EditLabel'],
  chatState: ['chats/bubbles/Actions'],
  inbox: ['chats/aside/Block'],
  instance: ['instances/AnsweringAgent', 'instances/bulk/DeleteSelected', 'instances/profile/PictureField'],
  jobs: ['jobs/CancelBatchJob', 'jobs/CancelSync'],
  keyboard: ['palette/Palette'],
  pauses: ['chats/PauseUntil'],
  replies: ['chats/composer/ScheduleDialog', 'chats/composer/ScheduledMessages', 'chats/list/ViewDialog'],
  settings: ['settings/SettingRow'],
};

/** Every component with a dialog of its own is in one of the lists, and what is in one is such a component. */
export function assertEachIsOpened() {
  const sources = readdirSync(FEATURES, { recursive: true }).filter(path => /(?<!\.test)\.tsx$/.test(path));
  const found = sources.filter(path => /<(Dialog|FormDialog|Ask|Confirm)\b/.test(readFileSync(new URL(path, FEATURES), 'utf8')));
  const present = new Set(found.map(path => path.replace(/\.tsx$/, '')));
  const listed = new Set([...DIALOGS.map(([component]) => component), ...Object.values(ELSEWHERE).flat()]);
  const problems = [
    ...[...present].filter(one => !listed.has(one)).map(one => `the dialog of ${one} is not in dialogs.mjs`),
    ...[...listed].filter(one => !present.has(one)).map(one => `${one} has no dialog`),
    ...DIALOGS.filter(([, name]) => !PAGES.some(one => one.name === name)).map(([, name]) => `there is no row ${name}`),
  ];
  if (problems.length) throw new Error(problems.join('; '));
}

export async function dialogs(checks, world) {
  const { browser, tab, page: url } = world;
  await checks.run('every dialog is listed', assertEachIsOpened);
  const made = await recorded(checks, world);
  if (!made) return;
  await tab.setViewportSize(WIDE);
  for (const [at, [, name, opens, title, { before, after } = {}]] of DIALOGS.entries()) {
    await checks.run(`${name}, ${opens}: opened, walked through and left by keyboard, and accessible`, async () => {
      const row = PAGES.find(one => one.name === name);
      await tab.unrouteAll({ behavior: 'ignoreErrors' });
      await before?.(tab);
      await tab.goto(url + row.path(made));
      await row.sign(tab).waitFor();
      await tab.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
      await after?.(tab);
      // A name that is given as text is the whole one.
      const named = text => ({ name: text, exact: typeof text === 'string' });
      const opener = tab.getByRole('main').getByRole('button', named(opens)).first();
      await opener.focus();
      await tab.keyboard.press('Enter');
      const dialog = tab.getByRole('dialog', named(title));
      await dialog.waitFor();
      await dialog.getByText('Loading…').first().waitFor({ state: 'detached' });
      await until('the focus is in it', () => dialog.evaluate(one => one.contains(document.activeElement)));
      const stops = await walk(tab, 'dialog[open]');
      same(stops.length > 0, true, 'it has something to reach');
      await look(browser, tab, `dialog-${at}-${name}`);
      await tab.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await hasFocus('what opened it', opener);
    });
  }
  await tab.unrouteAll({ behavior: 'ignoreErrors' });
}

/**
 * In both themes, wide and on a phone. The page behind the dialog is looked at once for each width: what a theme changes
 * of it is in the part appearance.
 */
async function look(browser, page, name) {
  try {
    for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
      await page.setViewportSize(viewport);
      for (const [colorScheme, scope] of [['light', undefined], ['dark', 'dialog[open]']]) {
        await page.emulateMedia({ colorScheme });
        await browser.picture(page, `${name}-${colorScheme}-${width}`);
        await browser.assertAccessible(page, scope);
      }
      await assertFits(page);
      await assertDialogFits(page);
    }
  } finally {
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize(WIDE);
  }
}

/** The dialog is within the window, nothing in it is wider than it, and all that can be pressed comes into view. */
async function assertDialogFits(page) {
  const problems = await page.evaluate(() => {
    const dialog = document.querySelector('dialog[open]');
    const box = dialog.getBoundingClientRect();
    const found = [];
    if (box.width === 0) found.push('it is not shown');
    if (box.left < 0 || box.right > innerWidth) found.push(`it is from ${box.left} to ${box.right} px of ${innerWidth}`);
    if (box.top < 0 || box.bottom > innerHeight) found.push(`it is from ${box.top} to ${box.bottom} px of ${innerHeight}`);
    const wide = dialog.scrollWidth - dialog.clientWidth;
    if (wide > 0) found.push(`its content is ${wide} px wider than it`);
    for (const one of dialog.querySelectorAll('button, a[href], input, select, textarea')) {
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      one.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom, width } = one.getBoundingClientRect();
      const isAside = left < box.left - 1 || right > box.right + 1;
      const isOut = bottom <= box.top || top >= box.bottom;
      const name = one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent;
      if (width > 0 && (isAside || isOut)) found.push(`${one.localName} ${name} is out of view`);
    }
    dialog.scrollTop = 0;
    return found;
  });
  if (problems.length > 0) throw new Error(`the dialog: ${problems.join('; ')}`);
}
