// Presence, typing, and what businesses say of themselves.
import { same, until } from './checks.mjs';
import { PICTURE } from './samples.mjs';

export async function presences(checks, { omni, ann, network, number }) {
  const show = available => network.post(`/phones/${number}/presence`, { available });
  /** The first presence of Omni's number that is so, after those seen so far. */
  const sees = async (what, known, from) => {
    const is = one => one.id === omni.shown && Object.values(one.presences)[0]?.lastKnownPresence === known;
    const fits = ({ type, value }) => type === 'presence.update' && is(value);
    await until(`Baileys sees ${what}`, () => ann.events.slice(from).some(fits));
  };

  await checks.run("Baileys sees when Omni's number is online, and that it types and records", async () => {
    // A number that was never seen offline shows no change: the phone is online in any case.
    await show(true);
    let from = ann.events.length;
    await ann.socket.presenceSubscribe(omni.jid);
    await sees('that it is online', 'available', from);
    const typing = { instanceId: omni.instance, to: ann.jid };
    for (const [type, known] of [['typing', 'composing'], ['recording', 'recording'], ['paused', 'available']]) {
      from = ann.events.length;
      await omni.ask('POST', '/messages/send/presence', { ...typing, type });
      await sees(type, known, from);
    }
  });

  await checks.run('Omni sees whether Baileys is online, and that it types and records', async () => {
    // Baileys shows its presence once it has a name.
    const { creds } = ann.auth;
    if (!creds.me.name) creds.me = { ...creds.me, name: 'Ann' };
    for (const [type, online] of [['available', true], ['unavailable', false], ['available', true]]) {
      await ann.socket.sendPresenceUpdate(type);
      await until(`Omni sees ${type}`, async () => {
        const seen = await omni.ask('GET', `/instances/${omni.instance}/profile/${ann.jid}/presence`);
        return seen.online === online;
      });
    }
    const typing = await omni.follow('presence.typing');
    try {
      for (const [type, isTyping, recording] of [
        ['composing', true, false], ['recording', true, true], ['paused', false, false],
      ]) {
        await ann.socket.sendPresenceUpdate(type, omni.jid);
        const fits = one => one.chatId === ann.jid && one.isTyping === isTyping && one.recording === recording;
        same((await typing.received(fits)).from, ann.jid, type);
      }
    } finally {
      typing.end();
    }
  });
}

export async function profiles(checks, { omni, ann }) {
  await checks.run('the text and the picture that Omni gives its profile are seen by Baileys', async () => {
    const status = 'bikes, and nothing else';
    const picture = PICTURE.toString('base64');
    await omni.ask('PUT', `/instances/${omni.instance}/profile`, { status, picture });
    const [found] = await ann.socket.fetchStatus(omni.jid);
    same(found?.status?.status, status);
    const answer = await fetch(await ann.socket.profilePictureUrl(omni.jid, 'image'));
    const bytes = Buffer.from(await answer.arrayBuffer());
    // Whatever it was: pictures of profiles are JPEG files.
    same([answer.status, bytes.subarray(0, 3).toString('hex')], [200, 'ffd8ff']);
  });

  await checks.run('the text that Baileys gives its profile is seen by Omni', async () => {
    await ann.socket.updateProfileStatus('out cycling');
    // Omni asks the network once for a while: this is the first time.
    const { about } = await omni.ask('GET', `/instances/${omni.instance}/profile/${ann.jid}`);
    same(about, 'out cycling');
  });
}

export async function businesses(checks, { omni, ann, network, number }) {
  const profile = {
    description: 'bikes and repairs', address: '1 Street', email: 'shop@example.com',
    website: 'https://example.com', category: 'Bike shop',
  };
  const becomes = (who, name) => network.post(`/phones/${who}/business`, { name, ...profile });

  await checks.run("Omni reads what Baileys' number says of itself as a business", async () => {
    await becomes(ann.number, 'Ann repairs');
    const seen = await omni.ask('GET', `/instances/${omni.instance}/profile/${ann.jid}/business`);
    same(
      [seen.description, seen.address, seen.email, seen.websites, seen.categories],
      [profile.description, profile.address, profile.email, [profile.website], [profile.category]],
    );
  });

  await checks.run("Baileys reads what Omni's number says of itself as a business", async () => {
    await becomes(number, 'Bike shop');
    const seen = await ann.socket.getBusinessProfile(omni.jid);
    same(
      [seen.description, seen.address, seen.email, seen.website, seen.category],
      [profile.description, profile.address, profile.email, [profile.website], profile.category],
    );
  });
}
