// The tabs of an instance that instance.mjs leaves out: media, webhooks, log, danger zone; its continuous sync; and several restarted at once.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { WIDE } from './browser.mjs';
import { apiOf } from './common.mjs';
import { loaded, once, receiver } from './manage.mjs';

/** Of an instance of its own: it is logged out. */
const SADDLE = '5511900000076';
const MEDIA = 'What is read of received files';
const WAIT = 'Longest wait for a file, seconds';
const BLOCKED = 'Also of senders who are not answered';

export async function instanceTabs(checks, { browser, network, tab, page: address, url, apiKey }) {
  const ask = apiOf({ url, apiKey });
  const main = tab.getByRole('main');
  const dialog = tab.getByRole('dialog');
  const field = name => tab.getByLabel(name, { exact: true });
  const button = name => tab.getByRole('button', { name, exact: true });
  const inDialog = name => dialog.getByRole('button', { name, exact: true });
  const openTab = name => main.getByRole('link', { name, exact: true }).click();
  const open = async id => {
    await tab.goto(`${address}/instances/${id}`);
    await loaded(tab, 'Saddle');
  };
  /** The last time that an instance was connected. */
  const connection = async id => {
    const path = `/events?eventType=instance.connected&instanceId=${id}&limit=1`;
    return (await ask('GET', path)).items[0]?.id;
  };
  const again = (id, before) => until('it is connected again', async () => {
    const latest = await connection(id);
    return latest !== undefined && latest !== before;
  });
  const made = [];
  const make = async (name, channel) => {
    const { id } = await ask('POST', '/instances', { name, channel });
    made.push(id);
    return id;
  };

  try {
    await tab.setViewportSize(WIDE);
    const id = await make('Saddle', 'whatsapp-baileys');

    await checks.run('what is read of files is set for an instance, and is there after a reload', async () => {
      await open(id);
      await openTab('Media');
      await tab.waitForURL(/\/media$/);
      const form = tab.getByRole('form', { name: MEDIA, exact: true });
      const isOn = !(await field(BLOCKED).isChecked());
      await field(BLOCKED).setChecked(isOn);
      await field(WAIT).fill('12.5');
      await form.getByRole('button', { name: 'Save', exact: true }).click();
      await form.getByText('Saved.', { exact: true }).waitFor();
      const { media, conversation } = await ask('GET', `/instances/${id}`);
      same([media.processOnBlocked, conversation.mediaWaitMs], [isOn, 12_500], 'what is stored');
      await tab.reload();
      await field(WAIT).waitFor();
      same([await field(BLOCKED).isChecked(), await field(WAIT).inputValue()], [isOn, '12.5'], 'what is shown');
      await browser.assertAccessible(tab);
    });

    await checks.run('an endpoint is made for an instance, beside those of all and without those of others', async () => {
      const hook = await receiver();
      const endpoints = [];
      try {
        const { items } = await ask('GET', '/instances?limit=100');
        const other = items.find(one => one.name === 'Bike shop').id;
        const events = ['quick_reply.created'];
        for (const [name, instanceIds] of [['of-all', null], ['of-others', [other]]]) {
          const body = { url: `${hook.url}/${name}`, events, ...(instanceIds ? { instanceIds } : {}) };
          endpoints.push((await ask('POST', '/webhook-endpoints', body)).id);
        }
        await open(id);
        await openTab('Webhooks');
        await tab.waitForURL(/\/webhooks$/);
        const list = main.getByRole('list', { name: 'Webhooks', exact: true });
        await list.getByRole('listitem').filter({ hasText: '/of-all' }).getByText(/all instances/).waitFor();
        same(await list.getByText('/of-others').count(), 0, 'the endpoint of another instance');
        await button('New endpoint').click();
        await dialog.getByLabel('Address', { exact: true }).fill(`${hook.url}/own`);
        await dialog.getByLabel('Events', { exact: true }).fill(events[0]);
        await dialog.getByRole('checkbox', { name: 'Saddle', exact: true, checked: true }).waitFor();
        await browser.assertAccessible(tab);
        await inDialog('Create').click();
        await once(tab);
        await list.getByRole('link', { name: `${hook.url}/own`, exact: true }).waitFor();
        const all = (await ask('GET', '/webhook-endpoints?limit=100')).items;
        const own = all.find(one => one.url === `${hook.url}/own`);
        endpoints.push(own.id);
        same([own.instanceIds, own.events], [[id], events], 'what is stored');
        await browser.assertAccessible(tab);
        await browser.picture(tab, 'instance-webhooks-own');
      } finally {
        for (const one of endpoints) await ask('DELETE', `/webhook-endpoints/${one}`);
        hook.stop();
      }
    });

    await checks.run('another program delivers an event with the secret that is made for it', async () => {
      await open(id);
      await openTab('Webhooks');
      const card = main.locator('section').filter({ has: tab.getByRole('heading', { name: 'Events of other programs', exact: true }) });
      const target = await card.locator('pre').textContent();
      await browser.assertAccessible(tab);
      await card.getByRole('button', { name: 'New secret', exact: true }).click();
      await dialog.getByRole('button', { name: 'New secret', exact: true }).click();
      const secret = await once(tab);
      const deliver = async given => {
        const headers = { 'x-webhook-secret': given };
        return (await call('POST', target, { headers, body: { event: 'order.paid', data: { number: 7 } } })).status;
      };
      same([await deliver('whsec_wrong'), await deliver(secret)], [401, 200], 'the answers');
      const { items } = await ask('GET', `/events?eventType=custom.webhook&instanceId=${id}&limit=5`);
      same(items.map(one => one.payload.event), ['order.paid'], 'what is stored');
    });

    await checks.run('the log of an instance has lines about it alone, as they are written', async () => {
      await network.phone(SADDLE, 'Saddle');
      const { qr } = await ask('POST', `/instances/${id}/connect`, {});
      await network.post(`/phones/${SADDLE}/scan`, { qr });
      await again(id, undefined);
      await open(id);
      await openTab('Log');
      await tab.waitForURL(/\/logs$/);
      await main.getByText('Live', { exact: true }).waitFor();
      const lines = main.getByRole('region', { name: 'Lines of the log', exact: true }).getByRole('listitem');
      const ended = lines.filter({ hasText: "the session's connection ended" });
      // Those of its link, which may be read after the page is live, are not counted.
      const before = await connection(id);
      const seen = new Date();
      await network.post('/faults', { fault: 'close', device: SADDLE });
      await until('its line', async () => {
        const times = await ended.locator('time').evaluateAll(all => all.map(one => one.getAttribute('datetime')));
        return times.some(time => new Date(time) >= seen);
      });
      const others = (await lines.allTextContents()).filter(text => !text.includes(id));
      same(others, [], 'lines about others');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-log');
      await again(id, before);
    });

    await checks.run('a continuous sync is started at an interval, shown with its next start, and stopped', async () => {
      const schedule = async () => (await ask('GET', `/instances/${id}/sync/status`)).continuous ?? null;
      await open(id);
      await tab.getByLabel('Time between two syncs', { exact: true }).selectOption({ label: '1 hour' });
      await browser.assertAccessible(tab);
      await button('Start continuous sync').click();
      await main.getByText('Every 1 hour', { exact: true }).waitFor();
      same((await schedule()).intervalMs, 3_600_000, 'the interval that is stored');
      await tab.reload();
      await main.getByText('Every 1 hour', { exact: true }).waitFor();
      await browser.picture(tab, 'instance-continuous-sync');
      await button('Stop continuous sync').click();
      await button('Start continuous sync').waitFor();
      same(await schedule(), null, 'the schedule that is left');
    });

    await checks.run('an instance is logged out: its phone lists it no longer, and it has to be linked again', async () => {
      const devices = async () => (await network.get(`/phones/${SADDLE}`)).linked_devices.length;
      same(await devices(), 1, 'the linked devices before');
      await open(id);
      await main.getByText('Connected', { exact: true }).waitFor();
      await openTab('Danger zone');
      await button('Log out').click();
      const question = tab.getByRole('dialog', { name: 'Log out Saddle?', exact: true });
      await question.waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-log-out');
      await question.getByRole('button', { name: 'Log out', exact: true }).click();
      await question.waitFor({ state: 'detached' });
      await main.getByText('Disconnected', { exact: true }).waitFor();
      same(await devices(), 0, 'the linked devices after');
      await openTab('Connection');
      await button('Connect').click();
      await tab.locator('[data-qr]').waitFor();
      await button('Disconnect').click();
      await main.getByText('Disconnected', { exact: true }).waitFor();
    });

    await checks.run('several are restarted at once, and each is connected anew', async () => {
      const names = ['Hub', 'Axle'];
      const ids = [];
      for (const name of names) ids.push(await make(name, 'api'));
      const before = [];
      for (const one of ids) {
        await ask('POST', `/instances/${one}/connect`, {});
        await again(one, undefined);
        before.push(await connection(one));
      }
      await tab.goto(`${address}/instances`);
      await loaded(tab, 'Instances');
      for (const name of names) await tab.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
      await tab.getByText('2 selected', { exact: true }).waitFor();
      await button('Restart').click();
      await tab.getByText('2 of 2 done, 0 refused.', { exact: true }).waitFor();
      for (const [at, one] of ids.entries()) await again(one, before[at]);
      for (const name of names) {
        const row = main.getByRole('link', { name: new RegExp(`^${name}`) });
        await row.getByText('Connected', { exact: true }).waitFor();
      }
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instances-restarted');
    });
  } finally {
    for (const one of made) await ask('DELETE', `/instances/${one}`);
  }
}
