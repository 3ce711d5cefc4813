//! Events of what people configure. Each is written in the transaction of its change, so that there is
//! none without the other.

use crate::app::App;
use omni_domain::access::Principal;
use omni_domain::conversation::Chat;
use omni_domain::entry_point::EntryPoint;
use omni_domain::event::{
    AiLayerChanged, DeadLetterChanged, EntryPointChanged, Event, EventBody, InstanceChanged,
    KeyChanged, LetterChange, ProviderChanged, ProviderHealthChanged, QuickReplyChanged,
    SettingChanged, UserChanged, ViewChanged, WebhookEndpointChanged,
};
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::Instance;
use omni_domain::job::{Job, StoredKind};
use omni_domain::key::ApiKey;
use omni_domain::provider::Provider;
use omni_domain::quick_reply::QuickReply;
use omni_domain::saved_view::SavedView;
use omni_domain::user::User;
use omni_domain::webhook::Endpoint;
use omni_storage::Tx;

/// An instance was created or changed.
pub(crate) fn instance(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    changed_by: Principal,
    body: fn(InstanceChanged) -> EventBody,
) {
    let body = body(changed_instance(instance, changed_by));
    let mut event = Event::new(app.env.id(), instance.tenant_id, body, app.env.now());
    event.instance_id = Some(instance.id);
    event.channel = Some(instance.channel);
    tx.append_event(event);
}

/// An instance was deleted. The event is of no instance: those of the instance are removed with it.
pub(crate) fn instance_deleted(app: &App, tx: &mut Tx, instance: &Instance, changed_by: Principal) {
    let body = EventBody::InstanceDeleted(changed_instance(instance, changed_by));
    append(app, tx, instance.tenant_id, None, body);
}

fn changed_instance(instance: &Instance, changed_by: Principal) -> InstanceChanged {
    InstanceChanged {
        instance_id: instance.id,
        channel: instance.channel,
        name: instance.name.clone(),
        changed_by,
    }
}

/// A provider was created, changed or deleted.
pub(crate) fn provider(
    app: &App,
    tx: &mut Tx,
    provider: &Provider,
    changed_by: Principal,
    body: fn(ProviderChanged) -> EventBody,
) {
    let (provider_id, name) = (provider.id, provider.name.clone());
    let body = body(ProviderChanged { provider_id, name, changed_by });
    append(app, tx, provider.tenant_id, None, body);
}

/// A provider stopped answering as it should, or does again.
pub(crate) fn provider_health(
    app: &App,
    tx: &mut Tx,
    provider: &Provider,
    healthy: bool,
    changed_by: Principal,
) {
    let (provider_id, name) = (provider.id, provider.name.clone());
    let body = ProviderHealthChanged { provider_id, name, healthy, changed_by };
    append(app, tx, provider.tenant_id, None, body.into());
}

/// A key was created, changed or revoked.
pub(crate) fn key(
    app: &App,
    tx: &mut Tx,
    key: &ApiKey,
    changed_by: Principal,
    body: fn(KeyChanged) -> EventBody,
) {
    let body = body(KeyChanged { key_id: key.id, name: key.name.clone(), changed_by });
    append(app, tx, key.tenant_id, None, body);
}

/// A user was created, changed or deleted.
pub(crate) fn user(
    app: &App,
    tx: &mut Tx,
    user: &User,
    changed_by: Principal,
    body: fn(UserChanged) -> EventBody,
) {
    let body = body(UserChanged { user_id: user.id, name: user.name.clone(), changed_by });
    append(app, tx, user.tenant_id, None, body);
}

/// A setting was set, reset or deleted.
pub(crate) fn setting(
    app: &App,
    tx: &mut Tx,
    (tenant, key): (TenantId, &str),
    changed_by: Principal,
    body: fn(SettingChanged) -> EventBody,
) {
    append(app, tx, tenant, None, body(SettingChanged { key: key.to_owned(), changed_by }));
}

