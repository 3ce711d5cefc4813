// What an account keeps, on two of its devices: Omni and Baileys, linked to the same phone.
import { same, until } from './checks.mjs';

export async function account(checks, { omni, ann, desk }) {
  const base = `/instances/${omni.instance}`;
  const chat = `${base}/chats/${ann.jid}`;
  /** The first change of the chat with Ann, from this event on, that Baileys reports. */
  const changed = (what, from, test) => until(`Baileys reports ${what}`, () => desk.events.slice(from).some(
    ({ type, value }) => type === 'chats.update' && [ann.jid, ann.shown].includes(value.id) && test(value),
  ));
  const kept = test => omni.chat(ann.jid, test);
  const modify = change => desk.socket.chatModify(change, ann.jid);

  await checks.run('Omni and a second device of its number archive, pin and mute a chat for both', async () => {
    const until2030 = Date.UTC(2030, 0, 1);
    for (const [what, body, test] of [
      ['the archive', { archived: true }, one => one.archived === true],
      ['its end', { archived: false }, one => one.archived === false],
      ['the pin', { pinned: true }, one => one.pinned > 0],
      ['its end', { pinned: false }, one => one.pinned === null],
      ['the mute', { mutedUntil: new Date(until2030).toISOString() }, one => one.muteEndTime === until2030],
      ['its end', { muted: false }, one => one.muteEndTime === null],
    ]) {
      const from = desk.events.length;
      await omni.ask('PATCH', chat, body);
      await changed(what, from, test);
    }
    const lastMessages = [];
    for (const [change, test] of [
      [{ archive: true, lastMessages }, one => one.archived],
      [{ archive: false, lastMessages }, one => !one.archived],
      [{ pin: true }, one => one.pinned],
      [{ pin: false }, one => !one.pinned],
      [{ mute: until2030 }, one => Date.parse(one.mutedUntil) === until2030],
      [{ mute: null }, one => !one.muted],
    ]) {
      await modify(change);
      await kept(test);
    }
  });

  await checks.run('Omni and a second device of its number put stars for both', async () => {
    const sent = await ann.send(omni.jid, { text: 'the frame has the number 7' });
    const stored = await omni.stored(ann.jid, sent.key.id);
    await omni.ask('PUT', `/messages/${stored.id}/star`);
    const starred = on => one => one.key.id === sent.key.id && one.update.starred === on;
    await desk.event('messages.update', 'the star', starred(true));
    await desk.socket.star(ann.jid, [{ id: sent.key.id, fromMe: false }], false);
    await omni.stored(ann.jid, sent.key.id, one => !one.isStarred);
  });
}

export async function copies(checks, { omni, ann, desk }) {
  await checks.run('what one device of a number sends and receives is on the other one', async () => {
    const written = await ann.send(omni.jid, { text: 'which of you is there?' });
    await omni.stored(ann.jid, written.key.id);
    same((await desk.received(written.key.id)).key.fromMe, false, 'sent by this number');

    const { externalId } = await omni.send('text', ann.jid, { text: 'the first one' });
    const copy = await desk.received(externalId);
    same([copy.key.fromMe, copy.message.conversation ?? copy.message.extendedTextMessage?.text], [true, 'the first one']);

    const sent = await desk.send(ann.jid, { text: 'and the second one' });
    await ann.received(sent.key.id);
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.textContent, stored.isFromMe], ['and the second one', true]);
  });

  await checks.run('what one device of a number deletes for itself is gone on the other one', async () => {
    const ids = [];
    for (const text of ['not for long', 'nor this']) {
      const sent = await ann.send(omni.jid, { text });
      ids.push(sent.key.id);
      await omni.stored(ann.jid, sent.key.id);
      await desk.received(sent.key.id);
    }
    const { id } = await omni.stored(ann.jid, ids[0]);
    await omni.ask('DELETE', `/messages/${id}?for=me`);
    const isGone = one => one.keys?.some(key => key.id === ids[0]);
    await desk.event('messages.delete', 'the deletion', isGone);
    const { key, messageTimestamp } = await desk.received(ids[1]);
    const deleteForMe = { deleteMedia: false, key: { ...key, remoteJid: ann.jid }, timestamp: Number(messageTimestamp) };
    await desk.socket.chatModify({ deleteForMe }, ann.jid);
    await omni.stored(ann.jid, ids[1], one => one.deletedAt);
  });
}

