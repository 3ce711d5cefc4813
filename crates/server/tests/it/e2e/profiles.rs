//! Profiles of people and of the instance, on the real wire protocol.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::{BusinessDetails, ProductDetails};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

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
async fn recipients_are_found_under_any_form_of_their_number() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("finder").await?;
    setup.linked(&instance, "5511930000001", "Shop").await?;
    // Registered before the ninth digit was introduced; and one from before Mexico dropped the 1.
    let old = setup.network.create_phone("551198887777", "Old").await?;
    let mexican = setup.network.create_phone("5215512345678", "Mex").await?;
    old.set_business("Old Bakery");
    let path = format!("/api/v2/instances/{instance}/validate-recipient");
    let check = async |recipient: &str| {
        setup.server.post(&path, json!({ "recipient": recipient })).await.map(|answer| answer.body)
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
    let unknown = check("+1 555 999 8888").await?;
    ensure!(unknown["valid"] == true && unknown["exists"] == false, "{unknown}");

    let sent = setup.send_text(&instance, "+5511998887777", "to the old number").await?;
    ensure!(sent.status == 201, "{}", sent.body);
    old.expect(std::time::Duration::from_secs(10), |one| one.text() == Some("to the old number"))
        .await?;
    ensure!(setup.network.stats().iqs_unknown == 0);
    setup.end().await
}

#[tokio::test]
async fn a_picture_that_is_too_large_is_not_read() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("large").await?;
    let _own = setup.linked(&instance, "5511930000012", "Shop").await?;
    for (number, bytes, code) in [
        ("5511930000013", 1024 * 1024, None),
        ("5511930000014", 11 * 1024 * 1024, Some("CHANNEL_CONNECTION_FAILED")),
    ] {
        let friend = setup.network.create_phone(number, "Eva").await?;
        let mut picture = vec![0; bytes];
        picture[..3].copy_from_slice(&[0xff, 0xd8, 0xff]);
        friend.set_picture(picture);
        let path = format!("/api/v2/instances/{instance}/profile-picture/{number}/file");
        let read = setup.server.get(&path).await?;
        ensure!(read.body["error"]["code"].as_str() == code, "{bytes}: {}", read.status);
    }
    setup.end().await
}

