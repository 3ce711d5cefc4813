//! `omni serve`

use crate::cli::settings;
use crate::commands::itself;
#[cfg(feature = "sandbox")]
use crate::commands::simulated::Simulated;
use crate::terminal::{Style, eprint_line, print_line};
use clap::Args;
use omni_server::config::{Config, Flag};
use omni_server::{AdminOrigin, KeyOrigin, Overrides, Running, VERSION, memory, start, telemetry};
use serde_json::json;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
#[cfg(feature = "sandbox")]
use std::sync::Arc;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The exit code of a process that a signal ended.
const INTERRUPTED: u8 = 130;

/// Options of `omni serve`. Everything else is a setting; `config.default.toml` is the manual.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  omni serve                                      SQLite in ./data, http://127.0.0.1:8882
  omni serve --data-dir /var/lib/omni --port 9000
  OMNI_DATABASE_URL=postgres://omni@db/omni OMNI_NATS_URL=nats://bus:4222 omni serve

At its first start the server creates an API key and prints it once. SIGTERM or Ctrl-C stops it
cleanly; a second signal ends it at once. POST /api/v2/services/omni-api/restart stops it
cleanly and starts it again under the same process id.")]
pub(crate) struct Serve {
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "IP")]
    host: Option<String>,
    /// Port to listen on; 0 lets the system choose [default: 8882]
    #[arg(long)]
    port: Option<String>,
    /// Folder for the database, media and keys [default: ./data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<String>,
    /// Connect to a simulated WhatsApp network inside this process, whose phones the API controls
    #[cfg(feature = "sandbox")]
    #[arg(long)]
    sandbox: bool,
}

impl Serve {
    fn flags(self) -> Vec<Flag> {
        let given = [
            ("--host", "server.host", self.host),
            ("--port", "server.port", self.port),
            ("--data-dir", "data.dir", self.data_dir),
        ];
        given
            .into_iter()
            .filter_map(|(name, key, value)| Some(Flag { name, key, value: value? }))
            .collect()
    }
}

pub(crate) async fn run(
    file: Option<PathBuf>,
    options: Serve,
    json: bool,
) -> anyhow::Result<ExitCode> {
    #[cfg(feature = "sandbox")]
    let simulated = if options.sandbox { Some(Simulated::start().await?) } else { None };
    #[cfg_attr(not(feature = "sandbox"), expect(unused_mut, reason = "no flag is added"))]
    let mut flags = options.flags();
    #[cfg(feature = "sandbox")]
    flags.extend(simulated.as_ref().map(|network| Flag {
        name: "--sandbox",
        key: "whatsapp.url",
        value: network.url(),
    }));
    let config = settings(file, flags)?;
    // Determined now: once the file is replaced by a newer one, its path refers to that one.
    let program = std::env::current_exe()?;
    let log = telemetry::start(&config.log)?;
    let logs = Some(log.ring.clone());
    let overrides = Overrides { logs, own_program: itself(), ..Overrides::default() };
    let mut signals = Signals::listen()?;
    let running = tokio::select! {
        started = start(config.clone(), overrides) => started?,
        () = signals.next() => return Ok(ExitCode::from(INTERRUPTED)),
    };
    #[cfg(feature = "sandbox")]
    if let Some(network) = &simulated {
        running.app.simulation.plug(Arc::new(network.clone()));
    }
    // Before the banner: its reader may request a restart at once.
    let mut restart = running.app.services.restart_requested();
    if json {
        banner_json(&running, &config);
    } else {
        banner(&running, &config);
    }
    let again = tokio::select! {
        () = signals.next() => false,
        requested = restart.wait_for(|requested| *requested) => requested.is_ok(),
        () = memory::keep_small() => false,
    };
    let stop = async {
        running.stop().await;
        #[cfg(feature = "sandbox")]
        if let Some(network) = simulated {
            network.stop().await;
        }
    };
    tokio::select! {
        () = stop => if again { Err(exec_again(program, log)) } else { Ok(ExitCode::SUCCESS) },
        () = signals.next() => {
            eprint_line("omni: stopped at once; unfinished work resumes at the next start");
            drop(log);
            // Not a return: the runtime would wait for what is still running.
            std::process::exit(INTERRUPTED.into())
        }
    }
}

