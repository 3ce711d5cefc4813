//! What the Personal Gateway's API does with people, calls, channels and the account itself, as phones and
//! the network see it.

use super::gateway_account::{EVA, SHOP, STORE, Story, call, link};
use super::harness::{Engine, KEY};
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::{CallEnd, Phone};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);
const DESK: &str = "5511950000005";
/// A number that is not on the network.
const NO_ONE: &str = "15559998888";

async fn numbers_and_addresses(story: &Story) -> Result<()> {
    let (jid, lid) = (story.eva.jid(), story.eva.lid());
    let checked = story.post("/contacts", json!({ "contacts": [EVA, NO_ONE] })).await?;
    let expected = json!([
        { "input": EVA, "status": "valid", "wa_id": jid },
        { "input": NO_ONE, "status": "invalid", "wa_id": null },
    ]);
    ensure!(checked["contacts"] == expected, "{checked}");
    for path in [
        format!("/contacts/lids/{EVA}"),
        format!("/contacts/lids/{lid}"),
        format!("/contacts/ids/{lid}"),
        format!("/contacts/ids/{EVA}"),
    ] {
        let shown = story.call(Method::GET, &path, None).await?;
        ensure!(shown["id"] == jid.as_str() && shown["lid"] == lid.as_str(), "{path}: {shown}");
    }
    let path = format!("/contacts/lids?ContactIDList={EVA},{NO_ONE}");
    let listed = story.call(Method::GET, &path, None).await?;
    let expected = json!([{ "id": jid, "lid": lid }, { "id": null, "lid": null }]);
    ensure!(listed["items"] == expected, "{listed}");
    let path = format!("/contacts/ids/{NO_ONE}");
    let unknown = call(&story.setup, &story.token, Method::GET, &path, None).await?;
    ensure!(unknown.status == StatusCode::NOT_FOUND, "{}", unknown.body);
    Ok(())
}

async fn a_blocked_person(story: &Story) -> Result<()> {
    let path = format!("/blacklist/{EVA}");
    for (method, blocked) in [(Method::PUT, true), (Method::DELETE, false)] {
        story.call(method, &path, None).await?;
        ensure!(story.shop.blocks(EVA) == blocked, "on the phone: {blocked}");
        let is_shown = |chat: &Value| chat["is_blocked"] == blocked;
        story.until(&format!("/chats/{EVA}"), is_shown).await?;
    }
    Ok(())
}

async fn the_profile_of_the_account(story: &Story) -> Result<()> {
    let shop = &story.shop;
    let path = "/users/profile";
    let icon = STANDARD.encode(picture()?);
    let change = json!({ "name": "Bike shop", "about": "Open till ten", "icon": icon });
    let changed = story.call(Method::PATCH, path, Some(change)).await?;
    ensure!(shop.push_name() == "Bike shop", "{}", shop.push_name());
    ensure!(shop.about() == "Open till ten", "{}", shop.about());
    let picture = shop.picture().context("a picture")?;
    ensure!(picture.starts_with(&[0xff, 0xd8, 0xff]), "no JPEG");
    ensure!(changed["icon"].is_string(), "{changed}");
    let is_it = |shown: &Value| {
        let names = shown["name"] == "Bike shop" && shown["about"] == "Open till ten";
        names && shown["icon"] == changed["icon"]
    };
    story.until(path, is_it).await?;
    Ok(())
}

async fn the_presence_of_the_account(story: &Story) -> Result<()> {
    story.eva.watch_presence(SHOP)?;
    for (presence, available) in [("online", true), ("offline", false)] {
        // Once the account has its name.
        let body = Some(json!({ "presence": presence }));
        story.insist(Method::PUT, "/presences/me", body).await?;
        let seen = story.eva.expect_activity(SOON, |_, seen| {
            seen.last().is_some_and(|one| one.from == SHOP && one.available == available)
        });
        seen.await.context(presence)?;
    }
    Ok(())
}