#[tokio::test]
async fn profiles_are_read_and_changed() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("profile").await?;
    let own = setup.linked(&instance, "5511930000002", "Shop").await?;
    let friend = setup.network.create_phone("5511930000003", "Eva").await?;
    let base = format!("/api/v2/instances/{instance}");
    let path = format!("{base}/profile-picture/{}", friend.number());
    let none = setup.server.get(&path).await?;
    ensure!(none.status == 404, "{}", none.body);
    friend.set_picture(vec![0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
    friend.set_about("at the sea");
    let profile = setup.server.get(&format!("{base}/profile/{}", friend.number())).await?;
    ensure!(profile.status == 200, "{}", profile.body);
    ensure!(profile.body["about"] == "at the sea", "{}", profile.body);
    ensure!(profile.body["isBusiness"] == false, "{}", profile.body);
    let url = profile.body["profilePictureUrl"].as_str().context("a picture")?;
    ensure!(url.starts_with("https://127.0.0.1:"), "{url}");
    let shown = setup.server.get(&path).await?;
    ensure!(shown.body["url"] == url && shown.body["cachedAt"].is_string(), "{}", shown.body);
    let unknown = setup.server.get(&format!("{base}/profile/15559998888")).await?;
    ensure!(unknown.status == 400, "{}", unknown.body);
    ensure!(unknown.body["error"]["code"] == "RECIPIENT_NOT_ON_CHANNEL", "{}", unknown.body);

    let presence = format!("{base}/profile/{}/presence", friend.number());
    let seen = setup.server.get(&presence).await?;
    ensure!(seen.status == 200 && seen.body["online"] == false, "{}", seen.body);
    ensure!(seen.body["lastSeenAt"].is_string(), "{}", seen.body);
    friend.presence(true).await;
    while setup.server.get(&presence).await?.body["online"] != true {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    let image = STANDARD.encode(picture()?);
    let change = json!({ "name": "New Shop", "status": "open", "picture": image });
    let changed = setup.server.call(Method::PUT, &format!("{base}/profile"), Some(change)).await?;
    ensure!(changed.status == 200, "{}", changed.body);
    ensure!(changed.body["profile"]["name"] == "New Shop", "{}", changed.body);
    ensure!(changed.body["profile"]["status"] == "open", "{}", changed.body);
    ensure!(own.push_name() == "New Shop" && own.about() == "open");
    let stored = own.picture().context("the network has the picture")?;
    ensure!(stored.starts_with(&[0xff, 0xd8, 0xff]), "a JPEG");
    let began = std::time::Instant::now();
    while setup.server.get(&format!("{base}/status")).await?.body["profileName"] != "New Shop" {
        ensure!(began.elapsed().as_secs() < 20, "the instance does not get its new name");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    let own_url = changed.body["profile"]["picture"].as_str().context("a picture")?.to_owned();
    let set =
        setup.server.post(&format!("{base}/profile-picture"), json!({ "image": image })).await?;
    ensure!(set.status == 200 && set.body["url"] == own_url, "{} {own_url}", set.body);
    let own_picture = format!("{base}/profile-picture/{}", own.number());
    let file = setup.server.get(&format!("{own_picture}/file")).await?;
    ensure!(file.body["base64"] == STANDARD.encode(&stored), "{}", file.body);
    ensure!(file.body["mimetype"] == "image/jpeg", "{}", file.body);
    let removed =
        setup.server.call(Method::DELETE, &format!("{base}/profile-picture"), None).await?;
    ensure!(removed.status == 200 && own.picture().is_none(), "{}", removed.body);
    ensure!(setup.server.get(&own_picture).await?.status == 404);
    let long = json!({ "status": "x".repeat(140) });
    let refused = setup.server.call(Method::PUT, &format!("{base}/profile"), Some(long)).await?;
    ensure!(refused.status == 400, "{}", refused.body);
    ensure!(refused.body["error"]["details"]["field"] == "status", "{}", refused.body);
    ensure!(setup.network.stats().iqs_unknown == 0);
    setup.end().await
}

fn bread(id: &str, name: &str, hidden: bool) -> ProductDetails {
    ProductDetails {
        id: id.to_owned(),
        name: name.to_owned(),
        price_thousandths: 4_500,
        currency: "BRL".to_owned(),
        hidden,
    }
}

#[tokio::test]
async fn a_business_and_its_catalogue_are_read() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("reader").await?;
    setup.linked(&instance, "5511930000004", "Shop").await?;
    let bakery = setup.network.create_phone("5511930000005", "Bakery").await?;
    let friend = setup.network.create_phone("5511930000006", "Eva").await?;
    bakery.set_business("Old Bakery");
    bakery.set_business_details(BusinessDetails {
        description: "Bread and cake".to_owned(),
        address: "1 Street".to_owned(),
        email: "hi@bakery.example".to_owned(),
        website: "https://bakery.example".to_owned(),
        category: "Bakery".to_owned(),
        time_zone: "America/Sao_Paulo".to_owned(),
        hours: vec![("mon".to_owned(), 540, 1_080)],
        products: vec![
            bread("1", "Roll", false),
            bread("2", "Secret", true),
            bread("3", "Cake", false),
        ],
    });
    let base = format!("/api/v2/instances/{instance}/profile");
    let shown = setup.server.get(&format!("{base}/{}/business", bakery.number())).await?;
    ensure!(shown.status == 200, "{}", shown.body);
    let wanted = json!({
        "description": "Bread and cake", "email": "hi@bakery.example",
        "websites": ["https://bakery.example"], "categories": ["Bakery"], "address": "1 Street",
        "timeZone": "America/Sao_Paulo",
        "hours": [{
            "day": "mon", "mode": "specific_hours", "opensAtMinute": 540, "closesAtMinute": 1080,
        }],
    });
    ensure!(shown.body == wanted, "{}", shown.body);
    let catalogue = format!("{base}/{}/catalogue", bakery.number());
    let page = setup.server.get(&format!("{catalogue}?limit=2")).await?.body;
    ensure!(page["items"].as_array().context("products")?.len() == 1, "hidden ones: {page}");
    ensure!(page["items"][0]["name"] == "Roll", "{page}");
    ensure!(page["items"][0]["priceThousandths"] == 4_500, "{page}");
    let next = page["next"].as_str().context("a next page")?;
    let last = setup.server.get(&format!("{catalogue}?limit=2&after={next}")).await?.body;
    ensure!(last["items"][0]["name"] == "Cake" && last["next"].is_null(), "{last}");

    let none = setup.server.get(&format!("{base}/{}/business", friend.number())).await?;
    ensure!(none.status == 404, "{}", none.body);
    let empty = setup.server.get(&format!("{base}/{}/catalogue", friend.number())).await?;
    ensure!(empty.body == json!({ "items": [], "next": null }), "{}", empty.body);
    ensure!(setup.network.stats().iqs_unknown == 0);
    setup.end().await
}
