//! A running server: started in order, stopped in the opposite order.

use crate::config::Config;
use crate::data_dir::{DataDir, write_new_private};
use crate::{open_files, ops, wiring};
use anyhow::Context as _;
use omni_app::keys::{self, PrimaryKey};
use omni_app::logs::LogRing;
use omni_app::users::{self, FirstUser};
use omni_app::{App, Channels, lifecycle, sign_in};
use omni_domain::Env;
use omni_http::{HostContext, HttpOptions};
use omni_worker::Worker;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long requests in progress may take once the server stops. Together with what running jobs
/// (`worker.stop_wait_s`) and sessions may take it is less than `server.stop_limit_s`.
pub(crate) const DRAIN: Duration = Duration::from_secs(2);

/// Parts that tests and the demo replace.
#[derive(Debug, Default)]
pub struct Overrides {
    /// Time and ids.
    pub env: Option<Env>,
    /// The networks.
    pub channels: Option<Channels>,
    /// The program that does risky work in separate processes: `omni` itself, if it is the running
    /// program.
    pub own_program: Option<PathBuf>,
    /// The ring in which [`crate::telemetry`] keeps the latest log lines.
    pub logs: Option<LogRing>,
}

/// The origin of the primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOrigin {
    /// Created at this start; [`Running::primary_key`] has it, only this once.
    Created,
    /// Made at this start, and written to this file alone.
    Written(PathBuf),
    /// Set from `OMNI_API_KEY` at this start.
    Configured,
    /// Created at an earlier start; these are its last four characters.
    Existing(String),
}

/// The origin of the first user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminOrigin {
    /// Created at this start, with a generated password, shown only this once.
    Created {
        /// Their e-mail address.
        email: String,
        /// Their password.
        password: String,
    },
    /// Created at this start; the generated password is in this file alone.
    Written {
        /// Their e-mail address.
        email: String,
        /// The file.
        file: PathBuf,
    },
    /// Created at this start with this address and the configured password.
    Configured(String),
    /// There were users before.
    Existing,
}

/// A running server. Dropping it does not stop the server; [`Running::stop`] does.
#[derive(Debug)]
pub struct Running {
    /// The address on which it listens.
    pub addr: SocketAddr,
    /// The application, for inspection within the process.
    pub app: App,
    /// The primary key in clear, if it was created or set at this start.
    pub primary_key: Option<String>,
    /// Its origin.
    pub key_origin: KeyOrigin,
    /// The origin of the first user.
    pub admin: AdminOrigin,
    /// The secret key was created at this start: its file should be copied.
    pub new_secret_key: bool,
    /// Instances that were connected earlier and are being reconnected.
    pub instances: usize,
    http: JoinHandle<()>,
    http_stop: CancellationToken,
    worker: Worker,
    data: DataDir,
    leave: Duration,
    stop_limit: Duration,
    job_wait: Duration,
}

/// Starts a server: it responds before its sessions are connected, so at once after a restart with many
/// of them. What it needs of them to accept a send, it has read by then.
pub async fn start(config: Config, overrides: Overrides) -> anyhow::Result<Running> {
    let assembled = wiring::assemble(&config, overrides).await?;
    let app = assembled.app;
    let configured = config.secrets.primary_api_key.get();
    let (primary_key, key_origin) = match keys::ensure_primary(&app, configured).await? {
        PrimaryKey::Created(secret) => hand_over(secret, &config.secrets.primary_api_key_file)?,
        PrimaryKey::Configured => (configured.map(str::to_owned), KeyOrigin::Configured),
        PrimaryKey::Existing { suffix } => (None, KeyOrigin::Existing(suffix)),
    };
    let admin = first_user(&app, &config).await?;
    let listener = listen(&config).await?;
    let addr = listener.local_addr()?;
    app.set_listening_at(format!("{}{}", local_url(addr), config.server.base_path()));
    let http_stop = CancellationToken::new();
    let context = HostContext::new(http_options(&config), app.env.clone());
    let routes = ops::router(&app, &config, addr, context.clone())?;
    // Clients that come earlier wait: an instance that is not known yet would be called disconnected.
    let instances = lifecycle::start(&app).await?;
    let http = tokio::spawn(omni_http::serve(listener, routes, context, http_stop.clone()));
    tracing::info!(%addr, node = %app.node, "listening");
    keys::start(&app);
    sign_in::start_upkeep(&app);
    let worker = Worker::start(&app, config.worker.options());
    Ok(Running {
        addr,
        app,
        primary_key,
        key_origin,
        admin,
        new_secret_key: assembled.new_secret_key,
        instances,
        http,
        http_stop,
        worker,
        data: assembled.data,
        leave: config.server.leave(),
        stop_limit: config.server.stop_limit(),
        job_wait: config.worker.options().stop_wait,
    })
}

