//! Groups that are made, changed, joined and left over the API, as the network's other members see
//! them.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::{GroupSeen, GroupSettings};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);

/// Two numbers on the server, and two people.
struct Story {
    setup: Setup,
    instance: String,
    second: String,
    group: String,
}

impl Story {
    /// The first number makes a group with the two people.
    async fn new() -> Result<Self> {
        let setup = Setup::new().await?;
        let instance = setup.instance("first").await?;
        setup.linked(&instance, "5511910000001", "Shop").await?;
        let second = setup.instance("second").await?;
        setup.linked(&second, "5511910000002", "Store").await?;
        for (number, name) in [("5511910000003", "Eva"), ("5511910000004", "Gil")] {
            setup.network.create_phone(number, name).await?;
        }
        let body = json!({
            "subject": "Deliveries", "participants": ["+55 11 91000-0003", "5511910000004"],
        });
        let made = setup.server.post(&format!("/api/v2/instances/{instance}/groups"), body).await?;
        ensure!(made.status == 201, "{}", made.body);
        let group = made.body["groupId"].as_str().context("an address")?.to_owned();
        Ok(Self { setup, instance, second, group })
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v2/instances/{}/groups/{}{rest}", self.instance, self.group)
    }

    fn seen(&self) -> Result<GroupSeen> {
        self.setup.network.group(&self.group).context("the group")
    }

    async fn change(&self, body: Value) -> Result<u16> {
        let changed = self.setup.server.call(Method::PATCH, &self.path(""), Some(body)).await?;
        Ok(changed.status.as_u16())
    }

    /// The outcome for each person.
    async fn members(&self, action: &str, people: &[&str]) -> Result<Value> {
        let body = json!({ "action": action, "participants": people });
        let done = self.setup.server.post(&self.path("/participants"), body).await?;
        ensure!(done.status == 200, "{}", done.body);
        Ok(done.body["participants"].clone())
    }

    /// Waits until the server has stored the group with this name and so many participants.
    async fn stored(&self, name: &str, participants: usize) -> Result<()> {
        let began = Instant::now();
        let path = format!("/api/v2/instances/{}/chats", self.instance);
        loop {
            let chats = self.setup.server.get(&path).await?.body;
            let mut all = chats["items"].as_array().into_iter().flatten();
            let is_it = |chat: &&Value| chat["externalId"] == self.group.as_str();
            if all.find(is_it).is_some_and(|chat| {
                chat["name"] == name && chat["participantCount"] == participants
            }) {
                return Ok(());
            }
            ensure!(began.elapsed() < SOON, "no {name} of {participants}: {chats}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

#[tokio::test]
async fn a_group_is_made_changed_and_left() -> Result<()> {
    let story = Story::new().await?;
    let seen = story.seen()?;
    ensure!(seen.subject == "Deliveries", "{seen:?}");
    ensure!(seen.members == ["5511910000001", "5511910000003", "5511910000004"], "{seen:?}");
    story.stored("Deliveries", 3).await?;
    story.setup.send_text(&story.instance, &story.group, "hello all").await?;
    for number in ["5511910000003", "5511910000004"] {
        let phone = story.setup.network.phone(number).context("a phone")?;
        phone.expect(SOON, |one| one.text() == Some("hello all")).await?;
    }

    let change = json!({
        "subject": "Parcels", "description": "Who is where", "adminsOnlySend": true,
        "adminsOnlyEdit": true,
    });
    ensure!(story.change(change).await? == 200, "changed");
    let seen = story.seen()?;
    ensure!(seen.subject == "Parcels" && seen.description.as_deref() == Some("Who is where"));
    let all = GroupSettings {
        admins_only_send: true,
        admins_only_edit: true,
        ..GroupSettings::default()
    };
    ensure!(seen.settings == all, "{seen:?}");
    story.stored("Parcels", 3).await?;
    // The network takes a description only with the id of the one before.
    ensure!(story.change(json!({ "description": "Where is who" })).await? == 200, "again");
    ensure!(story.change(json!({ "description": "", "adminsOnlySend": false })).await? == 200);
    let seen = story.seen()?;
    ensure!(seen.description.is_none() && !seen.settings.admins_only_send, "{seen:?}");

    let left = story.setup.server.post(&story.path("/leave"), json!({})).await?;
    ensure!(left.status == 200, "{}", left.body);
    ensure!(!story.seen()?.members.contains(&"5511910000001".to_owned()), "it left");
    ensure!(story.change(json!({ "subject": "Ours" })).await? == 502, "it is no member");
    story.setup.end().await
}

#[tokio::test]
async fn members_are_added_promoted_demoted_and_removed() -> Result<()> {
    let story = Story::new().await?;
    story.setup.network.create_phone("5511910000005", "Ana").await?;
    let added = story.members("add", &["5511910000005"]).await?;
    ensure!(added[0]["success"] == true, "{added}");
    story.stored("Deliveries", 4).await?;
    story.members("promote", &["5511910000003", "5511910000005"]).await?;
    ensure!(story.seen()?.admins == ["5511910000001", "5511910000003", "5511910000005"]);
    story.members("demote", &["5511910000003"]).await?;
    ensure!(story.seen()?.admins == ["5511910000001", "5511910000005"]);
    story.members("remove", &["5511910000004"]).await?;
    story.stored("Deliveries", 3).await?;
    let absent = json!({ "action": "add", "participants": ["+55 11 99999-9999"] });
    let refused = story.setup.server.post(&story.path("/participants"), absent).await?;
    ensure!(refused.body["error"]["code"] == "RECIPIENT_NOT_ON_CHANNEL", "{}", refused.body);
    story.setup.end().await
}

#[tokio::test]
async fn others_join_by_the_link_until_it_is_renewed() -> Result<()> {
    let story = Story::new().await?;
    let server = &story.setup.server;
    let first = server.get(&story.path("/invite")).await?.body["url"].clone();
    let renewed = server.post(&story.path("/invite/renew"), json!({})).await?.body["url"].clone();
    ensure!(first != renewed && renewed.as_str().is_some_and(|url| url.starts_with("https://")));
    let join = format!("/api/v2/instances/{}/groups/join", story.second);
    let refused = server.post(&join, json!({ "invite": first })).await?;
    ensure!(refused.status == 502, "{}", refused.body);
    let joined = server.post(&join, json!({ "invite": renewed })).await?;
    ensure!(
        joined.body == json!({ "groupId": story.group, "status": "joined" }),
        "{}",
        joined.body
    );
    ensure!(story.seen()?.members.contains(&"5511910000002".to_owned()), "it is a member");
    story.stored("Deliveries", 4).await?;
    // Only admins have the link.
    let path = format!("/api/v2/instances/{}/groups/{}/invite", story.second, story.group);
    ensure!(server.get(&path).await?.status == 502, "no admin");
    story.setup.end().await
}
