//! The measures, each on its own setup.

use crate::arrivals::Arrivals;
use crate::deletion;
use crate::figures::{Aim, Figures, percentile};
use crate::http_load;
use crate::nodes::{self, End};
use crate::pipeline;
use crate::process::KEY;
use crate::reads::reads;
use crate::setup::{Engine, Setup};
use crate::sockets::sockets;
use crate::webhooks;
use anyhow::{Result, ensure};
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt, TryStreamExt};
use omni_sandbox::whatsapp::Phone;
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub(crate) struct Measure {
    pub name: &'static str,
    pub run: for<'a> fn(PathBuf, &'a mut Figures) -> BoxFuture<'a, Result<()>>,
}

pub(crate) const ALL: &[Measure] = &[
    Measure { name: "idle", run: |omni, figures| Box::pin(idle(omni, figures)) },
    Measure { name: "http", run: |omni, figures| Box::pin(http(omni, figures)) },
    Measure {
        name: "access",
        run: |_, figures| Box::pin(async move { crate::rules::measure(figures) }),
    },
    Measure { name: "latency", run: |omni, figures| Box::pin(latency(omni, figures)) },
    Measure {
        name: "inbound-sqlite",
        run: |omni, figures| Box::pin(inbound(omni, figures, Engine::Sqlite, 100)),
    },
    Measure {
        name: "inbound-few-sqlite",
        run: |omni, figures| Box::pin(inbound(omni, figures, Engine::Sqlite, 20)),
    },
    Measure {
        name: "inbound-postgres",
        run: |omni, figures| Box::pin(inbound(omni, figures, Engine::Postgres, 100)),
    },
    Measure { name: "sends", run: |omni, figures| Box::pin(sends(omni, figures)) },
    Measure {
        name: "reads-sqlite",
        run: |omni, figures| Box::pin(reads(omni, figures, Engine::Sqlite)),
    },
    Measure {
        name: "reads-postgres",
        run: |omni, figures| Box::pin(reads(omni, figures, Engine::Postgres)),
    },
    Measure {
        name: "agent-latency",
        run: |omni, figures| Box::pin(pipeline::added_latency(omni, figures)),
    },
    Measure {
        name: "conversations",
        run: |omni, figures| Box::pin(pipeline::side_by_side(omni, figures)),
    },
    Measure {
        name: "pipeline",
        run: |omni, figures| Box::pin(pipeline::throughput(omni, figures)),
    },
    Measure { name: "sockets", run: |omni, figures| Box::pin(sockets(omni, figures)) },
    Measure {
        name: "gateway-sends",
        run: |omni, figures| Box::pin(crate::gateway::sends(omni, figures)),
    },
    Measure {
        name: "gateway-chats",
        run: |omni, figures| Box::pin(crate::gateway::chats(omni, figures)),
    },
    Measure {
        name: "gateway-sockets",
        run: |omni, figures| Box::pin(crate::gateway::sockets(omni, figures)),
    },
    Measure {
        name: "webhooks-latency",
        run: |omni, figures| Box::pin(webhooks::latency(omni, figures)),
    },
    Measure {
        name: "webhooks-throughput",
        run: |omni, figures| Box::pin(webhooks::throughput(omni, figures)),
    },
    Measure {
        name: "webhooks-dead",
        run: |omni, figures| Box::pin(webhooks::dead_endpoints(omni, figures)),
    },
    Measure {
        name: "group-large",
        run: |omni, figures| Box::pin(crate::groups::large(omni, figures)),
    },
    Measure {
        name: "linking",
        run: |omni, figures| Box::pin(crate::groups::linking(omni, figures)),
    },
    Measure {
        name: "wapzi",
        run: |omni, figures| Box::pin(crate::entry_points::wapzi(omni, figures)),
    },
    Measure { name: "sessions", run: |omni, figures| Box::pin(sessions(omni, figures)) },
    Measure { name: "nodes-1", run: |omni, figures| Box::pin(nodes::throughput(omni, figures, 1)) },
    Measure { name: "nodes-2", run: |omni, figures| Box::pin(nodes::throughput(omni, figures, 2)) },
    Measure { name: "nodes-3", run: |omni, figures| Box::pin(nodes::throughput(omni, figures, 3)) },
    Measure {
        name: "nodes-killed",
        run: |omni, figures| Box::pin(nodes::gap(omni, figures, End::Kill)),
    },
    Measure {
        name: "nodes-stopped",
        run: |omni, figures| Box::pin(nodes::gap(omni, figures, End::Stop)),
    },
];

