//! The network: the bus, WhatsApp, the server's own port.

use super::{Finding, cause};
use omni_app::secrets::Sealer;
use omni_server::config::Config;
use omni_server::wiring;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use url::Url;

const LIMIT: Duration = Duration::from_secs(3);

pub(super) async fn bus(config: &Config) -> Finding {
    const NAME: &str = "bus";
    const MEND: &str = "is nats-server running with JetStream (-js), and is OMNI_NATS_URL correct?";
    // Whether it works is asked, and no event is read.
    let no_key = Sealer::from_text("no event is read here");
    let bus = match wiring::open_bus(config, &no_key).await {
        Ok(bus) => bus,
        Err(error) => return Finding::broken(NAME, cause(error), MEND),
    };
    let health = bus.health().await;
    bus.close().await;
    if !health.ok {
        let why = health.detail.unwrap_or_else(|| "it does not respond".to_owned());
        return Finding::broken(NAME, format!("{}: {why}", health.kind), MEND);
    }
    let latency = health.latency.unwrap_or_default().as_secs_f64() * 1000.0;
    match health.kind {
        "nats" => Finding::fine(NAME, format!("NATS: {} streams, {latency:.1} ms", health.streams)),
        kind => Finding::fine(NAME, kind),
    }
}

pub(super) async fn whatsapp(config: &Config) -> Finding {
    const NAME: &str = "WhatsApp";
    let (host, port) = match config.whatsapp.url() {
        None => ("web.whatsapp.com".to_owned(), 443),
        Some(url) => match Url::parse(&url)
            .ok()
            .and_then(|url| Some((url.host_str()?.to_owned(), url.port_or_known_default()?)))
        {
            Some(target) => target,
            None => {
                return Finding::broken(
                    NAME,
                    format!("`{url}` is not a URL"),
                    "correct whatsapp.url",
                );
            }
        },
    };
    let real = config.whatsapp.url().is_none();
    if real && omni_channel_whatsapp::SANDBOX {
        return Finding::doubtful(
            NAME,
            "this build has the feature `sandbox` and never connects to the real network",
            "for production build without it: make run",
        );
    }
    let target = format!("{host}:{port}");
    let mend = if real {
        "linking and sending need it; check the internet connection, DNS and firewall"
    } else {
        "check whatsapp.url"
    };
    match tokio::time::timeout(LIMIT, TcpStream::connect((host.trim_matches(['[', ']']), port)))
        .await
    {
        Ok(Ok(_)) => Finding::fine(NAME, format!("{target} is reachable")),
        Ok(Err(error)) => {
            Finding::broken(NAME, format!("{target} is not reachable: {error}"), mend)
        }
        Err(_) => Finding::broken(
            NAME,
            format!("{target} does not respond within {} s", LIMIT.as_secs()),
            mend,
        ),
    }
}

pub(super) async fn port(config: &Config) -> Finding {
    const NAME: &str = "port";
    let server = &config.server;
    let Some(ip) = server.ip() else {
        return Finding::broken(NAME, "server.host is not an IP address", "correct it");
    };
    let target = format!("{ip} port {}", server.port);
    let Err(error) = TcpListener::bind((ip, server.port)).await else {
        return Finding::fine(NAME, format!("{target} is free"));
    };
    let local = if ip.is_unspecified() { "127.0.0.1".to_owned() } else { ip.to_string() };
    match omni_answers(&local, server.port).await {
        Some(version) => Finding::fine(NAME, format!("{target}: Omni {version} is running")),
        None => Finding::broken(
            NAME,
            format!("{target} cannot be bound: {error}"),
            format!(
                "find the process that uses it (ss -ltnp 'sport = :{}'), or choose another port: OMNI__SERVER__PORT",
                server.port
            ),
        ),
    }
}

/// The version of the Omni that responds there.
async fn omni_answers(host: &str, port: u16) -> Option<String> {
    let client = reqwest::Client::builder().timeout(LIMIT).no_proxy().build().ok()?;
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let answer = client.get(format!("http://{host}:{port}/api/v2/health")).send().await.ok()?;
    let health: serde_json::Value = answer.json().await.ok()?;
    health["version"].as_str().map(str::to_owned)
}
