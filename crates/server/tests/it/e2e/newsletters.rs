//! Newsletters between two numbers of the server: one posts, the other reads and reacts.

use super::harness::{Engine, Setup};
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::NewsletterSeen;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);
const OWNER: &str = "5511930000001";
const READER: &str = "5511930000002";

struct Story {
    setup: Setup,
    owner: String,
    reader: String,
    newsletter: String,
}

impl Story {
    /// The owner made a newsletter, and the reader follows it by its link.
    async fn on(engine: Engine) -> Result<Self> {
        let setup = Setup::on(engine).await?;
        let owner = setup.instance("owner").await?;
        setup.linked(&owner, OWNER, "Shop").await?;
        let reader = setup.instance_with_agent("reader").await?;
        setup.linked(&reader, READER, "Reader").await?;
        let body = json!({
            "name": "Shop news", "description": "What is new",
            "picture": STANDARD.encode(picture()?),
        });
        let path = format!("/api/v2/instances/{owner}/newsletters");
        let made = setup.server.post(&path, body).await?;
        ensure!(made.status == 201 && made.body["role"] == "owner", "{}", made.body);
        let newsletter = made.body["newsletterId"].as_str().context("an address")?.to_owned();
        let follow = json!({ "invite": made.body["inviteUrl"] });
        let path = format!("/api/v2/instances/{reader}/newsletters/follow");
        let followed = setup.server.post(&path, follow).await?;
        ensure!(followed.status == 200, "{}", followed.body);
        ensure!(followed.body["newsletterId"] == newsletter.as_str(), "{}", followed.body);
        Ok(Self { setup, owner, reader, newsletter })
    }

    fn path(&self, instance: &str, rest: &str) -> String {
        format!("/api/v2/instances/{instance}/newsletters/{}{rest}", self.newsletter)
    }

    fn seen(&self) -> Result<NewsletterSeen> {
        self.setup.network.newsletter(&self.newsletter).context("the newsletter")
    }

    async fn has_reaction(&self, emoji: &str) -> Result<()> {
        let began = Instant::now();
        while !self.seen()?.reactions.iter().any(|(_, _, one)| one == emoji) {
            ensure!(began.elapsed() < SOON, "no {emoji}: {:?}", self.seen()?);
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }
}

async fn posts(engine: Engine) -> Result<()> {
    let story = Story::on(engine).await?;
    let (setup, server) = (&story.setup, &story.setup.server);
    let shown = story.seen()?.picture.context("a picture of the newsletter")?;
    ensure!(shown.starts_with(&[0xff, 0xd8, 0xff]), "no JPEG");
    let sent = setup.send_text(&story.owner, &story.newsletter, "Open today").await?;
    ensure!(sent.status == 201, "{}", sent.body);
    ensure!(story.seen()?.posts == ["Open today"], "{:?}", story.seen()?);
    let is_it = |message: &Value| message["content"]["text"] == "Open today";
    let post = setup.stored(&story.reader, &story.newsletter, "the post", is_it).await?;
    ensure!(post["direction"] == "inbound", "{post}");
    let path = format!("/api/v2/instances/{}/chats/{}/messages", story.owner, story.newsletter);
    let own = server.get(&path).await?.body;
    ensure!(own["items"][0]["isFromMe"] == true, "{own}");

    let reaction = json!({
        "instanceId": story.reader, "to": story.newsletter, "messageId": post["id"], "emoji": "👍",
    });
    let reacted = server.post("/api/v2/messages/reaction", reaction).await?;
    ensure!(reacted.status == 200, "{}", reacted.body);
    story.has_reaction("👍").await?;
    let listed = server.get(&story.path(&story.owner, "/posts?limit=10")).await?.body;
    let first = &listed["items"][0];
    ensure!(first["text"] == "Open today" && first["fromMe"] == true, "{listed}");
    ensure!(first["reactions"] == json!([{ "emoji": "👍", "count": 1 }]), "{listed}");

    let picture = picture()?;
    let file = json!({
        "instanceId": story.owner, "to": story.newsletter, "type": "image", "caption": "New bikes",
        "base64": STANDARD.encode(&picture), "mimeType": "image/png",
    });
    let posted = server.post("/api/v2/messages/media", file).await?;
    ensure!(posted.status == 201, "{}", posted.body);
    let is_it = |message: &Value| message["textContent"] == "New bikes";
    let post = setup.stored(&story.reader, &story.newsletter, "the picture", is_it).await?;
    let id = post["id"].as_str().context("an id")?;
    let path = format!("/api/v2/instances/{}/messages/{id}/media", story.reader);
    let file = server.get(&path).await?;
    ensure!(file.status == 200, "{}", file.body);
    let got = STANDARD.decode(file.body["base64"].as_str().context("base64")?)?;
    ensure!(got == picture, "another picture");

    // A post is for everyone: no agent answers it.
    let turns = format!("/api/v2/turns?instanceId={}&limit=5", story.reader);
    let turns = server.get(&turns).await?.body;
    ensure!(turns["items"].as_array().is_some_and(Vec::is_empty), "{turns}");
    let refused = setup.send_text(&story.reader, &story.newsletter, "mine").await?;
    ensure!(refused.status == 502, "{}", refused.body);

    let list = format!("/api/v2/instances/{}/newsletters", story.reader);
    let followed = server.get(&list).await?.body;
    ensure!(followed["items"][0]["name"] == "Shop news", "{followed}");
    ensure!(followed["items"][0]["role"] == "follower", "{followed}");
    let left = server.post(&story.path(&story.reader, "/unfollow"), json!({})).await?;
    ensure!(left.status == 200, "{}", left.body);
    ensure!(story.seen()?.followers == [OWNER], "{:?}", story.seen()?);
    story.setup.end().await
}

#[tokio::test]
async fn a_newsletter_post_is_received_and_one_is_posted_sqlite() -> Result<()> {
    posts(Engine::Sqlite).await
}

#[tokio::test]
async fn a_newsletter_post_is_received_and_one_is_posted_postgres() -> Result<()> {
    posts(Engine::Postgres).await
}
