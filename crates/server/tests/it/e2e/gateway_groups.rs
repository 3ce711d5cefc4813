//! Groups and communities over the Personal Gateway's API, as the network's other members see what is done.

use super::gateway_account::{EVA, SHOP, STORE, Story, call, link};
use super::harness::{Answer, Engine};
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::{GroupSeen, GroupSettings};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const GIL: &str = "5511950000004";

/// The account has made a group with Eva; another account is no member.
struct Group {
    story: Story,
    id: String,
    /// The other account's token.
    store: String,
}

impl Group {
    async fn new() -> Result<Self> {
        let story = Story::on(Engine::Sqlite).await?;
        let phone = story.setup.network.create_phone(STORE, "Store").await?;
        let store = link(&story.setup, "store", &phone).await?;
        let new = json!({ "subject": "Deliveries", "participants": [EVA] });
        let made = story.post("/groups", new).await?;
        let id = made["group_id"].as_str().context("an address")?.to_owned();
        // It is there with the answer, before the network's notification.
        let shown = story.call(Method::GET, &format!("/groups/{id}"), None).await?;
        ensure!(shown["name"] == "Deliveries", "{shown}");
        ensure!(shown["participants"].as_array().is_some_and(|all| all.len() == 2), "{shown}");
        Ok(Self { story, id, store })
    }

    fn path(&self, rest: &str) -> String {
        format!("/groups/{}{rest}", self.id)
    }

    fn seen(&self) -> Result<GroupSeen> {
        self.story.setup.network.group(&self.id).context("the group")
    }

    /// Changes what concerns these people; it is done for all of them.
    async fn people(&self, method: Method, rest: &str, people: &[&str]) -> Result<()> {
        let body = Some(json!({ "participants": people }));
        let done = self.story.call(method, &self.path(rest), body).await?;
        let addresses: Vec<String> =
            people.iter().map(|one| format!("{one}@s.whatsapp.net")).collect();
        ensure!(done["success"] == json!(addresses), "{rest}: {done}");
        ensure!(done["failed"] == json!([]) && done["processed"] == people.len(), "{rest}: {done}");
        Ok(())
    }

    /// Waits until the API shows these members and ranks, in any order.
    async fn shows(&self, expected: &[(&str, &str)]) -> Result<()> {
        let is_it = |shown: &Value| {
            let Some(members) = shown["participants"].as_array() else { return false };
            let has = |(phone, rank): &(&str, &str)| {
                members.iter().any(|one| one["phone"] == *phone && one["rank"] == *rank)
            };
            members.len() == expected.len() && expected.iter().all(has)
        };
        self.story.until(&self.path(""), is_it).await.map(drop)
    }

    /// A call of the other account.
    async fn of_store(&self, method: Method, path: &str, body: Option<Value>) -> Result<Answer> {
        call(&self.story.setup, &self.store, method, path, body).await
    }

    /// The other account uses the link of the group.
    async fn store_asks_to_join(&self) -> Result<()> {
        let invite = self.story.call(Method::GET, &self.path("/invite"), None).await?;
        let body = Some(json!({ "invite_code": invite["invite_code"] }));
        let asked = self.of_store(Method::PUT, "/groups", body).await?;
        ensure!(asked.status == StatusCode::OK, "{}", asked.body);
        ensure!(asked.body["is_pending"] == true, "{}", asked.body);
        ensure!(self.seen()?.requests == [STORE], "{:?}", self.seen()?);
        Ok(())
    }
}

#[tokio::test]
async fn people_of_a_group_are_added_promoted_demoted_and_removed() -> Result<()> {
    let group = Group::new().await?;
    group.story.setup.network.create_phone(GIL, "Gil").await?;
    group.people(Method::POST, "/participants", &[GIL]).await?;
    ensure!(group.seen()?.members == [SHOP, EVA, GIL], "{:?}", group.seen()?);
    group.shows(&[(SHOP, "creator"), (EVA, "member"), (GIL, "member")]).await?;
    group.people(Method::PATCH, "/admins", &[EVA, GIL]).await?;
    ensure!(group.seen()?.admins == [SHOP, EVA, GIL], "{:?}", group.seen()?);
    group.shows(&[(SHOP, "creator"), (EVA, "admin"), (GIL, "admin")]).await?;
    group.people(Method::DELETE, "/admins", &[EVA]).await?;
    ensure!(group.seen()?.admins == [SHOP, GIL], "{:?}", group.seen()?);
    group.shows(&[(SHOP, "creator"), (EVA, "member"), (GIL, "admin")]).await?;
    group.people(Method::DELETE, "/participants", &[EVA]).await?;
    ensure!(group.seen()?.members == [SHOP, GIL], "{:?}", group.seen()?);
    group.shows(&[(SHOP, "creator"), (GIL, "admin")]).await?;

    // One whose settings let no one add them is invited.
    let phone = group.story.setup.network.phone(STORE).context("a phone")?;
    phone.set_refuses_adds(true);
    let body = json!({ "participants": [STORE] });
    let done = group.story.post(&group.path("/participants"), body).await?;
    ensure!(done["invited"] == json!([phone.jid()]), "{done}");
    ensure!(done["success"] == json!([]) && done["failed"] == json!([]), "{done}");
    ensure!(group.seen()?.members == [SHOP, GIL], "{:?}", group.seen()?);
    group.story.setup.end().await
}