/// Replaces this process with a new run of the program, with the same arguments and environment:
/// the process id stays, so a supervisor is not affected. Returns only if that fails.
fn exec_again(program: PathBuf, log: telemetry::Started) -> anyhow::Error {
    tracing::info!("restarting in place");
    drop(log);
    let mut command = Command::new(program);
    let error = command.args(std::env::args_os().skip(1)).exec();
    anyhow::Error::from(error).context("the server stopped, but could not be started again")
}

/// SIGTERM and SIGINT.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

fn data_dir(config: &Config) -> String {
    let dir = &config.data.dir;
    std::path::absolute(dir).unwrap_or_else(|_| dir.clone()).display().to_string()
}

fn banner(running: &Running, config: &Config) {
    let style = Style::stdout();
    let line = |name: &str, value: &str| {
        print_line(&format!("  {} {value}", style.dim(format_args!("{name:<9}"))));
    };
    print_line(&format!("{} {VERSION} ({})", style.bold("Omni"), running.app.environment));
    line("address", &running.url());
    line("data", &data_dir(config));
    line("database", &config.database_label());
    match (&running.key_origin, &running.primary_key) {
        (KeyOrigin::Created, Some(key)) => {
            line("API key", &style.good(key));
            print_line(&format!(
                "  {:9} {}",
                "",
                style.warn("Save it: it is shown only this once.")
            ));
        }
        (KeyOrigin::Configured, Some(key)) => {
            line("API key", &format!("...{} (OMNI_API_KEY)", tail(key)));
        }
        (KeyOrigin::Written(file), _) => {
            line("API key", &format!("written to {}; take it from there", file.display()));
        }
        (KeyOrigin::Existing(suffix), _) => line("API key", &format!("...{suffix}")),
        _ => {}
    }
    match &running.admin {
        AdminOrigin::Created { email, password } => {
            line("sign in", &format!("{email} with the password {}", style.good(password)));
            let text =
                "Save it: it is shown only this once, and must be changed at the first sign-in.";
            print_line(&format!("  {:9} {}", "", style.warn(text)));
            line("or set up", &style.good(setup_url(running, password)));
        }
        AdminOrigin::Written { email, file } => {
            line("sign in", &format!("{email}; the password is in {}", file.display()));
        }
        AdminOrigin::Configured(email) => line("sign in", &format!("{email}, as configured")),
        AdminOrigin::Existing => {}
    }
    if running.new_secret_key {
        let file = config.secret_key_file();
        line("secrets", &format!("sealed with {}: keep a copy of it", file.display()));
    }
}

/// The page at which the first administrator is made. The code is in the fragment, which no browser
/// sends to a server.
fn setup_url(running: &Running, code: &str) -> String {
    format!("{}/onboarding#{code}", running.app.public_url())
}

fn tail(key: &str) -> &str {
    key.get(key.len().saturating_sub(4)..).unwrap_or_default()
}

fn banner_json(running: &Running, config: &Config) {
    let created =
        running.primary_key.as_deref().filter(|_| running.key_origin == KeyOrigin::Created);
    let file = match &running.key_origin {
        KeyOrigin::Written(file) => Some(file.display().to_string()),
        _ => None,
    };
    let (admin, password, password_file) = match &running.admin {
        AdminOrigin::Created { email, password } => (Some(email), Some(password), None),
        AdminOrigin::Written { email, file } => {
            (Some(email), None, Some(file.display().to_string()))
        }
        AdminOrigin::Configured(email) => (Some(email), None, None),
        AdminOrigin::Existing => (None, None, None),
    };
    let line = json!({
        "version": VERSION,
        "environment": running.app.environment,
        "url": running.url(),
        "pid": std::process::id(),
        "dataDir": data_dir(config),
        "database": config.database_label(),
        "apiKey": created,
        "apiKeyFile": file,
        "adminEmail": admin,
        "adminPassword": password,
        "adminPasswordFile": password_file,
        "setupUrl": password.map(|code| setup_url(running, code)),
        "instances": running.instances,
    });
    print_line(&line.to_string());
}
