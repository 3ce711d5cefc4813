//! Status updates and newsletters, on the real wire protocol.

use crate::harness::{LIMIT, scene};
use omni_channel::{
    ChannelError, ChatAction, NewNewsletter, NewsletterChange, NewsletterInfo, Newsletters,
    OutboundContent, OutboundMedia, OutboundMessage, Picture, PostsRequest, Quoted,
};
use omni_domain::content::{MediaContent, MediaKind, MessageContext};
use omni_domain::conversation::ChatType;
use omni_domain::newsletter::NewsletterRole;
use std::sync::atomic::Ordering;

const STATUS: &str = "status@broadcast";

async fn made(newsletters: &dyn Newsletters) -> NewsletterInfo {
    let wanted = NewNewsletter { name: "News".to_owned(), description: None, picture: None };
    newsletters.create(wanted).await.expect("made")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_update_reaches_its_audience() {
    let scene = scene().await;
    let text = OutboundContent::Text("open today".to_owned());
    let status = |audience: Vec<String>| OutboundMessage {
        chat_type: ChatType::Broadcast,
        audience,
        ..scene.device.outbound(STATUS, text.clone())
    };
    let empty = scene.device.session.send(status(Vec::new())).await;
    assert!(matches!(empty, Err(ChannelError::Rejected { .. })), "{empty:?}");
    // Twice: the second one needs no keys.
    for _ in 0..2 {
        let sent = status(vec![scene.friend.jid()]);
        let id = sent.client_id.clone();
        scene.device.session.send(sent).await.expect("sent");
        let arrived = scene.friend.expect(LIMIT, |one| one.id == id).await.expect("arrived");
        assert_eq!((arrived.chat.as_str(), arrived.text()), (STATUS, Some("open today")));
    }
    assert_eq!(scene.network.stats().undecryptable, 0);
    let stranger = scene.network.create_phone("15550000009", "Sol").await.expect("a phone");
    let look_ups = || scene.device.database.look_ups.load(Ordering::SeqCst);
    let before = look_ups();
    for _ in 0..2 {
        let sent = status(vec![scene.friend.jid(), stranger.jid()]);
        scene.device.session.send(sent).await.expect("sent");
        assert_eq!(look_ups(), before + 1, "who is unknown is counted, once");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_update_that_phones_do_not_show_is_refused() {
    let scene = scene().await;
    let text = || OutboundContent::Text("once".to_owned());
    let once = MessageContext { view_once: true, ..MessageContext::default() };
    let part = MessageContext { album: Some("3EB0AA".to_owned()), ..MessageContext::default() };
    for (content, context) in [
        (text(), once),
        (text(), part),
        (OutboundContent::Album { images: 2, videos: 0 }, MessageContext::default()),
    ] {
        let status = OutboundMessage {
            chat_type: ChatType::Broadcast,
            audience: vec![scene.friend.jid()],
            context,
            ..scene.device.outbound(STATUS, content)
        };
        let refused = scene.device.session.send(status).await;
        let is_why = |error: &ChannelError| error.code() == "channel.rejected.status_kind";
        assert!(refused.as_ref().is_err_and(is_why), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newsletter_is_made_posted_in_and_reacted_to() {
    let scene = scene().await;
    let session = &scene.device.session;
    let newsletters = session.newsletters().expect("declared");
    let made = made(newsletters).await;
    let address = made.address.id.clone();
    let post = OutboundMessage {
        chat_type: ChatType::Channel,
        ..scene.device.outbound(&address, OutboundContent::Text("hello all".to_owned()))
    };
    let external_id = session.send(post).await.expect("sent").external_id;
    let target = Quoted { external_id, sender: address.clone(), from_me: true, text: None };
    let reaction = ChatAction::React {
        external_id: "3EB0AA".to_owned(),
        chat: address.clone(),
        target,
        emoji: "👍".to_owned(),
    };
    session.act(reaction).await.expect("sent");
    let posts = || newsletters.posts(&address, PostsRequest { count: 10, before: None });
    let mut found = posts().await.expect("posts");
    while found[0].reactions.is_empty() {
        found = posts().await.expect("posts");
    }
    assert_eq!(found[0].text.as_deref(), Some("hello all"));
    assert_eq!(found[0].reactions, [("👍".to_owned(), 1)]);
    assert!(found[0].from_me);
    let followed = newsletters.followed().await.expect("a list");
    assert_eq!(followed.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["News"]);
    assert_eq!(scene.network.newsletter(&address).expect("made").posts, ["hello all"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newsletter_is_found_changed_and_deleted() {
    let scene = scene().await;
    let newsletters = scene.device.session.newsletters().expect("declared");
    let made = made(newsletters).await;
    let address = made.address.id.clone();
    let invite = made.invite.expect("an invite");
    let link = format!("https://whatsapp.com/channel/{invite}");
    for reference in [&invite, &link, &address] {
        let found = newsletters.find(reference).await.expect("found");
        assert_eq!((&found.address.id, found.name.as_str()), (&address, "News"), "{reference}");
    }
    let change = NewsletterChange {
        name: Some("Daily".to_owned()),
        description: Some("What is new".to_owned()),
        picture: None,
    };
    let changed = newsletters.change(&address, change).await.expect("changed");
    assert_eq!(changed.name, "Daily");
    assert_eq!(changed.description.as_deref(), Some("What is new"));
    assert_eq!(scene.network.newsletter(&address).expect("made").name, "Daily");

    newsletters.delete(&address).await.expect("deleted");
    assert!(scene.network.newsletter(&address).is_none());
    let again = newsletters.delete(&address).await;
    assert!(matches!(again, Err(ChannelError::Rejected { .. })), "{again:?}");
    let gone = newsletters.find(&invite).await;
    assert!(matches!(gone, Err(ChannelError::Rejected { .. })), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_picture_of_a_newsletter_is_set_changed_and_removed() {
    let scene = scene().await;
    let newsletters = scene.device.session.newsletters().expect("declared");
    let jpeg = |last: u8| Picture(vec![0xff, 0xd8, 0xff, 0xe0, last].into());
    let wanted = NewNewsletter {
        name: "News".to_owned(),
        description: Some("What is new".to_owned()),
        picture: Some(jpeg(1)),
    };
    let made = newsletters.create(wanted).await.expect("made");
    let shown = (made.name.as_str(), made.description.as_deref(), made.role);
    assert_eq!(shown, ("News", Some("What is new"), Some(NewsletterRole::Owner)));
    assert!(made.invite.is_some());
    let address = made.address.id;
    let picture = || scene.network.newsletter(&address).expect("made").picture;
    assert_eq!(picture(), Some(jpeg(1).0.to_vec()));

    let change = |name: Option<&str>, picture: Option<Picture>| NewsletterChange {
        name: name.map(str::to_owned),
        picture,
        ..NewsletterChange::default()
    };
    let changed = newsletters.change(&address, change(Some("Daily"), Some(jpeg(2)))).await;
    assert_eq!(changed.expect("changed").name, "Daily");
    assert_eq!(picture(), Some(jpeg(2).0.to_vec()));
    newsletters.change(&address, change(Some("Weekly"), None)).await.expect("changed");
    assert_eq!(picture(), Some(jpeg(2).0.to_vec()), "it stays");
    let removal = change(None, Some(Picture(Vec::new().into())));
    let removed = newsletters.change(&address, removal).await.expect("changed");
    assert_eq!((removed.name.as_str(), picture()), ("Weekly", None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_picture_is_no_missing_newsletter() {
    let scene = scene().await;
    let newsletters = scene.device.session.newsletters().expect("declared");
    let gif = || Some(Picture(b"GIF89a".as_slice().into()));
    let code = |answer: Result<NewsletterInfo, ChannelError>| answer.map_err(|error| error.code());
    let wanted = NewNewsletter { name: "News".to_owned(), description: None, picture: gif() };
    let refused = newsletters.create(wanted).await;
    assert_eq!(code(refused).expect_err("made"), "channel.rejected.406");
    let address = made(newsletters).await.address.id;
    let change = |picture| NewsletterChange { picture, ..NewsletterChange::default() };
    let refused = newsletters.change(&address, change(gif())).await;
    assert_eq!(code(refused).expect_err("changed"), "channel.rejected.406");
    newsletters.delete(&address).await.expect("deleted");
    let jpeg = Picture(vec![0xff, 0xd8, 0xff, 0xe0].into());
    let missing = newsletters.change(&address, change(Some(jpeg))).await;
    assert_eq!(code(missing).expect_err("changed"), "channel.rejected.404");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_posted_in_a_newsletter_as_they_are() {
    let scene = scene().await;
    let session = &scene.device.session;
    let newsletters = session.newsletters().expect("declared");
    let address = made(newsletters).await.address.id;
    let bytes: Vec<u8> = (0..90_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    scene.device.blobs.add("out", bytes);
    let content = |kind, mime: &str, caption: &str| MediaContent {
        caption: Some(caption.to_owned()),
        ..MediaContent::new(kind, mime)
    };
    let post = |content: MediaContent| {
        let media = OutboundMedia { content, blob_key: "out".to_owned() };
        OutboundMessage {
            chat_type: ChatType::Channel,
            ..scene.device.outbound(&address, OutboundContent::Media(media))
        }
    };
    for (kind, mime, caption) in [
        (MediaKind::Image, "image/png", "a picture"),
        (MediaKind::Video, "video/mp4", "a video"),
        (MediaKind::Document, "application/pdf", "a bill"),
    ] {
        session.send(post(content(kind, mime, caption))).await.expect("sent");
    }
    let request = PostsRequest { count: 10, before: None };
    let found = newsletters.posts(&address, request).await.expect("posts");
    let found: Vec<(&str, Option<&str>)> =
        found.iter().map(|post| (post.kind.as_str(), post.text.as_deref())).collect();
    let wanted =
        [("document", Some("a bill")), ("video", Some("a video")), ("image", Some("a picture"))];
    assert_eq!(found, wanted);

    let once = MessageContext { view_once: true, ..MessageContext::default() };
    let once =
        OutboundMessage { context: once, ..post(content(MediaKind::Image, "image/png", "once")) };
    let refused = session.send(once).await;
    let is_why = |error: &ChannelError| error.code() == "channel.rejected.post_kind";
    assert!(refused.as_ref().is_err_and(is_why), "{refused:?}");
}
