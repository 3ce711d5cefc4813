//! Showing a QR and waiting until it is scanned.

use super::Connect;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::terminal::{Style, draw_qr, eprint_line, print_json, print_line, text_of};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Polling interval.
const EVERY: Duration = Duration::from_secs(1);

/// Follows an instance from `status` on until it is connected.
pub(super) async fn run(
    client: &Client,
    id: &str,
    mut status: Value,
    options: &Connect,
    as_json: bool,
) -> anyhow::Result<()> {
    let limit = Instant::now() + Duration::from_secs(options.timeout);
    let mut shown = Shown::default();
    loop {
        if !as_json {
            shown.show(&status)?;
        }
        if status["isConnected"] == true || options.no_wait {
            break;
        }
        if status["status"] == "error" {
            let why = text_of(&status["message"]);
            return Err(
                Failure::new(Exit::General, format!("the instance cannot connect: {why}")).into()
            );
        }
        if Instant::now() >= limit {
            let message = format!(
                "not connected within {} s ({}); the server keeps trying, and --timeout waits longer",
                options.timeout,
                text_of(&status["state"])
            );
            return Err(Failure::new(Exit::General, message).into());
        }
        tokio::time::sleep(EVERY).await;
        status = client.get(&format!("/instances/{id}/status")).await?;
    }
    if as_json {
        print_json(&status);
    }
    Ok(())
}

/// What was shown last, so that only changes are shown.
#[derive(Default)]
struct Shown {
    qr: String,
    line: String,
}

impl Shown {
    fn show(&mut self, status: &Value) -> anyhow::Result<()> {
        let style = Style::stdout();
        if status["isConnected"] == true {
            let account = [&status["profileName"], &status["ownerIdentifier"]];
            let account: Vec<String> =
                account.iter().filter(|part| part.is_string()).map(|part| text_of(part)).collect();
            print_line(&format!("{} connected {}", style.good("✓"), account.join(" ")));
            return Ok(());
        }
        if let Some(qr) = status["qr"].as_str()
            && qr != self.qr
        {
            qr.clone_into(&mut self.qr);
            print_line(&draw_qr(qr, style)?);
            print_line("Scan it: WhatsApp on the phone, Settings, Linked devices, Link a device.");
        }
        let state = text_of(&status["state"]);
        let line = match status["message"].as_str() {
            Some(message) => format!("{state}: {message}"),
            None => state,
        };
        if line != self.line {
            eprint_line(&style.dim(&line));
            self.line = line;
        }
        Ok(())
    }
}