/// Whether a rule is set.
type IsSet = fn(&GroupSettings) -> bool;

#[tokio::test]
async fn a_group_is_described_and_set_rule_by_rule() -> Result<()> {
    let group = Group::new().await?;
    let (story, path) = (&group.story, group.path(""));
    let rules: [(&str, IsSet); 4] = [
        ("send_messages", |seen| seen.admins_only_send),
        ("edit_group_info", |seen| seen.admins_only_edit),
        ("approve_participants", |seen| seen.join_approval),
        ("add_participants", |seen| seen.admins_only_add),
    ];
    for (setting, is_set) in rules {
        let body = json!({ "setting": setting, "policy": "admins" });
        story.call(Method::PATCH, &path, Some(body)).await?;
        let seen = group.seen()?.settings;
        let mut others = rules.iter().filter(|(name, _)| *name != setting);
        let is_alone = !others.any(|(_, is_set)| is_set(&seen));
        ensure!(is_set(&seen) && is_alone, "{setting}: {seen:?}");
        let shown = story.call(Method::GET, &path, None).await?;
        for (name, shown_as) in [
            ("send_messages", "announcements"),
            ("edit_group_info", "restricted"),
            ("approve_participants", "approve_participants"),
        ] {
            ensure!(shown[shown_as] == (name == setting), "{setting}: {shown}");
        }
        let body = json!({ "setting": setting, "policy": "anyone" });
        story.call(Method::PATCH, &path, Some(body)).await?;
        let seen = group.seen()?.settings;
        ensure!(seen == GroupSettings::default(), "{setting}: {seen:?}");
    }

    let change = json!({ "subject": "Parcels", "description": "Who is where" });
    story.call(Method::PUT, &path, Some(change)).await?;
    let seen = group.seen()?;
    ensure!(seen.subject == "Parcels", "{seen:?}");
    ensure!(seen.description.as_deref() == Some("Who is where"), "{seen:?}");
    let is_shown =
        |shown: &Value| shown["name"] == "Parcels" && shown["description"] == "Who is where";
    story.until(&path, is_shown).await?;
    story.call(Method::PUT, &path, Some(json!({ "description": "" }))).await?;
    let seen = group.seen()?;
    ensure!(seen.description.is_none() && seen.subject == "Parcels", "{seen:?}");

    let icon = group.path("/icon");
    let body = json!({ "media": STANDARD.encode(picture()?) });
    story.call(Method::PUT, &icon, Some(body)).await?;
    ensure!(group.seen()?.has_picture, "it has a picture");
    story.call(Method::DELETE, &icon, None).await?;
    ensure!(!group.seen()?.has_picture, "it has none");
    group.story.setup.end().await
}

