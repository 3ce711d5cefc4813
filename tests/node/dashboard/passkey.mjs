// A number whose account demands a passkey is linked: the challenge is signed where the passkey is, and the code is
// compared with that of the phone. Also what the page says where the person declines, or no one signs in time.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter, NARROW, WIDE } from './browser.mjs';

const VAULT = '5511900000007';
const FAILED = 'Linking with the passkey failed; scan the QR again.';
/** What the browser logs of an answer that is refused, and of a link that ended while the page asked for its step. */
const REFUSED = /status of (409|502) .*\/passkey(\/confirm)?\)/;

/** Runs the script as the device with the passkey does on WhatsApp's page; what is printed there. */
async function printedBy(script, sign) {
  const printed = [];
  const credentials = {
    get: async ({ publicKey }) => {
      const assertion = await sign(publicKey);
      return { toJSON: () => assertion };
    },
  };
  const reader = { parseRequestOptionsFromJSON: options => options };
  const run = new Function('navigator', 'PublicKeyCredential', 'console', `return ${script}`);
  await run({ credentials }, reader, { log: line => printed.push(line) });
  return printed[0];
}

export async function passkey(checks, { browser, network, page: url, apiKey, admin }) {
  const headers = { 'x-api-key': apiKey };
  const ask = async (method, path, body) => {
    const sent = body === undefined ? { headers } : { headers, body };
    return (await call(method, `${url}/api/v2${path}`, sent)).body;
  };
  const phone = `/phones/${VAULT}`;
  const sign = options => network.post(`${phone}/passkey/sign`, { options });

  const { id } = await ask('POST', '/instances', { name: 'Vault', channel: 'whatsapp-baileys' });
  const page = await browser.open({}, REFUSED);
  const button = name => page.getByRole('button', { name, exact: true });
  const demand = page.getByRole('heading', { name: 'Approve the link with a passkey' });
  const answer = page.getByLabel('Answer', { exact: true });
  const code = page.locator('[data-code]');
  const qr = () => page.evaluate(() => document.querySelector('[data-qr]')?.getAttribute('data-qr'));

  const look = async name => {
    await browser.assertAccessible(page);
    await browser.picture(page, `instance-passkey-${name}`);
  };

  let scanned;
  /** The phone scans what the page shows, once each; a QR of a connection that has just ended is refused. */
  async function scan() {
    await until('the page asks for the passkey', async () => {
      if (await demand.isVisible()) return true;
      const shown = await qr();
      if (!shown || shown === scanned) return false;
      const { status } = await call('POST', `${network.control}${phone}/scan`, { body: { qr: shown } });
      if (status === 200) scanned = shown;
      return false;
    });
  }

  /** The link failed, which the page says, with the QR of the next connection. */
  async function beginsAnew() {
    await until('another QR', async () => ![undefined, null, scanned].includes(await qr()));
    await page.getByText(FAILED).first().waitFor();
    await demand.waitFor({ state: 'detached' });
  }

  /** Signs the challenge that the page shows, and waits for the code. */
  async function approve() {
    await answer.waitFor();
    await answer.fill(await printedBy(await page.locator('pre').first().textContent(), sign));
    await button('Hand it in').click();
    await code.waitFor();
  }

  try {
    await enter(page, `${url}/instances/${id}`, admin);
    await page.getByRole('heading', { name: 'Vault', level: 1 }).waitFor();

    await checks.run('an account that demands a passkey says so while its phone links', async () => {
      await network.phone(VAULT, 'Vault');
      await network.post(`${phone}/passkey`);
      await button('Connect').click();
      await scan();
      await page.getByText('Passkey needed', { exact: true }).first().waitFor();
      await page.getByText('sign the challenge with it', { exact: false }).first().waitFor();
      await answer.waitFor();
      same((await network.get(phone)).linked_devices, [], 'before it is approved');
      await look('sign');
      await page.setViewportSize(NARROW);
      await look('sign-narrow');
      await page.setViewportSize(WIDE);
    });

    await checks.run('what the passkey has not signed is refused at the field and in words', async () => {
      await answer.fill('yes');
      await button('Hand it in').click();
      await page.getByText('This is not the JSON object that the browser printed.').waitFor();
      same(await answer.getAttribute('aria-invalid'), 'true', 'the field');
      await answer.fill(JSON.stringify(await sign({ challenge: 'AAAA' })));
      await button('Hand it in').click();
      await page.getByRole('alert').getByText('WhatsApp did not accept the passkey', { exact: false }).waitFor();
      await look('refused');
    });

    await checks.run('a code that the person declines is refused, and the link begins anew', async () => {
      await approve();
      same(await code.getAttribute('data-code'), (await network.get(`${phone}/passkey`)).code, 'the code');
      await look('compare');
      await network.post(`${phone}/passkey/decline`);
      await button('The phone shows the same').click();
      await beginsAnew();
      await look('declined');
    });

    await checks.run('a challenge that no one signs in time is withdrawn, and the page says why', async () => {
      await scan();
      await answer.waitFor();
      same(await network.post(`${phone}/passkey/expire`), { expired: 1 }, 'what waited');
      await beginsAnew();
      await look('expired');
    });

    await checks.run('it is signed and compared in time, and the page shows that it is connected', async () => {
      await scan();
      await approve();
      same(await code.getAttribute('data-code'), (await network.get(`${phone}/passkey`)).code, 'the code');
      await button('The phone shows the same').press('Enter');
      await page.getByText('Connected', { exact: true }).first().waitFor();
      await demand.waitFor({ state: 'detached' });
      same((await network.get(phone)).linked_devices.length, 1, 'linked devices');
      await look('connected');
    });
  } finally {
    await page.context().close();
    await ask('DELETE', `/instances/${id}`);
  }
}
