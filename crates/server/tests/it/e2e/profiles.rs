//! People and the own profile, on the real wire protocol.

use super::harness::Stage;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::json;

/// A PNG of 40 × 20.
pub(super) fn picture() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 40, 20);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&[90; 40 * 20 * 3])?;
    writer.finish()?;
    Ok(bytes)
}

#[tokio::test]
async fn recipients_are_found_under_any_spelling() -> Result<()> {
    let stage = Stage::new().await?;
    let instance = stage.instance("finder").await?;
    stage.linked(&instance, "5511930000001", "Shop").await?;
    // Linked before the ninth digit was introduced; and one from before Mexico dropped the 1.
    let old = stage.network.create_phone("551198887777", "Old").await?;
    let mexican = stage.network.create_phone("5215512345678", "Mex").await?;
    old.set_business("Old Bakery");
    let path = format!("/api/v2/instances/{instance}/validate-recipient");
    let check = async |recipient: &str| {
        stage.server.post(&path, json!({ "recipient": recipient })).await.map(|answer| answer.body)
    };
    let found = check("+55 11 9 9888-7777").await?;
    ensure!(
        found
            == json!({
                "valid": true, "exists": true, "normalized": old.jid(),
                "profile": { "name": "Old Bakery" },
            }),
        "{found}"
    );
    let found = check("+52 55 1234 5678").await?;
    ensure!(found["exists"] == true && found["normalized"] == mexican.jid(), "{found}");
    let nobody = check("+1 555 999 8888").await?;
    ensure!(nobody["valid"] == true && nobody["exists"] == false, "{nobody}");

    let sent = stage.send_text(&instance, "+5511998887777", "to the old spelling").await?;
    ensure!(sent.status == 201, "{}", sent.body);
    old.expect(std::time::Duration::from_secs(10), |one| one.text() == Some("to the old spelling"))
        .await?;
    ensure!(stage.network.stats().iqs_unknown == 0);
    stage.end().await
}

#[tokio::test]
async fn profiles_are_seen_and_changed() -> Result<()> {
    let stage = Stage::new().await?;
    let instance = stage.instance("profile").await?;
    let own = stage.linked(&instance, "5511930000002", "Shop").await?;
    let friend = stage.network.create_phone("5511930000003", "Eva").await?;
    let base = format!("/api/v2/instances/{instance}");
    let path = format!("{base}/profile-picture/{}", friend.number());
    let none = stage.server.get(&path).await?;
    ensure!(none.status == 404, "{}", none.body);
    friend.set_picture(vec![0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
    friend.set_about("at the sea");
    let profile = stage.server.get(&format!("{base}/profile/{}", friend.number())).await?;
    ensure!(profile.status == 200, "{}", profile.body);
    ensure!(profile.body["about"] == "at the sea", "{}", profile.body);
    ensure!(profile.body["isBusiness"] == false, "{}", profile.body);
    let url = profile.body["profilePictureUrl"].as_str().context("a picture")?;
    ensure!(url.starts_with("https://127.0.0.1:"), "{url}");
    let shown = stage.server.get(&path).await?;
    ensure!(shown.body["url"] == url && shown.body["cachedAt"].is_string(), "{}", shown.body);
    let nobody = stage.server.get(&format!("{base}/profile/15559998888")).await?;
    ensure!(nobody.status == 400, "{}", nobody.body);
    ensure!(nobody.body["error"]["code"] == "RECIPIENT_NOT_ON_CHANNEL", "{}", nobody.body);

    let image = STANDARD.encode(picture()?);
    let change = json!({ "name": "New Shop", "status": "open", "picture": image });
    let changed = stage.server.call(Method::PUT, &format!("{base}/profile"), Some(change)).await?;
    ensure!(changed.status == 200, "{}", changed.body);
    ensure!(changed.body["profile"]["name"] == "New Shop", "{}", changed.body);
    ensure!(changed.body["profile"]["status"] == "open", "{}", changed.body);
    ensure!(own.push_name() == "New Shop" && own.about() == "open");
    let stored = own.picture().context("the network has the picture")?;
    ensure!(stored.starts_with(&[0xff, 0xd8, 0xff]), "a JPEG");
    let began = std::time::Instant::now();
    while stage.server.get(&format!("{base}/status")).await?.body["profileName"] != "New Shop" {
        ensure!(began.elapsed().as_secs() < 20, "the instance does not learn its new name");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    let own_url = changed.body["profile"]["picture"].as_str().context("a picture")?.to_owned();
    let set =
        stage.server.post(&format!("{base}/profile-picture"), json!({ "image": image })).await?;
    ensure!(set.status == 200 && set.body["url"] == own_url, "{} {own_url}", set.body);
    let long = json!({ "status": "x".repeat(140) });
    let refused = stage.server.call(Method::PUT, &format!("{base}/profile"), Some(long)).await?;
    ensure!(refused.status == 400, "{}", refused.body);
    ensure!(refused.body["error"]["details"]["field"] == "status", "{}", refused.body);
    ensure!(stage.network.stats().iqs_unknown == 0);
    stage.end().await
}
