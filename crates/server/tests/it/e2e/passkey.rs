//! Linking a number whose account is protected with a passkey.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(25);

/// Waits until the link waits for this.
async fn step(setup: &Setup, path: &str, step: &str) -> Result<Value> {
    let began = Instant::now();
    loop {
        let shown = setup.server.get(path).await?;
        if shown.body["step"] == step {
            return Ok(shown.body);
        }
        ensure!(began.elapsed() < SOON, "no step {step}: {}", shown.body);
        tokio::time::sleep(PAUSE).await;
    }
}

#[tokio::test]
async fn a_protected_number_is_linked_with_its_passkey() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("protected").await?;
    let instance_path = format!("/api/v2/instances/{instance}");
    let path = format!("{instance_path}/passkey");
    let phone = setup.network.create_phone("5511940000001", "Ivo").await?;
    let passkey = phone.protect_with_passkey()?;
    let none = setup.server.get(&path).await?;
    ensure!(none.status == 409, "{}", none.body);

    setup.server.post(&format!("{instance_path}/connect"), json!({})).await?;
    let qr = setup.server.get(&format!("{instance_path}/qr")).await?;
    phone.scan(qr.body["qr"].as_str().context("a QR")?).await?;
    let status = setup.status(&instance, "passkey_required", SOON).await?;
    ensure!(status["status"] == "connecting", "{status}");
    let options = step(&setup, &path, "sign").await?["options"].clone();
    ensure!(options["rpId"] == "web.whatsapp.com", "{options}");

    // What is no assertion, and one of another challenge, are refused; the right one is not.
    let answer =
        async |assertion: Value| setup.server.post(&path, json!({ "assertion": assertion })).await;
    let unread = answer(json!({ "id": "AQI" })).await?;
    ensure!(unread.status == 400, "{}", unread.body);
    let wrong = passkey.sign(&json!({ "challenge": "AAAA" }))?;
    let refused = answer(wrong).await?;
    ensure!(!refused.status.is_success(), "{}", refused.body);
    let early = setup.server.post(&format!("{path}/confirm"), json!({})).await?;
    ensure!(early.status == 409, "{}", early.body);
    let signed = answer(passkey.sign(&options)?).await?;
    ensure!(signed.status == 200, "{}", signed.body);

    let compare = step(&setup, &path, "compare").await?;
    let code = phone.passkey_code().context("the phone shows a code")?;
    ensure!(compare["code"] == code.as_str(), "{compare} and {code}");
    let confirmed = setup.server.post(&format!("{path}/confirm"), json!({})).await?;
    ensure!(confirmed.status == 200, "{}", confirmed.body);
    setup.connected(&instance).await?;
    ensure!(phone.linked_devices().len() == 1, "{:?}", phone.linked_devices());
    setup.end().await
}

#[tokio::test]
async fn a_code_that_is_not_accepted_ends_the_link_and_it_begins_anew() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("declined").await?;
    let instance_path = format!("/api/v2/instances/{instance}");
    let path = format!("{instance_path}/passkey");
    let phone = setup.network.create_phone("5511940000002", "Ada").await?;
    let passkey = phone.protect_with_passkey()?;
    setup.server.post(&format!("{instance_path}/connect"), json!({})).await?;
    let compare = async || {
        let began = Instant::now();
        loop {
            let shown = setup.server.get(&format!("{instance_path}/qr")).await?;
            if let Some(qr) = shown.body["qr"].as_str()
                && phone.scan(qr).await.is_ok()
            {
                break;
            }
            ensure!(began.elapsed() < SOON, "no QR to scan: {}", shown.body);
            tokio::time::sleep(PAUSE).await;
        }
        let options = step(&setup, &path, "sign").await?["options"].clone();
        let assertion = json!({ "assertion": passkey.sign(&options)? });
        setup.server.post(&path, assertion).await?;
        step(&setup, &path, "compare").await
    };
    compare().await?;
    phone.decline_passkey_code();
    let refused = setup.server.post(&format!("{path}/confirm"), json!({})).await?;
    ensure!(refused.body.to_string().contains("scan the new QR"), "{}", refused.body);
    let status = setup.status(&instance, "awaiting_pairing", SOON).await?;
    ensure!(status.to_string().contains("scan the QR again"), "{status}");
    ensure!(setup.server.get(&path).await?.status == 409, "nothing is to be compared");

    compare().await?;
    setup.server.post(&format!("{path}/confirm"), json!({})).await?;
    setup.connected(&instance).await?;
    setup.end().await
}

#[tokio::test]
async fn a_challenge_that_no_one_signs_ends_the_link_and_it_begins_anew() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("expired").await?;
    let instance_path = format!("/api/v2/instances/{instance}");
    let path = format!("{instance_path}/passkey");
    let phone = setup.network.create_phone("5511940000003", "Eva").await?;
    let passkey = phone.protect_with_passkey()?;
    setup.server.post(&format!("{instance_path}/connect"), json!({})).await?;
    let qr = setup.server.get(&format!("{instance_path}/qr")).await?;
    phone.scan(qr.body["qr"].as_str().context("a QR")?).await?;
    let late = step(&setup, &path, "sign").await?["options"].clone();
    ensure!(phone.expire_passkey() == 1, "a link waits");
    let status = setup.status(&instance, "awaiting_pairing", SOON).await?;
    ensure!(status.to_string().contains("scan the QR again"), "{status}");
    let answer = json!({ "assertion": passkey.sign(&late)? });
    ensure!(setup.server.post(&path, answer).await?.status == 409, "nothing is to be signed");

    let qr = setup.server.get(&format!("{instance_path}/qr")).await?;
    phone.scan(qr.body["qr"].as_str().context("another QR")?).await?;
    let options = step(&setup, &path, "sign").await?["options"].clone();
    ensure!(options["challenge"] != late["challenge"], "another challenge");
    setup.server.post(&path, json!({ "assertion": passkey.sign(&options)? })).await?;
    step(&setup, &path, "compare").await?;
    setup.server.post(&format!("{path}/confirm"), json!({})).await?;
    setup.connected(&instance).await?;
    setup.end().await
}
