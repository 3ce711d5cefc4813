// An account is made and linked, and messages go both ways.
import { same, until } from '../baileys/checks.mjs';
import { refused, stamped } from './gateway.mjs';

export const SHOP = '5511900000001';
export const ANN = '5511900000002';
const BETO = '5511900000003';

export async function exchange(checks, world) {
  const { gateway, network } = world;
  const admin = { token: gateway.admin };
  await checks.run('a person creates an account, whose token is shown once', async () => {
    const made = await gateway.ask('POST', '/api/v1/accounts', { ...admin, body: { name: 'shop' } });
    same(made.status, 201);
    stamped(made);
    world.account = made.body.id;
    world.token = made.body.token;
    if (!world.account.startsWith('acc_') || !world.token.startsWith('wapi_')) throw new Error(made.text);
    const shown = await gateway.ask('GET', `/api/v1/accounts/${world.account}`, admin);
    if (shown.text.includes('wapi_')) throw new Error('the token is shown again');
  });
  await checks.run('an account that is not connected answers NOT_CONNECTED', async () => {
    const body = { to: ANN, body: 'hello' };
    refused(await gateway.ask('POST', '/api/v1/messages/text', { token: world.token, body }), 400, 'NOT_CONNECTED');
  });
  await checks.run('the phone scans the QR, and the account is connected', async () => {
    await network.phone(SHOP, 'Bike shop');
    const path = `/api/v1/accounts/${world.account}`;
    await gateway.done('POST', `${path}/connect`, admin);
    const { qr } = await until('a QR', async () => {
      const answer = await gateway.ask('GET', `${path}/qr`, admin);
      return answer.status === 200 && answer.body;
    });
    await network.post(`/phones/${SHOP}/scan`, { qr });
    await until('connected', async () => (await gateway.done('GET', path, admin)).status === 'connected');
    same((await gateway.done('GET', '/api/v1/me', { token: world.token })).phone, SHOP);
  });
  await checks.run('a text is sent with the account token', async () => {
    await network.phone(ANN, 'Ann');
    const sent = await gateway.ask('POST', '/api/v1/messages/text', {
      token: world.token, body: { to: ANN, body: 'hello Ann' },
    });
    stamped(sent);
    same(sent.body.sent, true, sent.text);
  });
  await checks.run('texts are received and listed', async () => {
    await network.phone(BETO, 'Beto');
    for (const number of [ANN, BETO]) {
      await network.post(`/phones/${number}/send`, { to: SHOP, type: 'text', text: `hello from ${number}` });
    }
    // Messages of different chats are stored in any order.
    for (const number of [ANN, BETO]) {
      const path = `/api/v1/chats/${number}@s.whatsapp.net/messages`;
      await until(`the text of ${number}`, async () => {
        const answer = await gateway.ask('GET', path, { token: world.token });
        return answer.status === 200 && answer.text.includes(`hello from ${number}`);
      });
    }
    const { items } = await gateway.done('GET', '/api/v1/chats', { token: world.token });
    same(items.length, 2);
  });
  await checks.run('a person is saved and renamed, and the account is shown as online and offline', async () => {
    const own = { token: world.token };
    // Once the phone has shared its keys.
    const saved = await until('saved', async () => {
      const body = { phone: ANN, name: 'Ann Lee' };
      const answer = await gateway.ask('PUT', '/api/v1/contacts', { ...own, body });
      return answer.status === 200 && answer.body;
    });
    same(saved.name, 'Ann Lee');
    const change = { ...own, body: { name: 'Ann of the shop' } };
    same((await gateway.done('PATCH', `/api/v1/contacts/${ANN}`, change)).name, 'Ann of the shop');
    for (const presence of ['offline', 'online']) {
      await gateway.done('PUT', '/api/v1/presences/me', { ...own, body: { presence } });
    }
  });
  await checks.run('the presence of a person is followed and read', async () => {
    const own = { token: world.token };
    const path = `/api/v1/presences/${ANN}`;
    await gateway.done('POST', path, own);
    // The client takes reports at the same time in any order: the first one before the next is caused.
    await until('reported', async () => (await gateway.done('GET', path, own)).status === 'offline');
    await network.post(`/phones/${ANN}/presence`, { available: true });
    await until('online', async () => (await gateway.done('GET', path, own)).status === 'online');
  });
  await checks.run('an owner makes a user, who changes the first password before anything else', async () => {
    const newUser = { email: 'beth@example.com', name: 'Beth', role: 'agent' };
    const made = await gateway.ask('POST', '/api/v1/auth/users', { ...admin, body: newUser });
    same(made.status, 201, made.text);
    const login = password => ({ body: { email: newUser.email, password } });
    const first = made.body.password;
    const { token } = await gateway.done('POST', '/api/v1/auth/login', login(first));
    refused(await gateway.ask('GET', '/api/v1/accounts', { token }), 401, 'UNAUTHORIZED');
    const body = { current_password: first, new_password: 'a password of her own' };
    await gateway.done('POST', '/api/v1/auth/password', { token, body });
    await gateway.done('GET', '/api/v1/accounts', { token });
    await gateway.done('DELETE', `/api/v1/auth/users/${made.body.user.id}`, admin);
  });
}
