//! Who joins a group, and communities, with two numbers of the server that see each other over the
//! network.

use super::harness::{Engine, Setup};
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::GroupSeen;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);
const FIRST: &str = "5511920000001";
const SECOND: &str = "5511920000002";
const EVA: &str = "5511920000003";

/// The first number made a group with Eva; the second number is no member.
struct Story {
    setup: Setup,
    first: String,
    second: String,
    group: String,
}

impl Story {
    async fn on(engine: Engine) -> Result<Self> {
        let setup = Setup::on(engine).await?;
        let first = setup.instance("first").await?;
        setup.linked(&first, FIRST, "Shop").await?;
        let second = setup.instance("second").await?;
        setup.linked(&second, SECOND, "Store").await?;
        setup.network.create_phone(EVA, "Eva").await?;
        let body = json!({ "subject": "Deliveries", "participants": [EVA] });
        let made = setup.server.post(&format!("/api/v2/instances/{first}/groups"), body).await?;
        ensure!(made.status == 201, "{}", made.body);
        let group = made.body["groupId"].as_str().context("an address")?.to_owned();
        Ok(Self { setup, first, second, group })
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v2/instances/{}/groups/{}{rest}", self.first, self.group)
    }

    fn seen(&self) -> Result<GroupSeen> {
        self.setup.network.group(&self.group).context("the group")
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let answer = self.setup.server.post(path, body).await?;
        ensure!(answer.status.is_success(), "{path}: {}", answer.body);
        Ok(answer.body)
    }

    /// The second number uses the group's link.
    async fn second_joins(&self) -> Result<Value> {
        let invite = self.setup.server.get(&self.path("/invite")).await?.body["url"].clone();
        let path = format!("/api/v2/instances/{}/groups/join", self.second);
        self.post(&path, json!({ "invite": invite })).await
    }

