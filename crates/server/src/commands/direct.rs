//! Commands that use the database directly, without a running server.

use crate::cli::settings;
use crate::exit::{Exit, Failure};
use omni_app::logs::LogRing;
use omni_app::{App, Caller, Channels};
use omni_domain::TenantId;
use omni_domain::page::{Page, PageRequest};
use omni_server::Overrides;
use omni_server::config::{BusKind, Config, Secret};
use omni_server::wiring::{self, Assembled};
use std::future::Future;
use std::path::PathBuf;
use std::str::FromStr;

/// Runs a use case on the application, without networks and without a bus. It takes the data
/// folder's lock, so it fails while the server runs, whose caches would be outdated.
pub(crate) async fn on_database<T, F>(
    file: Option<PathBuf>,
    run: impl FnOnce(App) -> F,
) -> anyhow::Result<T>
where
    F: Future<Output = Result<T, omni_app::Error>>,
{
    let Assembled { app, data, .. } = open(file).await?;
    let done = run(app.clone()).await;
    app.bus.close().await;
    app.store.close().await;
    drop(data);
    done.map_err(refused)
}

async fn open(file: Option<PathBuf>) -> anyhow::Result<Assembled> {
    let mut config: Config = settings(file, Vec::new())?;
    config.bus.nats_url = Secret::new("");
    config.bus.kind = BusKind::InProcess;
    let logs = Some(LogRing::default());
    let overrides = Overrides { channels: Some(Channels::new()), logs, ..Overrides::default() };
    wiring::assemble(&config, overrides).await
}

/// Rows read at once.
const PAGE: u32 = 100;

/// Every row of a list that is read in pages.
pub(crate) async fn all_pages<T, F>(
    mut read: impl FnMut(PageRequest) -> F,
) -> Result<Vec<T>, omni_app::Error>
where
    F: Future<Output = Result<Page<T>, omni_app::Error>>,
{
    let mut rows = Vec::new();
    let mut request = PageRequest::first(PAGE);
    loop {
        let page = read(request).await?;
        rows.extend(page.items);
        match page.next {
            Some(next) => request.after = Some(next),
            None => return Ok(rows),
        }
    }
}

/// A user who may read the data folder operates the server.
pub(crate) fn operator() -> Caller {
    Caller::system(TenantId::DEFAULT)
}

/// Reads an argument.
pub(crate) fn parse<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|error: T::Err| Failure::new(Exit::Validation, error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes it by value")]
fn refused(error: omni_app::Error) -> anyhow::Error {
    let exit = match &error {
        omni_app::Error::NotFound { .. } => Exit::NotFound,
        omni_app::Error::Invalid { .. } | omni_app::Error::Conflict(_) => Exit::Validation,
        omni_app::Error::Forbidden(_) => Exit::Auth,
        _ => Exit::General,
    };
    Failure::new(exit, error.to_string()).with_code(error.code()).into()
}
