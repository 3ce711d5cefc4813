// Newsletters, which WhatsApp's app calls channels: made, followed, written in and reacted to.
import { same, until } from './checks.mjs';
import { baileys } from './companion.mjs';
import { PICTURE } from './samples.mjs';

const { getBinaryNodeChild, getBinaryNodeChildren } = baileys;
const LINK = 'https://whatsapp.com/channel/';

/** The reactions to a post as Baileys fetches them: `[emoji, count]`. */
async function fetched(ann, newsletter, id) {
  const answer = await ann.socket.newsletterFetchMessages(newsletter, 50);
  const messages = getBinaryNodeChild(getBinaryNodeChild(answer, 'message_updates'), 'messages');
  const post = getBinaryNodeChildren(messages, 'message').find(one => one.attrs.id === id);
  if (!post) throw new Error(`Baileys fetches no post ${id}`);
  const reactions = getBinaryNodeChildren(getBinaryNodeChild(post, 'reactions'), 'reaction');
  return reactions.map(one => [one.attrs.code, Number(one.attrs.count)]);
}

export async function newsletters(checks, { omni, ann }) {
  const base = `/instances/${omni.instance}/newsletters`;
  const followers = (id, count) => until(`${count} followers`, async () => {
    const { items } = await omni.ask('GET', base);
    return items.find(one => one.newsletterId === id)?.followerCount === count;
  });

  await checks.run("Baileys follows a newsletter of Omni's, reads its posts and reacts to one", async () => {
    const made = await omni.ask('POST', base, { name: 'Shop news', description: 'what is new' });
    const id = made.newsletterId;
    const shown = await ann.socket.newsletterMetadata('invite', made.inviteUrl.slice(LINK.length));
    same([shown.id, shown.thread_metadata.name.text], [id, 'Shop news']);
    await ann.socket.newsletterFollow(id);
    await followers(id, 2);

    const { externalId } = await omni.send('text', id, { text: 'new bikes are here' });
    const seen = await ann.received(externalId);
    same(seen.key.remoteJid, id, 'chat');
    same(seen.message.conversation ?? seen.message.extendedTextMessage?.text, 'new bikes are here');
    const reactions = wanted => until(`the reactions ${JSON.stringify(wanted)}`, async () => {
      const { items } = await omni.ask('GET', `${base}/${id}/posts`);
      const post = items.find(one => one.externalId === externalId);
      return JSON.stringify(post?.reactions) === JSON.stringify(wanted);
    });
    await ann.socket.newsletterReactMessage(id, seen.key.server_id, '👍');
    await reactions([{ emoji: '👍', count: 1 }]);
    await ann.socket.newsletterReactMessage(id, seen.key.server_id);
    await reactions([]);
    await ann.socket.newsletterUnfollow(id);
    await followers(id, 1);
  });

  await checks.run("Baileys reads a picture in a newsletter of Omni's, and how a post is changed and deleted", async () => {
    const { newsletterId: id } = await omni.ask('POST', base, { name: 'Sale' });
    await ann.socket.newsletterFollow(id);
    const picture = { type: 'image', base64: PICTURE.toString('base64'), mimeType: 'image/png', caption: 'half price' };
    const posted = await omni.send('media', id, picture);
    const { imageMessage } = (await ann.received(posted.externalId)).message;
    same(imageMessage?.caption, 'half price');
    // Baileys has no call for a file that is not encrypted.
    const answer = await fetch(imageMessage.url);
    same(Buffer.from(await answer.arrayBuffer()).equals(PICTURE), true, 'the same bytes');

    const text = await omni.send('text', id, { text: 'until Monday' });
    await ann.received(text.externalId);
    const again = (what, test) => ann.message(what, (message, one) => one.key.id === text.externalId && test(message));
    await omni.ask('PATCH', `/messages/${text.id}`, { text: 'until Tuesday' });
    await again('the change', one => (one.conversation ?? one.extendedTextMessage?.text) === 'until Tuesday');
    await omni.ask('DELETE', `/messages/${text.id}`);
    await again('the deletion', one => Object.values(one).every(part => part === null || part === undefined));
  });

  await checks.run("Omni follows a newsletter of Baileys', stores its posts and reacts to one", async () => {
    const { id, invite, name } = await ann.socket.newsletterCreate('Ann rides', 'where I ride');
    same(name, 'Ann rides');
    const followed = await omni.ask('POST', `${base}/follow`, { invite: LINK + invite });
    same([followed.newsletterId, followed.description], [id, 'where I ride']);
    const sent = await ann.send(id, { text: 'up the hill today' });
    const stored = await omni.stored(id, sent.key.id);
    same([stored.textContent, stored.direction], ['up the hill today', 'inbound']);

    const body = { instanceId: omni.instance, to: id, messageId: sent.key.id };
    const reactions = wanted => until(`the reactions ${JSON.stringify(wanted)}`, async () => {
      return JSON.stringify(await fetched(ann, id, sent.key.id)) === JSON.stringify(wanted);
    });
    await omni.ask('POST', '/messages/reaction', { ...body, emoji: '🚲' });
    await reactions([['🚲', 1]]);
    await omni.ask('POST', '/messages/reaction', { ...body, emoji: '' });
    await reactions([]);
    await omni.ask('POST', `${base}/${id}/unfollow`, {});
    await until('one follower', async () => {
      const shown = await ann.socket.newsletterMetadata('jid', id);
      return Number(shown.thread_metadata.subscribers_count) === 1;
    });
  });
}
