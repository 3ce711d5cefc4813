//! What an endpoint may be.

use super::envelope::Form;
use super::secret::{header_purpose, identity_purpose};
use crate::app::App;
use crate::error::{Error, Field, Message};
use crate::net::guard::OwnTls;
use crate::settings::MASK;
use crate::{authorization, instances};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatType;
use omni_domain::event::EventType;
use omni_domain::webhook::{Endpoint, Envelope};

const MAX_URL_CHARS: usize = 2048;
const MAX_DESCRIPTION_CHARS: usize = 500;
const MAX_PATTERNS: usize = 50;
const MAX_INSTANCES: usize = 100;
const MAX_HEADERS: usize = 20;
const MAX_VALUE_CHARS: usize = 4096;
const MAX_PEM_BYTES: usize = 64 * 1024;
const TIMEOUT_MS: std::ops::RangeInclusive<u32> = 1000..=60_000;
const MAX_DELAYS: usize = 20;
const MAX_DELAY_S: u32 = 86_400;
const MAX_DISABLE_AFTER: u32 = 10_000;

/// Headers that the request has by itself.
const RESERVED: [&str; 12] = [
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// The form of an envelope, if this server delivers in it.
pub(super) fn form(app: &App, envelope: Envelope) -> Result<Form, Error> {
    app.webhooks.envelopes.of(envelope).map(|renderer| renderer.form).ok_or_else(|| {
        Error::invalid(
            Field::WebhookEnvelope,
            "this server does not deliver in this form; use `omni`",
        )
    })
}

/// Checks everything but secrets.
pub(super) fn check(app: &App, endpoint: &Endpoint) -> Result<(), Error> {
    let refused = |field, message: &'static str| Err(Error::invalid(field, message));
    if endpoint.url.chars().count() > MAX_URL_CHARS {
        return refused(Field::WebhookUrl, "give an address of at most 2048 characters");
    }
    app.guard
        .check(&endpoint.url)
        .map_err(|why| Error::invalid(Field::WebhookUrl, why.to_string()))?;
    if endpoint
        .description
        .as_ref()
        .is_some_and(|text| text.chars().count() > MAX_DESCRIPTION_CHARS)
    {
        return refused(Field::WebhookDescription, "a description has at most 500 characters");
    }
    if endpoint.filter.events.len() > MAX_PATTERNS {
        return refused(Field::WebhookEvents, "name at most 50 patterns");
    }
    if endpoint.filter.chat_types.len() > ChatType::ALL.len() {
        return refused(Field::WebhookChatTypes, "name each type of chat once, or none for all");
    }
    if !TIMEOUT_MS.contains(&endpoint.timeout_ms) {
        return refused(Field::WebhookTimeout, "give a time of 1000 to 60000 ms");
    }
    let delays = &endpoint.retry.delays;
    if delays.len() > MAX_DELAYS || delays.iter().any(|delay| !(1..=MAX_DELAY_S).contains(delay)) {
        return refused(Field::WebhookRetry, "give at most 20 delays of 1 to 86400 seconds");
    }
    if endpoint.disable_after.is_some_and(|count| count > MAX_DISABLE_AFTER) {
        return refused(Field::WebhookDisableAfter, "give a number from 0 (never) to 10000");
    }
    Ok(())
}

/// Refuses deliveries with QR codes to a caller who may not link a phone.
fn check_link(app: &App, caller: &Caller, endpoint: &Endpoint) -> Result<(), Error> {
    let has_codes = form(app, endpoint.envelope)?.has_qr_codes
        && endpoint.filter.takes_kind(EventType::InstanceQrOffered);
    if !has_codes || authorization::may_link(caller) {
        return Ok(());
    }
    Err(Error::forbidden(
        "all events include QR codes, which link a phone and need the scope `instances:write`; name the \
         events that you want",
    ))
}

/// Refuses deliveries of types that need a scope which the caller does not hold.
fn check_scopes(caller: &Caller, endpoint: &Endpoint) -> Result<(), Error> {
    for kind in EventType::ALL.iter().copied() {
        let Some(scope) = kind.scope().filter(|scope| !caller.may(*scope)) else { continue };
        if endpoint.filter.takes_kind(kind) {
            return Err(Error::forbidden(format!(
                "events of the type `{kind}` need the scope `{scope}`"
            )));
        }
    }
    Ok(())
}

/// Checks that what the filter names exists, and that the caller may see it. What it named `before` a
/// change may be gone since: then nothing comes of it, and the rest can be changed still.
pub(super) async fn check_filter(
    app: &App,
    caller: &Caller,
    endpoint: &Endpoint,
    before: Option<&Endpoint>,
) -> Result<(), Error> {
    check_link(app, caller, endpoint)?;
    check_scopes(caller, endpoint)?;
    let ids = endpoint.filter.instance_ids.as_deref();
    if ids.is_some_and(|ids| ids.is_empty() || ids.len() > MAX_INSTANCES) {
        return Err(Error::invalid(
            Field::WebhookInstances,
            "name 1 to 100 instances; leave them out, or give null, for all",
        ));
    }
    if caller.instance_ids.is_some() && ids.is_none() {
        return Err(Error::invalid(
            Field::WebhookInstances,
            "this key is limited to instances: name those of them whose events it gets",
        ));
    }
    let known = before.and_then(|before| before.filter.instance_ids.as_deref()).unwrap_or_default();
    for id in ids.into_iter().flatten().filter(|id| !known.contains(id)) {
        authorization::require_instance(caller, *id)?;
        instances::load(app, caller, Scope::WebhooksWrite, *id).await?;
    }
    let known = before.and_then(|before| before.filter.chat_id);
    if let Some(id) = endpoint.filter.chat_id.filter(|id| known != Some(*id)) {
        let chat = app.store.find_chat(caller.tenant_id, id).await?;
        if chat.is_none_or(|chat| !caller.may_see(chat.instance_id)) {
            return Err(Error::invalid(Field::WebhookChat, "this chat does not exist"));
        }
    }
    Ok(())
}

/// Adds a header as it is stored: its name in lower case, its value sealed for the address.
pub(super) fn add_header(
    app: &App,
    endpoint: &mut Endpoint,
    name: &str,
    value: &str,
) -> Result<(), Error> {
    let refused = |message: Message| Err(Error::invalid(Field::WebhookHeaders, message));
    let name = name.trim().to_ascii_lowercase();
    if endpoint.headers.contains_key(&name) {
        return refused(format!("`{name}` is given twice; names are the same in any case").into());
    }
    if endpoint.headers.len() == MAX_HEADERS {
        return refused("an endpoint has at most 20 headers of its own".into());
    }
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || name.len() > 100 || !name.bytes().all(is_token) {
        return refused("a header's name has 1 to 100 letters, digits and dashes".into());
    }
    let is_ours = RESERVED.contains(&name.as_str()) || app.webhooks.envelopes.is_reserved(&name);
    if is_ours {
        return refused(format!("`{name}` is set by the server; choose another name").into());
    }
    if value == MASK {
        return refused(
            "this is the mask that stands for a value; leave the header out to keep it".into(),
        );
    }
    let is_text = value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if value.is_empty() || value.len() > MAX_VALUE_CHARS || !is_text || value.trim() != value {
        return refused("a header's value has 1 to 4096 plain ASCII characters".into());
    }
    let sealed = app.sealer.seal(&header_purpose(endpoint, &name), value);
    endpoint.headers.insert(name, sealed);
    Ok(())
}

/// Checks certificates of authorities.
pub(super) fn check_ca(app: &App, pem: &str) -> Result<(), Error> {
    // Only a client that uses them reads what is in them.
    let is_usable = |authorities: Vec<reqwest::Certificate>| {
        let tls = OwnTls { authorities, identity: None };
        !tls.authorities.is_empty() && app.guard.strict_with(tls).is_ok()
    };
    if pem.len() <= MAX_PEM_BYTES
        && reqwest::Certificate::from_pem_bundle(pem.as_bytes()).is_ok_and(is_usable)
    {
        return Ok(());
    }
    Err(Error::invalid(
        Field::WebhookCa,
        "give one or several certificates as PEM text, at most 64 KiB",
    ))
}

/// A client certificate as it is stored.
pub(super) fn seal_identity(app: &App, endpoint: &Endpoint, pem: &str) -> Result<String, Error> {
    let is_usable = |identity| {
        let tls = OwnTls { authorities: Vec::new(), identity: Some(identity) };
        app.guard.strict_with(tls).is_ok()
    };
    if pem.len() > MAX_PEM_BYTES
        || !reqwest::Identity::from_pem(pem.as_bytes()).is_ok_and(is_usable)
    {
        return Err(Error::invalid(
            Field::WebhookIdentity,
            "give the certificate and its own private key as one PEM text, at most 64 KiB",
        ));
    }
    Ok(app.sealer.seal(&identity_purpose(endpoint), pem))
}
