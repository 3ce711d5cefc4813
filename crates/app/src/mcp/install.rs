use super::clients::{Client, Method};
use super::config_file;
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field, Hint, Message};
use omni_domain::access::Caller;
use std::path::{Path, PathBuf};

/// Which client, how, and where.
#[derive(Debug, Clone)]
pub struct Install {
    /// The client to configure.
    pub client: Client,
    /// How it connects.
    pub method: Method,
    /// The file; needed for [`Client::Custom`], and instead of the usual one for others.
    pub config_path: Option<String>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Where.
    pub config_path: PathBuf,
    /// The client.
    pub client: Client,
}

/// Writes Omni's entry into a client's configuration on this machine, keeping the other entries.
pub async fn install(app: &App, caller: &Caller, request: Install) -> Result<Installed, Error> {
    authorization::require_server(caller)?;
    let Install { client, method, config_path } = request;
    let config = &app.config.mcp;
    let path = path_of(client, config_path.as_deref(), config.home.as_deref())?;
    let folders: Vec<PathBuf> =
        config.home.iter().chain(&config.config_dirs).map(PathBuf::clone).collect();
    let state = app.mcp.host()?.state();
    let endpoint = state
        .endpoint
        .ok_or_else(|| Error::conflict(Message::from("MCP is stopped").hint(Hint::StartMcp)))?;
    let program = std::env::current_exe()
        .map_or_else(|_| "omni".to_owned(), |program| program.display().to_string());
    let entry = client.entry(method, &endpoint, &program);
    let written = tokio::task::spawn_blocking(move || {
        let path = config_file::allowed(&path, &folders)?;
        config_file::put_entry(&path, entry)?;
        Ok::<_, Error>(path)
    });
    let config_path = written.await.map_err(Error::internal)??;
    Ok(Installed { config_path, client })
}

fn path_of(client: Client, given: Option<&str>, home: Option<&Path>) -> Result<PathBuf, Error> {
    let given = given.map(str::trim).filter(|path| !path.is_empty());
    let homeless = || {
        Error::conflict(
            Message::from("the server's user has no home folder; set mcp.home, or give ")
                .name(Field::McpConfigPath)
                .text(" below a folder of mcp.config_dirs"),
        )
    };
    match given {
        Some(path) => match path.strip_prefix("~/") {
            Some(inner) => Ok(home.ok_or_else(homeless)?.join(inner)),
            None => Ok(PathBuf::from(path)),
        },
        None if client == Client::Custom => Err(Error::invalid(
            Field::McpConfigPath,
            "is required for a custom client: the file to write",
        )),
        None => {
            let home = home.ok_or_else(homeless)?;
            client.file(home).ok_or_else(homeless)
        }
    }
}
