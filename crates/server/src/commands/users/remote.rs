//! Users through the running server.

use super::{Create, Named, find, name};
use crate::cli::Remote;
use crate::client::Client;
use serde_json::{Value, json};

pub(super) async fn create(options: &Create) -> anyhow::Result<Value> {
    let display = options.name.clone().unwrap_or_else(|| name(&options.email));
    let body = json!({
        "email": options.email,
        "name": display,
        "role": options.role,
        "isOperator": options.operator,
    });
    Client::new(&options.connection.remote)?.post("/users", &body).await
}

pub(super) async fn list(remote: &Remote) -> anyhow::Result<Vec<Value>> {
    Client::new(remote)?.list("/users").await
}

pub(super) async fn reset_password(named: &Named, remove_totp: bool) -> anyhow::Result<Value> {
    let body = json!({ "removeTotp": remove_totp });
    act(named, "reset-password", &body).await
}

pub(super) async fn set_enabled(named: &Named, is_enabled: bool) -> anyhow::Result<Value> {
    act(named, if is_enabled { "enable" } else { "disable" }, &json!({})).await
}

async fn act(named: &Named, action: &str, body: &Value) -> anyhow::Result<Value> {
    let client = Client::new(&named.connection.remote)?;
    let rows = client.list("/users").await?;
    let id = find(&rows, &named.user)?;
    client.post(&format!("/users/{id}/{action}"), body).await
}