    /// Waits for an event of the first number.
    async fn event(&self, kind: &str, test: impl Fn(&Value) -> bool) -> Result<Value> {
        let path = format!("/api/v2/events?eventType={kind}&instanceId={}&limit=50", self.first);
        let began = Instant::now();
        loop {
            let body = self.setup.server.get(&path).await?.body;
            let mut events = body["items"].as_array().into_iter().flatten();
            if let Some(found) = events.find(|event| test(&event["payload"])) {
                return Ok(found["payload"].clone());
            }
            ensure!(began.elapsed() < SOON, "no such {kind}: {body}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the members of the group are stored so.
    async fn members(&self, expected: &[&str]) -> Result<()> {
        let began = Instant::now();
        loop {
            let stored = self.setup.server.get(&self.path("/participants")).await?.body;
            let members = stored["participants"].as_array().into_iter().flatten();
            let mut numbers: Vec<&str> = members
                .filter_map(|member| member["platformUserId"].as_str()?.split('@').next())
                .collect();
            numbers.sort_unstable();
            if numbers == expected {
                return Ok(());
            }
            ensure!(began.elapsed() < SOON, "not {expected:?}: {stored}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn a_join_request(engine: Engine) -> Result<()> {
    let story = Story::on(engine).await?;
    let change = json!({
        "joinApproval": true, "adminsOnlyAdd": true, "disappearingSeconds": 86_400,
    });
    let changed = story.setup.server.call(Method::PATCH, &story.path(""), Some(change)).await?;
    ensure!(changed.status == 200, "{}", changed.body);
    let settings = story.seen()?.settings;
    ensure!(settings.join_approval && settings.admins_only_add, "{settings:?}");
    ensure!(settings.disappearing_seconds == 86_400, "{settings:?}");
    story.event("group.updated", |payload| payload["changes"]["joinApproval"] == true).await?;

    let joined = story.second_joins().await?;
    ensure!(joined["status"] == "pending", "{joined}");
    ensure!(story.seen()?.requests == [SECOND], "{:?}", story.seen()?);
    let asked =
        story.event("group.participants", |payload| payload["action"] == "requested").await?;
    let address = format!("{SECOND}@s.whatsapp.net");
    ensure!(asked["participants"] == json!([address]), "{asked}");
    let waiting = story.setup.server.get(&story.path("/join-requests")).await?.body;
    ensure!(waiting["items"][0]["platformUserId"] == address.as_str(), "{waiting}");

    let approve = json!({ "action": "approve", "participants": [SECOND] });
    let answered = story.post(&story.path("/join-requests"), approve).await?;
    ensure!(answered["participants"][0]["success"] == true, "{answered}");
    ensure!(story.seen()?.members.contains(&SECOND.to_owned()), "it is a member");
    story.event("group.participants", |payload| payload["action"] == "joined").await?;
    story.members(&[FIRST, SECOND, EVA]).await?;
    story.setup.end().await
}

#[tokio::test]
async fn a_join_request_is_approved_sqlite() -> Result<()> {
    a_join_request(Engine::Sqlite).await
}

#[tokio::test]
async fn a_join_request_is_approved_postgres() -> Result<()> {
    a_join_request(Engine::Postgres).await
}

async fn the_other_side(engine: Engine) -> Result<()> {
    let story = Story::on(engine).await?;
    let eva = story.setup.network.phone(EVA).context("a phone")?;
    let address = eva.jid();
    eva.rename_group(&story.group, "Parcels")?;
    let renamed =
        story.event("group.updated", |payload| payload["changes"]["subject"] == "Parcels").await?;
    ensure!(renamed["by"] == address.as_str(), "{renamed}");
    eva.leave_group(&story.group)?;
    let left = story.event("group.participants", |payload| payload["action"] == "left").await?;
    ensure!(left["participants"] == json!([address]), "{left}");
    story.members(&[FIRST]).await?;
    story.setup.end().await
}

#[tokio::test]
async fn others_change_and_leave_a_group_sqlite() -> Result<()> {
    the_other_side(Engine::Sqlite).await
}

#[tokio::test]
async fn others_change_and_leave_a_group_postgres() -> Result<()> {
    the_other_side(Engine::Postgres).await
}

#[tokio::test]
async fn a_join_request_is_rejected() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    let change = Some(json!({ "joinApproval": true }));
    story.setup.server.call(Method::PATCH, &story.path(""), change).await?;
    story.second_joins().await?;
    let reject = json!({ "action": "reject", "participants": [SECOND] });
    let answered = story.post(&story.path("/join-requests"), reject).await?;
    ensure!(answered["participants"][0]["success"] == true, "{answered}");
    let seen = story.seen()?;
    ensure!(seen.requests.is_empty() && !seen.members.contains(&SECOND.to_owned()), "{seen:?}");
    story.event("group.participants", |payload| payload["action"] == "request_ended").await?;
    story.setup.end().await
}

#[tokio::test]
async fn who_cannot_be_added_is_invited_and_accepts() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    let phone = story.setup.network.phone(SECOND).context("a phone")?;
    phone.set_refuses_adds(true);
    let add = json!({ "action": "add", "participants": [SECOND], "invite": true });
    let added = story.post(&story.path("/participants"), add).await?;
    let outcome = &added["participants"][0];
    ensure!(outcome["success"] == false && outcome["inviteSent"] == true, "{added}");

    let from = format!("{FIRST}@s.whatsapp.net");
    let is_invite = |message: &Value| message["content"]["type"] == "invite";
    let invite = story.setup.stored(&story.second, &from, "the invite", is_invite).await?;
    let path = format!("/api/v2/instances/{}/groups/accept-invite", story.second);
    let joined = story.post(&path, json!({ "messageId": invite["id"] })).await?;
    ensure!(joined == json!({ "groupId": story.group, "status": "joined" }), "{joined}");
    story.members(&[FIRST, SECOND, EVA]).await?;
    story.setup.end().await
}

#[tokio::test]
async fn a_picture_is_set_and_removed() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    let (server, path) = (&story.setup.server, story.path("/picture"));
    let body = json!({ "image": STANDARD.encode(picture()?) });
    let set = server.call(Method::PUT, &path, Some(body)).await?;
    ensure!(set.status == 200 && story.seen()?.has_picture, "{}", set.body);
    let removed = server.call(Method::DELETE, &path, None).await?;
    ensure!(removed.status == 200 && !story.seen()?.has_picture, "{}", removed.body);
    story.setup.end().await
}

#[tokio::test]
async fn a_community_gathers_groups() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    let base = format!("/api/v2/instances/{}/communities", story.first);
    let made = story.post(&base, json!({ "subject": "All of us" })).await?;
    let groups = format!("{base}/{}/groups", made["groupId"].as_str().context("an address")?);
    let link = json!({ "action": "link", "groups": [story.group] });
    let linked = story.post(&groups, link).await?;
    ensure!(linked["groups"][0]["success"] == true, "{linked}");
    let found = story.setup.server.get(&groups).await?.body;
    ensure!(found["items"][0]["isAnnouncements"] == true, "{found}");
    ensure!(found["items"][1]["groupId"] == story.group.as_str(), "{found}");
    ensure!(found["items"][1]["participantCount"] == 2, "{found}");

    let unlink = json!({ "action": "unlink", "groups": [story.group] });
    story.post(&groups, unlink.clone()).await?;
    let found = story.setup.server.get(&groups).await?.body;
    ensure!(found["items"].as_array().map(Vec::len) == Some(1), "{found}");
    let again = story.post(&groups, unlink).await?;
    ensure!(again["groups"][0]["success"] == false, "{again}");
    story.setup.end().await
}
