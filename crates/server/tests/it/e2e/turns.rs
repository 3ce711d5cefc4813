//! Turns: bursts, failing agents, and SIGKILL in each state.

use super::harness::{Engine, Setup};
use anyhow::{Context, Result, bail, ensure};
use futures::future::try_join_all;
use futures::stream::{self, StreamExt, TryStreamExt};
use omni_domain::Timestamp;
use omni_sandbox::model::{Reaction, Rule};
use omni_sandbox::webhook::Webhook;
use omni_sandbox::whatsapp::{MediaKind, Phone, PhoneMedia};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

const CHATS: usize = 200;
const BURST: usize = 10;
const DEBOUNCE: Duration = Duration::from_millis(300);
const LIMIT: Duration = Duration::from_secs(90);

async fn every_turn(setup: &Setup) -> Result<Vec<Value>> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = setup.server.get(&format!("/api/v2/turns?limit=100{cursor}")).await?;
        all.extend(page.body["items"].as_array().context("items")?.clone());
        match page.body["meta"]["cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(all),
        }
    }
}

fn is_over(turn: &Value) -> bool {
    let state = turn["state"].as_str().unwrap_or_default();
    ["done", "failed", "superseded", "cancelled"].contains(&state)
}

/// Waits until there are turns and all are over. However slow the machine is, some more are within the
/// limit.
async fn all_over(setup: &Setup, at_least: usize) -> Result<Vec<Value>> {
    let mut last = (0, Instant::now());
    loop {
        let turns = every_turn(setup).await?;
        let over = turns.iter().filter(|turn| is_over(turn)).count();
        if turns.len() >= at_least && over == turns.len() {
            return Ok(turns);
        }
        if over > last.0 {
            last = (over, Instant::now());
        }
        if last.1.elapsed() > LIMIT {
            let open: Vec<_> = turns.iter().filter(|turn| !is_over(turn)).collect();
            bail!("of {} turns are open: {open:#?}", turns.len());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Two hundred people write ten messages each, `concurrency` of them at a time; the agent takes 50
/// to 500 ms.
async fn bursts(messaging: Value, concurrency: usize) -> Result<(Setup, Vec<Phone>, Vec<Value>)> {
    let setup = Setup::new().await?;
    let instance =
        setup.instance_with_agent_config("busy", json!({ "messaging": messaging })).await?;
    let own = setup.linked(&instance, "5511960000001", "Shop").await?;
    let delays = (0..10).map(|digit| {
        let delay = Duration::from_millis(50 + 50 * digit);
        Rule::say(&format!("p{digit} "), "You said: {text}").after(delay)
    });
    setup.model.script(delays.collect());
    let phones: Vec<Phone> = stream::iter(0..CHATS)
        .map(|index| {
            let network = &setup.network;
            async move { network.create_phone(&format!("55119601{index:05}"), "Guest").await }
        })
        .buffered(8)
        .try_collect()
        .await?;
    let numbered: Vec<(usize, &Phone)> = phones.iter().enumerate().collect();
    for some in numbered.chunks(concurrency) {
        try_join_all(some.iter().map(|(index, phone)| burst(phone, own.number(), *index))).await?;
        // The network accepts more than a debug build can store, so the writers wait for it.
        let last = some.last().map_or(0, |(index, _)| index + 1);
        stored(&setup, last * BURST).await?;
    }
    let turns = all_over(&setup, CHATS).await?;
    Ok((setup, phones, turns))
}

async fn burst(phone: &Phone, to: &str, index: usize) -> Result<()> {
    for count in 0..BURST {
        phone.send_text(to, &format!("p{} {index}-{count};", index % 10)).await?;
    }
    Ok(())
}

/// However slow the machine is, some more are stored within the limit.
async fn stored(setup: &Setup, expected: usize) -> Result<()> {
    let mut last = (0, Instant::now());
    loop {
        let stored = setup.figure("omni_messages_total{status=\"received\"}").await?;
        if stored >= expected {
            return Ok(());
        }
        if stored > last.0 {
            last = (stored, Instant::now());
        }
        ensure!(last.1.elapsed() < LIMIT, "only {stored} of {expected} messages were stored");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Every message of a chat is in its answers once, and in order.
async fn all_answered(phones: &[Phone]) -> Result<()> {
    for (index, phone) in phones.iter().enumerate() {
        let last = format!("{index}-{};", BURST - 1);
        phone.expect(LIMIT, |one| one.text().is_some_and(|text| text.contains(&last))).await?;
        let text: String = phone
            .received()
            .iter()
            .filter_map(|one| one.text().map(str::to_owned))
            .collect::<Vec<_>>()
            .join("\n");
        let positions: Vec<usize> =
            (0..BURST).filter_map(|count| text.find(&format!(" {index}-{count};"))).collect();
        ensure!(positions.len() == BURST, "chat {index} misses some: {text}");
        ensure!(positions.is_sorted(), "chat {index} is out of order: {text}");
        ensure!(text.matches(&last).count() == 1, "chat {index} has one twice: {text}");
    }
    Ok(())
}

#[tokio::test]
async fn bursts_are_answered_in_order_and_each_message_once() -> Result<()> {
    let (setup, phones, turns) = bursts(json!({ "enableAutoSplit": false }), CHATS).await?;
    ensure!(turns.iter().all(|turn| turn["outcome"] == "answered"), "{turns:#?}");
    all_answered(&phones).await?;
    setup.end().await
}

fn time(turn: &Value, field: &str) -> Result<Timestamp> {
    Ok(turn[field].as_str().context("a time")?.parse()?)
}

#[tokio::test]
async fn with_a_debounce_each_message_joins_the_turn_that_still_waits() -> Result<()> {
    let messaging = json!({
        "enableAutoSplit": false,
        "debounceMode": "fixed",
        "debounceMs": DEBOUNCE.as_millis(),
    });
    let (setup, phones, mut turns) = bursts(messaging, 4).await?;
    all_answered(&phones).await?;
    for turn in &turns {
        let waits = time(turn, "dueAt")?.since(time(turn, "createdAt")?);
        ensure!(waits >= DEBOUNCE, "a turn does not wait: {turn:#}");
    }
    turns.sort_by_cached_key(|turn| (turn["chatId"].to_string(), turn["createdAt"].to_string()));
    for pair in turns.windows(2).filter(|pair| pair[0]["chatId"] == pair[1]["chatId"]) {
        // On a slow machine a burst arrives with pauses longer than the debounce.
        let after = time(&pair[1], "createdAt")? >= time(&pair[0], "dueAt")?;
        ensure!(after, "a message did not join the turn that waits: {pair:#?}");
    }
    ensure!(turns.len() < CHATS * BURST, "no two messages share a turn");
    setup.end().await
}

#[tokio::test]
async fn a_failing_agent_ends_the_turn_according_to_its_settings() -> Result<()> {
    let setup = Setup::new().await?;
    let config = json!({
        "conversation": { "errorReply": "sorry" },
        "agent": { "timeout": 300 },
        "messaging": { "enableAutoSplit": false },
    });
    let instance = setup.instance_with_agent_config("failing", config).await?;
    let own = setup.linked(&instance, "5511970000001", "Shop").await?;
    let guest = setup.network.create_phone("5511970000002", "Guest").await?;
    let slow = Duration::from_secs(5);
    let cases = [
        ("down", Rule::new("", Reaction::Fail(503)).times(1), "You said: down"),
        ("garbage", Rule::new("", Reaction::Garbage).times(1), "You said: garbage"),
        ("broken", Rule::new("", Reaction::BreakOff("half".into())).times(1), "You said: broken"),
        ("busy", Rule::new("", Reaction::RateLimit(1)).times(1), "You said: busy"),
        ("late", Rule::say("", "too late").after(slow).times(1), "You said: late"),
        ("refused", Rule::new("", Reaction::Fail(400)), "sorry"),
    ];
    for (text, rule, expected) in cases {
        setup.model.script(vec![rule]);
        guest.send_text(own.number(), text).await?;
        guest.expect(LIMIT, |one| one.text() == Some(expected)).await.context(text)?;
    }
    let turns = all_over(&setup, 6).await?;
    let failed: Vec<&Value> = turns.iter().filter(|turn| turn["state"] == "failed").collect();
    ensure!(failed.len() == 1 && failed[0]["error"]["code"] == "agent_status", "{turns:#?}");
    setup.end().await
}

/// The state of the turn in which each round kills the process.
const STATES: [&str; 4] = ["collecting", "waiting_media", "running", "replying"];
const ROUNDS: usize = 10;

#[tokio::test]
async fn crash_in_any_state_of_a_turn_and_each_part_is_shown_once() -> Result<()> {
    kills(Engine::Sqlite).await
}

#[tokio::test]
async fn crash_in_any_state_of_a_turn_on_postgres() -> Result<()> {
    kills(Engine::Postgres).await
}

async fn kills(engine: Engine) -> Result<()> {
    let mut setup = Setup::on(engine).await?;
    let config = json!({
        "messaging": {
            "debounceMode": "fixed", "debounceMs": 700,
            "splitDelayMinMs": 600, "splitDelayMaxMs": 700,
        },
    });
    let instance = setup.instance_with_agent_config("killed", config).await?;
    let settings = json!({ "settings": {
        "openai.base_url": setup.model.url(), "media.audio_providers": "openai",
    }});
    let set = setup.server.call(reqwest::Method::PATCH, "/api/v2/settings", Some(settings)).await?;
    ensure!(set.status == 200, "{}", set.body);
    let own = setup.linked(&instance, "5511980000001", "Shop").await?;
    for round in 0..ROUNDS {
        for state in STATES {
            let number = format!("551198{round:03}{:04}", state.len());
            let guest = setup.network.create_phone(&number, "Guest").await?;
            if let Err(error) = kill_in(&mut setup, &instance, &own, &guest, state).await {
                let seen = setup.describe(&instance, &guest.jid()).await;
                return Err(
                    error.context(format!("round {round}, {state}; the server has:\n{seen}"))
                );
            }
        }
    }
    setup.end().await
}

async fn kill_in(
    setup: &mut Setup,
    instance: &str,
    own: &Phone,
    guest: &Phone,
    state: &str,
) -> Result<()> {
    let delay = if state == "replying" { 0 } else { 700 };
    setup.model.set_delay(Duration::from_millis(delay));
    let parts = ["alpha", "beta", "gamma"];
    let before = agent_requests(setup);
    setup.model.script(vec![Rule::say("", &parts.join("\n\n"))]);
    if state == "waiting_media" {
        let mut bytes = vec![7_u8; 4000];
        bytes[..4].copy_from_slice(b"OggS");
        bytes[28..36].copy_from_slice(b"OpusHead");
        let media = PhoneMedia {
            kind: MediaKind::Audio,
            bytes,
            mime: "audio/ogg; codecs=opus".to_owned(),
            caption: None,
            file_name: None,
            voice_note: true,
        };
        guest.send_media(own.number(), media).await?;
    } else {
        guest.send_text(own.number(), "question").await?;
    }
    until_in(setup, instance, &guest.jid(), state).await?;
    if state == "running" {
        while agent_requests(setup) == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    setup.kill().await?;
    setup.start_again().await?;
    setup.connected(instance).await?;
    for part in parts {
        guest.expect(LIMIT, |one| one.text() == Some(part)).await?;
    }
    until_in(setup, instance, &guest.jid(), "done").await?;
    // A part that was sent twice has the same id, and the phone hides it.
    let mut ids: HashMap<String, HashSet<String>> = HashMap::new();
    for one in guest.received() {
        if let Some(text) = one.text() {
            ids.entry(text.to_owned()).or_default().insert(one.id.clone());
        }
    }
    ensure!(ids.len() == parts.len(), "{ids:?}");
    ensure!(ids.values().all(|ids| ids.len() == 1), "a part was sent twice: {ids:?}");
    // Only a request that was in progress when the process died is repeated.
    let expected = if state == "running" { 2 } else { 1 };
    let times = agent_requests(setup) - before;
    ensure!(times == expected, "the agent got {times} requests, not {expected}");
    Ok(())
}

/// Number of requests to the agent so far; those that read files do not count.
fn agent_requests(setup: &Setup) -> usize {
    let requests = setup.model.requests();
    requests.iter().filter(|request| request.body["messages"].is_array()).count()
}

#[tokio::test]
async fn a_late_answer_after_a_crash_is_shown_once() -> Result<()> {
    let mut setup = Setup::new().await?;
    let hook = Webhook::start(0).await?;
    hook.set_later(true);
    let agent = json!({ "type": "webhook", "apiUrl": hook.url() });
    let config = json!({ "agent": agent, "messaging": { "enableAutoSplit": true } });
    let instance = setup.instance_with_agent_config("later", config).await?;
    let own = setup.linked(&instance, "5511990000001", "Shop").await?;
    let guest = setup.network.create_phone("5511990000002", "Guest").await?;
    guest.send_text(own.number(), "how much?").await?;
    let calls = hook.expect_calls(1, LIMIT).await?;
    let url = calls[0].body["replyEndpoint"].as_str().context("a reply URL")?.to_owned();
    let base = format!("{}/api/v2/agent-replies/", setup.server.url);
    let token = url.strip_prefix(&base).context("the server's URL")?;
    until_in(&setup, &instance, &guest.jid(), "awaiting_reply").await?;
    setup.kill().await?;
    setup.start_again().await?;
    setup.connected(&instance).await?;
    // The chat is not blocked meanwhile.
    hook.set_later(false);
    guest.send_text(own.number(), "still there?").await?;
    guest.expect(LIMIT, |one| one.text() == Some("You said: still there?")).await?;
    let answer = json!({ "parts": ["It is 300.", "Come by!"] });
    let taken = setup.server.http.post(&url).json(&answer).send().await?;
    ensure!(taken.status() == 202, "{}", taken.text().await?);
    // The answer is stored: another crash changes nothing.
    setup.kill().await?;
    setup.start_again().await?;
    setup.connected(&instance).await?;
    for part in ["It is 300.", "Come by!"] {
        guest.expect(LIMIT, |one| one.text() == Some(part)).await?;
        let shown = guest.received().iter().filter(|one| one.text() == Some(part)).count();
        ensure!(shown == 1, "{part} was shown {shown} times");
    }
    let again = setup.server.http.post(&url).json(&answer).send().await?;
    ensure!(again.status() == 409, "{}", again.text().await?);
    ensure!(hook.calls().len() == 2, "no question was sent twice");
    let log = setup.log()?;
    ensure!(log.contains("/agent-replies/{token}"), "the route is logged: {log}");
    ensure!(!log.contains(&token[32..]), "the secret is in the log");
    setup.end().await
}

/// Waits until the turn of the chat is in this state.
async fn until_in(setup: &Setup, instance: &str, chat: &str, state: &str) -> Result<()> {
    let path = format!("/api/v2/turns?instanceId={instance}&chatId={chat}&limit=1");
    let began = Instant::now();
    loop {
        let list = setup.server.get(&path).await?;
        let turn = list.body["items"][0].clone();
        if turn["state"] == state {
            return Ok(());
        }
        ensure!(!is_over(&turn), "the turn is over before it is {state}: {turn}");
        ensure!(began.elapsed() < LIMIT, "the turn is not {state}: {turn}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