/// Connections as many as there are files for.
fn http_options(config: &Config) -> HttpOptions {
    let (limit, options) = (open_files::raise(), config.http_options());
    let possible = open_files::connections(limit);
    if possible < options.connections_max {
        tracing::warn!(
            limit,
            connections = possible,
            "the limit of open files is too low for server.connections_max; `omni doctor` shows how \
             to raise it"
        );
    }
    HttpOptions { connections_max: options.connections_max.min(possible), ..options }
}

async fn first_user(app: &App, config: &Config) -> anyhow::Result<AdminOrigin> {
    let email = config.auth.admin_email();
    let first = users::ensure_first(app, email.as_deref(), config.auth.admin_password.get());
    let (email, password) = match first.await? {
        FirstUser::Created(email, password) => (email.to_string(), password),
        FirstUser::Configured(email) => return Ok(AdminOrigin::Configured(email.to_string())),
        FirstUser::Existing => return Ok(AdminOrigin::Existing),
    };
    let file = &config.auth.admin_password_file;
    if file.as_os_str().is_empty() {
        return Ok(AdminOrigin::Created { email, password: password.expose().to_owned() });
    }
    write_new_private(file, password.expose()).context(
        "the first user was made, and the password could not be kept and is lost; make another once \
         the file can be written, or auth.admin_password_file is empty: omni users reset-password \
         <address> --direct",
    )?;
    Ok(AdminOrigin::Written { email, file: file.clone() })
}

/// The key in clear, or the file that it was written to.
fn hand_over(secret: String, file: &Path) -> anyhow::Result<(Option<String>, KeyOrigin)> {
    if file.as_os_str().is_empty() {
        return Ok((Some(secret), KeyOrigin::Created));
    }
    write_new_private(file, &secret).context(
        "the first API key was made, could not be kept, and is lost; make another once the file can \
         be written, or secrets.primary_api_key_file is empty: omni keys create admin --direct",
    )?;
    Ok((None, KeyOrigin::Written(file.to_owned())))
}

fn local_url(addr: SocketAddr) -> String {
    let host = match addr.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    format!("http://{}", SocketAddr::new(host, addr.port()))
}

async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let server = &config.server;
    let ip = server.ip().context("server.host is not an IP address")?;
    TcpListener::bind((ip, server.port)).await.with_context(|| {
        format!(
            "{} port {} cannot be listened on; is another server using it? Choose another with \
             --port or OMNI__SERVER__PORT",
            server.host, server.port
        )
    })
}

impl Running {
    /// The server's address for clients on this machine.
    pub fn url(&self) -> String {
        local_url(self.addr)
    }

    /// Stops cleanly: accepts no more work, finishes or releases running jobs, flushes the
    /// sessions. Bounded in time: unfinished work resumes at the next start.
    pub async fn stop(self) {
        if !self.leave.is_zero() {
            tracing::info!(wait = ?self.leave, "stopping soon; /health answers 503 from now on");
            self.app.leave();
            tokio::time::sleep(self.leave).await;
        }
        let limit = self.stop_limit;
        if tokio::time::timeout(limit, self.stop_in_order()).await.is_err() {
            tracing::warn!(
                "the server did not stop cleanly within {limit:?}; unfinished work resumes at the next start"
            );
        }
    }

    async fn stop_in_order(mut self) {
        tracing::info!("stopping");
        self.http_stop.cancel();
        if tokio::time::timeout(DRAIN, &mut self.http).await.is_err() {
            // Clients with open requests are disconnected; accepted work is stored.
            self.http.abort();
        }
        self.worker.finish(&self.app, self.job_wait).await;
        lifecycle::stop(&self.app).await;
        if let Err(error) = keys::flush(&self.app).await {
            tracing::warn!(%error, "uses of API keys could not be written");
        }
        self.app.bus.close().await;
        self.app.store.close().await;
        tracing::info!("stopped");
        // Last, so that no other process opens the files before they are closed.
        drop(self.data);
    }
}