export async function labels(checks, { omni, ann, desk }) {
  const base = `/instances/${omni.instance}`;
  const associated = (type, test) => one => one.type === type && test(one.association);
  const listed = test => until('the label', async () => (await omni.ask('GET', `${base}/labels`)).items.find(test));

  await checks.run('labels that Omni makes and gives are those of a second device of its number', async () => {
    const sent = await ann.send(omni.jid, { text: 'I pay on Friday' });
    const message = await omni.stored(ann.jid, sent.key.id);
    const { id } = await omni.ask('POST', `${base}/labels`, { name: 'To pay', color: 3 });
    await desk.event('labels.edit', 'the label', one => one.id === id && one.name === 'To pay' && one.color === 3);
    const ofChat = one => one.labelId === id && !one.messageId && [ann.jid, ann.shown].includes(one.chatId);
    const ofMessage = one => one.labelId === id && one.messageId === sent.key.id;
    for (const [path, test] of [[`${base}/chats/${ann.jid}`, ofChat], [`/messages/${message.id}`, ofMessage]]) {
      await omni.ask('PUT', `${path}/labels/${id}`);
      await desk.event('labels.association', 'what has it', associated('add', test));
      await omni.ask('DELETE', `${path}/labels/${id}`);
      await desk.event('labels.association', 'what had it', associated('remove', test));
    }
    await omni.ask('PATCH', `${base}/labels/${id}`, { name: 'Paid' });
    await desk.event('labels.edit', 'the name', one => one.id === id && one.name === 'Paid');
    await omni.ask('DELETE', `${base}/labels/${id}`);
    await desk.event('labels.edit', 'the end', one => one.id === id && one.deleted === true);
  });

  await checks.run('labels that a second device of its number makes and gives are those of Omni', async () => {
    const sent = await ann.send(omni.jid, { text: 'one more bell, please' });
    await omni.stored(ann.jid, sent.key.id);
    const [id, jid] = ['77', ann.jid];
    await desk.socket.addLabel(jid, { id, name: 'Order', color: 5, deleted: false });
    same((await listed(one => one.id === id && one.name === 'Order')).color, 5);
    await desk.socket.addChatLabel(jid, id);
    await omni.chat(ann.jid, one => one.labels.includes(id));
    await desk.socket.removeChatLabel(jid, id);
    await omni.chat(ann.jid, one => !one.labels.includes(id));
    await desk.socket.addMessageLabel(jid, sent.key.id, id);
    await omni.stored(ann.jid, sent.key.id, one => one.labels?.includes(id));
    await desk.socket.removeMessageLabel(jid, sent.key.id, id);
    await omni.stored(ann.jid, sent.key.id, one => !one.labels?.includes(id));
    await desk.socket.addLabel(jid, { id, name: 'Order', color: 5, deleted: true });
    await until('the label is gone', async () => {
      const { items } = await omni.ask('GET', `${base}/labels`);
      return items.every(one => one.id !== id);
    });
  });
}

export async function lists(checks, { omni, bob, bobShown, desk }) {
  const base = `/instances/${omni.instance}`;
  const blocksOmni = async () => {
    const { items } = await omni.ask('GET', `${base}/blocklist`);
    return items.some(one => [one.externalId, one.canonicalId].some(jid => [bob, bobShown].includes(jid)));
  };

  await checks.run('who is blocked is the same in Omni and in a second device of its number', async () => {
    const blocked = count => until(`Baileys reads that ${count} are blocked`, async () => {
      const list = await desk.socket.fetchBlocklist();
      return list.length === count && list;
    });
    await blocked(0);
    await omni.ask('POST', `${base}/blocklist`, { contact: bob });
    const [jid] = await blocked(1);
    await desk.socket.updateBlockStatus(jid, 'unblock');
    await until('Omni reads that no one is blocked', async () => !(await blocksOmni()));
    // The address that others see is the other one: Baileys has to have both.
    await desk.socket.onWhatsApp(bob);
    await desk.socket.updateBlockStatus(bob, 'block');
    await until('Omni reads who is blocked', blocksOmni);
    await omni.ask('DELETE', `${base}/blocklist/${bob}`);
    await blocked(0);
  });

  await checks.run('privacy settings are the same in Omni and in a second device of its number', async () => {
    await omni.ask('PATCH', `${base}/privacy`, { settings: { last: 'none' } });
    await until('Baileys reads it', async () => (await desk.socket.fetchPrivacySettings(true)).last === 'none');
    await desk.socket.updateLastSeenPrivacy('contacts');
    await until('Omni reads it', async () => {
      const { settings } = await omni.ask('GET', `${base}/privacy`);
      return settings.last === 'contacts';
    });
  });
}