/// Measures that take minutes, once each.
pub(crate) const LONG: &[Measure] = &[
    Measure {
        name: "deletion-sqlite",
        run: |omni, figures| Box::pin(deletion::measure(omni, figures, Engine::Sqlite)),
    },
    Measure {
        name: "deletion-postgres",
        run: |omni, figures| Box::pin(deletion::measure(omni, figures, Engine::Postgres)),
    },
];

async fn idle(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    figures.add("resident memory, idle", setup.omni.resident()?, "MiB", Aim::AtMost(30.0));
    setup.end().await
}

async fn http(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    for index in 0..100 {
        setup.instance(&format!("instance {index}")).await?;
    }
    let cases = [
        ("GET /api/v2/health", "/api/v2/health", 8_000.0),
        ("GET /api/v2/instances (100)", "/api/v2/instances?limit=100", 5_000.0),
    ];
    for (name, path, aim) in cases {
        let load =
            http_load::run(setup.omni.port, 16, 20_000, move |_| http_load::get(path, KEY)).await?;
        ensure!(load.errors == 0, "{} requests failed", load.errors);
        figures.add(name, load.per_second, "req/s", Aim::AtLeast(aim));
        figures.add(format!("{name} p99"), percentile(&load.latencies, 99.0), "ms", Aim::None);
    }
    setup.end().await
}

/// The sender encrypts and the network delivers in this process.
pub(crate) async fn guests(setup: &Setup, count: usize) -> Result<Vec<Phone>> {
    let mut guests = Vec::new();
    for index in 0..count {
        guests.push(setup.network.create_phone(&format!("551180000{index:04}"), "Guest").await?);
    }
    Ok(guests)
}