/// A webhook endpoint was created, changed or deleted.
pub(crate) fn webhook_endpoint(
    app: &App,
    tx: &mut Tx,
    endpoint: &Endpoint,
    changed_by: Principal,
    body: fn(WebhookEndpointChanged) -> EventBody,
) {
    let (endpoint_id, description) = (endpoint.id, endpoint.description.clone());
    let body = body(WebhookEndpointChanged { endpoint_id, description, changed_by });
    append(app, tx, endpoint.tenant_id, only_instance(endpoint), body);
}

/// The one instance of an endpoint, so that a key limited to it sees events of the endpoint.
pub(crate) fn only_instance(endpoint: &Endpoint) -> Option<InstanceId> {
    match endpoint.filter.instance_ids.as_deref()? {
        [only] => Some(*only),
        _ => None,
    }
}

/// An entry point was created, changed or deleted.
pub(crate) fn entry_point(
    app: &App,
    tx: &mut Tx,
    point: &EntryPoint,
    changed_by: Principal,
    body: fn(EntryPointChanged) -> EventBody,
) {
    let (entry_point_id, name) = (point.id, point.name.clone());
    let body = body(EntryPointChanged { entry_point_id, name, changed_by });
    append(app, tx, point.tenant_id, None, body);
}

/// A quick reply was created, changed or deleted.
pub(crate) fn quick_reply(
    app: &App,
    tx: &mut Tx,
    reply: &QuickReply,
    changed_by: Principal,
    body: fn(QuickReplyChanged) -> EventBody,
) {
    let (quick_reply_id, shortcut) = (reply.id, reply.shortcut.clone());
    let instance_id = reply.instance_id;
    let body = body(QuickReplyChanged { quick_reply_id, shortcut, instance_id, changed_by });
    append(app, tx, reply.tenant_id, instance_id, body);
}

/// The AI layer of all instances was changed.
pub(crate) fn global_ai_layer(app: &App, tx: &mut Tx, tenant: TenantId, changed_by: Principal) {
    let body = AiLayerChanged { instance_id: None, chat: None, changed_by };
    append(app, tx, tenant, None, EventBody::GlobalAiLayerUpdated(body));
}

/// The AI layer of an instance was changed.
pub(crate) fn instance_ai_layer(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    changed_by: Principal,
) {
    let body = AiLayerChanged { instance_id: Some(instance.id), chat: None, changed_by };
    let body = EventBody::InstanceAiLayerUpdated(body);
    let mut event = Event::new(app.env.id(), instance.tenant_id, body, app.env.now());
    event.instance_id = Some(instance.id);
    event.channel = Some(instance.channel);
    tx.append_event(event);
}

/// The AI layer of a chat was changed.
pub(crate) fn chat_ai_layer(
    app: &App,
    tx: &mut Tx,
    (instance, chat): (&Instance, &Chat),
    changed_by: Principal,
) {
    let address = chat.address.id.clone();
    let (instance_id, chat_address) = (Some(instance.id), Some(address.clone()));
    let body = AiLayerChanged { instance_id, chat: chat_address, changed_by };
    let body = EventBody::ChatAiLayerUpdated(body);
    let mut event = Event::new(app.env.id(), instance.tenant_id, body, app.env.now());
    event.instance_id = Some(instance.id);
    event.channel = Some(instance.channel);
    event.chat_id = Some(chat.id);
    event.chat_external_id = Some(address);
    tx.append_event(event);
}

/// A saved view was created, changed or deleted.
pub(crate) fn view(app: &App, tx: &mut Tx, view: &SavedView) {
    let body = ViewChanged { view_id: view.id, user_id: view.user_id };
    append(app, tx, view.tenant_id, None, body.into());
}

/// A dead letter was retried, resolved or deleted.
pub(crate) fn dead_letter(
    app: &App,
    tx: &mut Tx,
    job: &Job<StoredKind>,
    action: LetterChange,
    changed_by: Principal,
) {
    let kind = job.kind.as_str().to_owned();
    let body = DeadLetterChanged { job_id: job.id, kind, action, changed_by };
    append(app, tx, job.tenant_id, job.instance_id, body.into());
}

fn append(app: &App, tx: &mut Tx, tenant: TenantId, instance: Option<InstanceId>, body: EventBody) {
    let mut event = Event::new(app.env.id(), tenant, body, app.env.now());
    event.instance_id = instance;
    tx.append_event(event);
}