#[tokio::test]
async fn a_group_is_joined_by_its_link_until_it_is_revoked_and_left() -> Result<()> {
    let group = Group::new().await?;
    let story = &group.story;
    let invite = group.path("/invite");
    let first = story.call(Method::GET, &invite, None).await?;
    let revoked = story.call(Method::DELETE, &invite, None).await?;
    ensure!(revoked["invite_code"] != first["invite_code"], "{revoked}");
    let present = story.call(Method::GET, &invite, None).await?;
    ensure!(present["invite_code"] == revoked["invite_code"], "{present}");

    let by_link = |invite: &Value| -> Result<String> {
        Ok(format!("/groups/link/{}", invite["invite_code"].as_str().context("a code")?))
    };
    let refused = group.of_store(Method::PUT, &by_link(&first)?, None).await?;
    ensure!(refused.status.is_client_error(), "{}", refused.body);
    ensure!(group.seen()?.members == [SHOP, EVA], "{:?}", group.seen()?);
    let whole = Some(json!({ "invite_code": revoked["invite_link"] }));
    for (path, body) in [(by_link(&revoked)?, None), ("/groups".to_owned(), whole)] {
        let joined = group.of_store(Method::PUT, &path, body).await?;
        ensure!(joined.status == StatusCode::OK, "{path}: {}", joined.body);
        ensure!(joined.body["group_id"] == group.id.as_str(), "{path}: {}", joined.body);
        ensure!(group.seen()?.members == [SHOP, EVA, STORE], "{path}: {:?}", group.seen()?);
        let shown = group.of_store(Method::GET, &group.path(""), None).await?;
        ensure!(shown.status == StatusCode::OK, "{path}: {}", shown.body);
        ensure!(shown.body["name"] == "Deliveries", "{path}: {}", shown.body);
        group.shows(&[(SHOP, "creator"), (EVA, "member"), (STORE, "member")]).await?;
        let left = group.of_store(Method::DELETE, &group.path(""), None).await?;
        ensure!(left.status == StatusCode::OK, "{path}: {}", left.body);
        ensure!(group.seen()?.members == [SHOP, EVA], "{path}: {:?}", group.seen()?);
        group.shows(&[(SHOP, "creator"), (EVA, "member")]).await?;
    }
    group.story.setup.end().await
}

#[tokio::test]
async fn who_asks_to_join_a_group_is_listed_rejected_and_approved() -> Result<()> {
    let group = Group::new().await?;
    let (story, path) = (&group.story, group.path("/applications"));
    let rule = json!({ "setting": "approve_participants", "policy": "admins" });
    story.call(Method::PATCH, &group.path(""), Some(rule)).await?;
    group.store_asks_to_join().await?;
    let listed = story.call(Method::GET, &path, None).await?;
    let first = &listed["items"][0];
    ensure!(first["id"] == format!("{STORE}@s.whatsapp.net"), "{listed}");
    ensure!(first["phone"] == STORE && first["requested_at"].is_string(), "{listed}");
    ensure!(listed["items"].as_array().is_some_and(|all| all.len() == 1), "{listed}");

    group.people(Method::DELETE, "/applications", &[STORE]).await?;
    let seen = group.seen()?;
    ensure!(seen.requests.is_empty() && seen.members == [SHOP, EVA], "{seen:?}");
    let listed = story.call(Method::GET, &path, None).await?;
    ensure!(listed["items"] == json!([]), "{listed}");

    group.store_asks_to_join().await?;
    group.people(Method::POST, "/applications", &[STORE]).await?;
    let seen = group.seen()?;
    ensure!(seen.requests.is_empty() && seen.members == [SHOP, EVA, STORE], "{seen:?}");
    group.shows(&[(SHOP, "creator"), (EVA, "member"), (STORE, "member")]).await?;
    // No one asks any more.
    let body = Some(json!({ "participants": [STORE] }));
    let again = story.call(Method::DELETE, &path, body).await?;
    ensure!(again["success"] == json!([]) && again["processed"] == 1, "{again}");
    ensure!(again["failed"][0]["id"] == format!("{STORE}@s.whatsapp.net"), "{again}");
    group.story.setup.end().await
}

#[tokio::test]
async fn a_group_becomes_part_of_a_community_and_leaves_it() -> Result<()> {
    let group = Group::new().await?;
    let story = &group.story;
    let made = story.post("/communities", json!({ "subject": "All of us" })).await?;
    let community = format!("/communities/{}", made["community_id"].as_str().context("it")?);
    let shown = story.call(Method::GET, &community, None).await?;
    ensure!(shown["name"] == "All of us", "{shown}");
    let groups = format!("{community}/subGroups");
    let linked = format!("{community}/{}", group.id);
    story.call(Method::PUT, &linked, None).await?;
    let listed = story.call(Method::GET, &groups, None).await?;
    ensure!(listed["items"][0]["announcements"] == true, "{listed}");
    let second = &listed["items"][1];
    ensure!(second["id"] == group.id.as_str() && second["name"] == "Deliveries", "{listed}");
    ensure!(second["participants_count"] == 2, "{listed}");

    story.call(Method::DELETE, &linked, None).await?;
    let listed = story.call(Method::GET, &groups, None).await?;
    ensure!(listed["items"].as_array().is_some_and(|all| all.len() == 1), "{listed}");
    let again = call(&story.setup, &story.token, Method::DELETE, &linked, None).await?;
    ensure!(again.body["details"]["fieldErrors"]["group_id"].is_array(), "{}", again.body);
    ensure!(group.seen()?.members == [SHOP, EVA], "{:?}", group.seen()?);
    group.story.setup.end().await
}