async fn a_rejected_call(story: &Story) -> Result<()> {
    let call = story.eva.call(SHOP, false)?;
    // Once it rings here.
    story.insist(Method::DELETE, &format!("/calls/{call}"), None).await?;
    let began = Instant::now();
    loop {
        let seen = story.eva.call_seen(&call).context("the call")?;
        if matches!(seen.end, Some(CallEnd::Rejected(_))) {
            return Ok(());
        }
        ensure!(began.elapsed() < SOON, "not rejected: {seen:?}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// The account runs it, another one follows it.
async fn a_channel(story: &Story) -> Result<()> {
    let setup = &story.setup;
    let phone = setup.network.create_phone(STORE, "Store").await?;
    let store = link(setup, "store", &phone).await?;
    let made = story.post("/channels", json!({ "name": "Shop news" })).await?;
    let id = made["id"].as_str().context("an address")?;
    let path = format!("/channels/{id}");
    let seen = || setup.network.newsletter(id).context("the newsletter");
    let of_store = async |method: Method, path: &str| call(setup, &store, method, path, None).await;

    let code = made["invite_code"].as_str().context("a code")?;
    let followed = of_store(Method::POST, &format!("/channels/{code}/subscription")).await?;
    ensure!(followed.status == StatusCode::OK, "{}", followed.body);
    ensure!(followed.body["id"] == id, "{}", followed.body);
    ensure!(seen()?.followers == [SHOP, STORE], "{:?}", seen()?);
    let change = json!({ "name": "Daily", "description": "What is new" });
    story.call(Method::PATCH, &path, Some(change)).await?;
    ensure!(seen()?.name == "Daily", "{:?}", seen()?);
    let shown = of_store(Method::GET, &path).await?;
    ensure!(shown.body["name"] == "Daily", "{}", shown.body);
    ensure!(shown.body["description"] == "What is new", "{}", shown.body);

    let left = of_store(Method::DELETE, &format!("{path}/subscription")).await?;
    ensure!(left.status == StatusCode::OK, "{}", left.body);
    ensure!(seen()?.followers == [SHOP], "{:?}", seen()?);
    let gone = of_store(Method::GET, &path).await?;
    ensure!(gone.status == StatusCode::NOT_FOUND, "{}", gone.body);
    story.call(Method::DELETE, &path, None).await?;
    ensure!(seen().is_err(), "it is deleted");
    let listed = story.call(Method::GET, "/channels", None).await?;
    ensure!(listed["items"] == json!([]), "{listed}");
    Ok(())
}

/// The network answers the request before it removes the device.
async fn no_device_is_left(phone: &Phone) -> Result<()> {
    let began = Instant::now();
    while !phone.linked_devices().is_empty() {
        ensure!(began.elapsed() < SOON, "still linked: {:?}", phone.linked_devices());
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

async fn the_end_of_the_link(story: &Story) -> Result<()> {
    ensure!(story.shop.linked_devices().len() == 1, "{:?}", story.shop.linked_devices());
    story.call(Method::POST, "/users/logout", None).await?;
    no_device_is_left(&story.shop).await?;
    story.until("/health", |health| health["status"]["text"] == "NOT_INIT").await?;
    Ok(())
}

/// By an administrator.
async fn the_end_of_the_link_of_another_account(story: &Story) -> Result<()> {
    let setup = &story.setup;
    let phone = setup.network.create_phone(DESK, "Desk").await?;
    let desk = link(setup, "desk", &phone).await?;
    ensure!(phone.linked_devices().len() == 1, "{:?}", phone.linked_devices());
    let me = call(setup, &desk, Method::GET, "/me", None).await?.body;
    let path = format!("/accounts/{}/logout", me["id"].as_str().context("an id")?);
    let gone = call(setup, KEY, Method::POST, &path, None).await?;
    ensure!(gone.status == StatusCode::OK, "{}", gone.body);
    ensure!(gone.body["status"] == "disconnected", "{}", gone.body);
    ensure!(gone.body["phone"].is_null(), "{}", gone.body);
    no_device_is_left(&phone).await
}

#[tokio::test]
async fn what_the_gateway_does_with_people_and_the_account_is_seen_by_the_network() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    numbers_and_addresses(&story).await.context("numbers and addresses")?;
    a_blocked_person(&story).await.context("a blocked person")?;
    the_profile_of_the_account(&story).await.context("the profile of the account")?;
    the_presence_of_the_account(&story).await.context("the presence of the account")?;
    a_rejected_call(&story).await.context("a rejected call")?;
    a_channel(&story).await.context("a channel")?;
    the_end_of_the_link(&story).await.context("the end of the link")?;
    the_end_of_the_link_of_another_account(&story).await.context("another account's link")?;
    story.setup.end().await
}
