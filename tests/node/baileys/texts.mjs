// Texts, and what is done to them: replies, reactions, edits, deletions, receipts.
import { same } from './checks.mjs';

export async function texts(checks, { omni, ann }) {
  await checks.run('a text from Omni is read by Baileys, and reported as delivered', async () => {
    const { externalId } = await omni.send('text', ann.jid, { text: 'is the bike ready?' });
    const seen = await ann.received(externalId);
    same(seen.message.conversation ?? seen.message.extendedTextMessage?.text, 'is the bike ready?');
    same([seen.key.remoteJid, seen.key.fromMe], [omni.shown, false]);
    await omni.stored(ann.jid, externalId, one => ['delivered', 'read'].includes(one.status));
  });

  await checks.run('a text from Omni that Baileys marks as read is reported as read', async () => {
    const { externalId } = await omni.send('text', ann.jid, { text: 'please read' });
    const seen = await ann.received(externalId);
    await ann.socket.readMessages([seen.key]);
    await omni.stored(ann.jid, externalId, one => one.status === 'read');
  });

  await checks.run('a text from Baileys is stored by Omni, which marks it as read', async () => {
    const sent = await ann.send(omni.jid, { text: 'it is the red one' });
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.textContent, stored.direction, stored.isFromMe], ['it is the red one', 'inbound', false]);
    same(stored.sender.displayName, 'Ann');
    await omni.ask('PATCH', `/instances/${omni.instance}/messages/${stored.id}/mark-read`, {});
    // 4 is READ of WebMessageInfo.Status.
    await ann.event('messages.update', 'the receipt', one => one.key.id === sent.key.id && one.update.status === 4);
  });

  await checks.run('a reply from Omni quotes a message of Baileys', async () => {
    const sent = await ann.send(omni.jid, { text: 'at five?' });
    await omni.stored(ann.jid, sent.key.id);
    const { externalId } = await omni.send('text', ann.jid, { text: 'at six', replyTo: sent.key.id });
    const { message } = await ann.received(externalId);
    same(message.extendedTextMessage.text, 'at six');
    const context = message.extendedTextMessage.contextInfo;
    same([context.stanzaId, context.participant], [sent.key.id, ann.jid]);
    const quoted = context.quotedMessage;
    same(quoted.conversation ?? quoted.extendedTextMessage?.text, 'at five?');
  });

  await checks.run('a reply from Baileys quotes a message of Omni', async () => {
    const { externalId } = await omni.send('text', ann.jid, { text: 'cash or card?' });
    const quoted = await ann.received(externalId);
    const sent = await ann.send(omni.jid, { text: 'card' }, { quoted });
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.replyToExternalId, stored.quoted?.text], [externalId, 'cash or card?']);
  });

  await forwards(checks, { omni, ann });
  await reactions(checks, { omni, ann });
  await changes(checks, { omni, ann });
}

async function forwards(checks, { omni, ann }) {
  await checks.run('a text that Omni forwards is shown as forwarded in Baileys', async () => {
    const sent = await ann.send(omni.jid, { text: 'see this' });
    const { id } = await omni.stored(ann.jid, sent.key.id);
    const { externalId } = await omni.send('forward', ann.jid, { messageId: id });
    const { message } = await ann.received(externalId);
    const { text, contextInfo } = message.extendedTextMessage;
    same([text, contextInfo?.isForwarded], ['see this', true]);
  });

  await checks.run('a text that Baileys forwards is shown as forwarded in Omni', async () => {
    const { externalId } = await omni.send('text', ann.jid, { text: 'our new address' });
    const forward = await ann.received(externalId);
    const sent = await ann.send(omni.jid, { forward, force: true });
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.textContent, stored.forwarded], ['our new address', true]);
  });
}

async function reactions(checks, { omni, ann }) {
  await checks.run('a reaction from Omni reaches Baileys, and its removal', async () => {
    const sent = await ann.send(omni.jid, { text: 'thanks' });
    await omni.stored(ann.jid, sent.key.id);
    const body = { instanceId: omni.instance, to: ann.jid, messageId: sent.key.id };
    const about = emoji => one => one.key.id === sent.key.id && (one.reaction.text ?? '') === emoji;
    await omni.ask('POST', '/messages/reaction', { ...body, emoji: '👍' });
    await ann.event('messages.reaction', 'the reaction', about('👍'));
    await omni.ask('POST', '/messages/reaction', { ...body, emoji: '' });
    await ann.event('messages.reaction', 'its removal', about(''));
  });

  await checks.run('a reaction from Baileys is stored by Omni, and its removal', async () => {
    const { externalId } = await omni.send('text', ann.jid, { text: 'we are open' });
    const { key } = await ann.received(externalId);
    await ann.send(omni.jid, { react: { text: '❤️', key } });
    const stored = await omni.stored(ann.jid, externalId, one => one.reactions.length === 1);
    same([stored.reactions[0].emoji, stored.reactions[0].platformUserId], ['❤️', ann.jid]);
    await ann.send(omni.jid, { react: { text: '', key } });
    await omni.stored(ann.jid, externalId, one => one.reactions.length === 0);
  });
}

async function changes(checks, { omni, ann }) {
  await checks.run('an edit by Omni reaches Baileys', async () => {
    const sent = await omni.send('text', ann.jid, { text: 'see you at five' });
    await ann.received(sent.externalId);
    await omni.ask('PATCH', `/messages/${sent.id}`, { text: 'see you at six' });
    const change = await ann.event(
      'messages.update', 'the edit', one => one.key.id === sent.externalId && one.update.message?.editedMessage,
    );
    const edited = change.update.message.editedMessage.message;
    same(edited.conversation ?? edited.extendedTextMessage?.text, 'see you at six');
  });

  await checks.run('an edit by Baileys is stored by Omni', async () => {
    const sent = await ann.send(omni.jid, { text: 'one bike' });
    await omni.stored(ann.jid, sent.key.id);
    await ann.send(omni.jid, { text: 'two bikes', edit: sent.key });
    const stored = await omni.stored(ann.jid, sent.key.id, one => one.editedAt);
    same([stored.textContent, stored.editHistory.map(one => one.text)], ['two bikes', ['one bike']]);
  });

  await checks.run('a message that Omni deletes for everyone is gone in Baileys', async () => {
    const sent = await omni.send('text', ann.jid, { text: 'a slip' });
    await ann.received(sent.externalId);
    await omni.ask('DELETE', `/messages/${sent.id}`);
    await ann.event(
      'messages.update', 'the deletion', one => one.key.id === sent.externalId && one.update.message === null,
    );
  });

  await checks.run('a message that Baileys deletes for everyone is deleted in Omni', async () => {
    const sent = await ann.send(omni.jid, { text: 'another slip' });
    await omni.stored(ann.jid, sent.key.id);
    await ann.send(omni.jid, { delete: sent.key });
    await omni.stored(ann.jid, sent.key.id, one => one.deletedAt);
  });
}