pub(crate) async fn flood(guests: &[Phone], to: &str, total: usize) -> Result<()> {
    let each = total / guests.len();
    let tasks = guests.iter().cloned().map(|guest| {
        let to = to.to_owned();
        tokio::spawn(async move {
            for count in 0..each {
                guest.send_text(&to, &format!("message number {count} of this guest")).await?;
            }
            Ok::<_, anyhow::Error>(())
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await??;
    }
    Ok(())
}

async fn inbound(omni: PathBuf, figures: &mut Figures, engine: Engine, chats: usize) -> Result<()> {
    const TOTAL: usize = 20_000;
    let setup = Setup::new(omni, engine).await?;
    let (_, own) = setup.linked("inbound", "5511811119999").await?;
    let guests = guests(&setup, chats).await?;
    flood(&guests, own.number(), 400).await?;
    wait_for_events(&setup, 400).await?;
    setup.omni.reset_peak()?;
    let began = Instant::now();
    flood(&guests, own.number(), TOTAL).await?;
    wait_for_events(&setup, 400 + TOTAL as u64).await?;
    #[expect(clippy::cast_precision_loss, reason = "a count of messages")]
    let rate = TOTAL as f64 / began.elapsed().as_secs_f64();
    let (name, aim) = match engine {
        Engine::Sqlite => ("inbound, socket to committed rows, SQLite", 3_000.0),
        Engine::Postgres => ("inbound, socket to committed rows, Postgres", 2_000.0),
    };
    let name = format!("{name}, {chats} chats");
    figures.add(name, rate, "msg/s", Aim::AtLeast(aim));
    if engine == Engine::Sqlite && chats == 100 {
        figures.add(
            "peak memory under 20,000 unpaced messages",
            setup.omni.peak()?,
            "MiB",
            Aim::AtMost(100.0),
        );
    }
    setup.end().await
}

pub(crate) async fn wait_for_events(setup: &Setup, wanted: u64) -> Result<()> {
    let began = Instant::now();
    loop {
        let count = setup.events("message.received").await?;
        if count >= wanted {
            ensure!(count == wanted, "{count} of {wanted}: something was stored twice");
            return Ok(());
        }
        ensure!(began.elapsed() < Duration::from_mins(2), "{count} of {wanted} after two minutes");
        // Counting costs the server time; it is frequent only near the end.
        let pause = if wanted - count > 1_000 { 250 } else { 20 };
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

async fn latency(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let mut arrivals = Arrivals::new(&setup).await?;
    let latencies = arrivals.measure(500).await?;
    figures.add("inbound latency at 50/s, p50", percentile(&latencies, 50.0), "ms", Aim::None);
    figures.add(
        "inbound latency at 50/s, p99",
        percentile(&latencies, 99.0),
        "ms",
        Aim::AtMost(25.0),
    );
    setup.end().await
}

async fn sends(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const TOTAL: usize = 6_000;
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let (id, own) = setup.linked("sends", "5511811119999").await?;
    let guests = guests(&setup, 20).await?;
    flood(&guests, own.number(), 20).await?;
    wait_for_events(&setup, 20).await?;
    let numbers: Vec<String> = guests.iter().map(|guest| guest.number().to_owned()).collect();
    let instance = id.clone();
    let request = move |index: usize| {
        let body = json!({ "instanceId": instance, "to": numbers[index % numbers.len()], "text": format!("send {index}") });
        http_load::post("/api/v2/messages", KEY, "prefer: respond-async\r\n", &body.to_string())
    };
    let began = Instant::now();
    let load = http_load::run(setup.omni.port, 16, TOTAL, request).await?;
    ensure!(load.errors == 0, "{} sends were refused", load.errors);
    figures.add("sends accepted by HTTP", load.per_second, "req/s", Aim::AtLeast(1_500.0));
    figures.add(
        "sends accepted by HTTP, p99",
        percentile(&load.latencies, 99.0),
        "ms",
        Aim::AtMost(20.0),
    );
    let wanted = TOTAL as u64;
    // Every phone sends a receipt; it may arrive before the network's acknowledgement.
    while setup.events("message.delivered").await? < wanted {
        ensure!(began.elapsed() < Duration::from_mins(2), "sends are stuck");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of messages")]
    let rate = TOTAL as f64 / began.elapsed().as_secs_f64();
    figures.add("sends delivered to their phones", rate, "msg/s", Aim::None);
    let numbers: Vec<String> = guests.iter().map(|guest| guest.number().to_owned()).collect();
    let request = move |index: usize| {
        let body = json!({ "instanceId": id, "to": numbers[index % numbers.len()], "text": format!("waited {index}") });
        http_load::post("/api/v2/messages", KEY, "", &body.to_string())
    };
    let load = http_load::run(setup.omni.port, 16, 1_000, request).await?;
    figures.add(
        "sends answered after the network's acknowledgement, p50",
        percentile(&load.latencies, 50.0),
        "ms",
        Aim::None,
    );
    setup.end().await
}

async fn sessions(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const COUNT: usize = 100;
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    stream::iter(0..COUNT)
        .map(|index| {
            let setup = &setup;
            async move {
                setup
                    .linked(&format!("session {index}"), &format!("551170000{index:04}"))
                    .await
                    .map(|_| ())
            }
        })
        .buffer_unordered(4)
        .try_collect::<()>()
        .await?;
    let began = Instant::now();
    let setup = setup.restart().await?;
    let listening = setup.omni.listening_after;
    figures.add("start to listening, 100 sessions", listening.as_secs_f64(), "s", Aim::AtMost(0.3));
    // `began` includes the clean stop of the first process; count from the second one's start.
    let stop = began.elapsed().saturating_sub(listening);
    while setup.connected().await? < COUNT as u64 {
        ensure!(began.elapsed() < Duration::from_mins(1), "{} connected", setup.connected().await?);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let connected = began.elapsed().saturating_sub(stop);
    figures.add("start to all 100 connected", connected.as_secs_f64(), "s", Aim::AtMost(1.0));
    tokio::time::sleep(Duration::from_secs(3)).await;
    let with_sessions = setup.omni.resident()?;
    figures.add("resident memory, 100 sessions", with_sessions, "MiB", Aim::None);
    let empty = Setup::new(setup.binary().to_owned(), Engine::Sqlite).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    #[expect(clippy::cast_precision_loss, reason = "a count of sessions")]
    let each = (with_sessions - empty.omni.resident()?) * 1024.0 / COUNT as f64;
    figures.add("memory per idle session", each, "KiB", Aim::AtMost(200.0));
    empty.end().await?;
    setup.end().await
}
