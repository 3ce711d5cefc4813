use super::flow::Flow;
use super::identity::{Identity, identify};
use super::{provider, refused};
use crate::app::App;
use crate::changes;
use crate::error::Error;
use crate::keys::Origin;
use crate::sign_in::start::{Secret, SignedIn, new_session};
use crate::user_audit;
use crate::users::new_user;
use omni_domain::TenantId;
use omni_domain::access::{Principal, Role};
use omni_domain::event::EventBody;
use omni_domain::tenant::TenantStatus;
use omni_domain::user::{Email, SessionKind, User, UserSecrets, UserSession, UserStatus};
use omni_domain::user_audit::UserAction;
use omni_storage::Tx;
use subtle::ConstantTimeEq;

/// What the provider sends the browser back with.
#[derive(Clone, Default)]
pub struct OidcAnswer {
    /// Proves that the person signed in there.
    pub code: Option<String>,
    /// As this server sent it.
    pub state: Option<String>,
    /// Why the person did not sign in.
    pub error: Option<String>,
}

impl std::fmt::Debug for OidcAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcAnswer").field("error", &self.error).finish_non_exhaustive()
    }
}

/// Finishes a sign-in that [`super::begin_oidc`] began in the same browser. Returns the session, which
/// a cookie carries, and the path where the person continues.
///
/// # Errors
/// [`Error::Unauthorized`] if the provider did not prove who it is, or if there is no active user
/// for them.
pub async fn finish_oidc(
    app: &App,
    flow: Option<&str>,
    answer: OidcAnswer,
    redirect_uri: &str,
    origin: &Origin,
) -> Result<(SignedIn, String), Error> {
    provider::config(app)?;
    let unknown = || refused("the sign-in was not begun in this browser, or took too long");
    let flow = flow.and_then(|sealed| Flow::open(app, sealed)).ok_or_else(unknown)?;
    let state = answer.state.unwrap_or_default();
    if !bool::from(state.as_bytes().ct_eq(flow.state.as_bytes())) {
        return Err(unknown());
    }
    let code = answer.code.filter(|_| answer.error.is_none());
    let code = code.ok_or_else(|| refused("the provider did not sign you in"))?;
    let client = provider::client(app, redirect_uri).await?;
    let identity = identify(app, &client, code, &flow).await?;
    check_domain(app, &identity.email)?;
    let signed_in = start(app, identity, origin).await?;
    Ok((signed_in, flow.return_to))
}

fn check_domain(app: &App, email: &Email) -> Result<(), Error> {
    let allowed = &provider::config(app)?.allowed_domains;
    let is_allowed = |domain: &String| domain.eq_ignore_ascii_case(email.domain());
    if allowed.is_empty() || allowed.iter().any(is_allowed) {
        return Ok(());
    }
    Err(Error::forbidden("e-mail addresses of this domain may not sign in here"))
}

async fn start(app: &App, identity: Identity, origin: &Origin) -> Result<SignedIn, Error> {
    let creates = provider::config(app)?.creates;
    let secret = Secret::generate(SessionKind::Cookie);
    let new = new_user(
        app,
        TenantId::DEFAULT,
        identity.email.clone(),
        identity.name,
        creates.unwrap_or(Role::Viewer),
    );
    let new = User { must_change_password: false, ..new };
    // Its user is known once it is written.
    let session = new_session(app, &new, &secret, origin);
    let (subject, max) = (identity.subject, app.config.auth.sessions_per_user);
    let audit = Audit { app: app.clone(), origin: origin.clone() };
    let (user, session) = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let user = match tx.find_user_by_email(&identity.email).await? {
                    Some(found) => bound(tx, &found, &subject, &audit).await?,
                    None if creates.is_some() => created(tx, new, &subject, &audit).await?,
                    None => return Err(no_user()),
                };
                let session =
                    UserSession { tenant_id: user.tenant_id, user_id: user.id, ..session };
                tx.insert_user_session(&session, max).await?;
                tx.record_sign_in(user.id, session.created_at).await?;
                Ok((user, session))
            })
        })
        .await?;
    let tokens = secret.tokens(app, &session).await?;
    let user = User { last_sign_in_at: Some(session.created_at), ..user };
    Ok(SignedIn { user, session, tokens })
}

/// What the audit log needs besides a user.
struct Audit {
    app: App,
    origin: Origin,
}

impl Audit {
    /// The user did it: the provider proved who they are.
    async fn link(&self, tx: &mut Tx, user: &User) -> Result<(), Error> {
        let by = Principal::User(user.id);
        let entry = user_audit::entry(&self.app, user, UserAction::LinkOidc, by, &self.origin);
        Ok(tx.insert_user_audit(&entry).await?)
    }
}

fn no_user() -> Error {
    refused("there is no active user with your e-mail address; ask an administrator to create one")
}

/// The user, if they are active and the provider's subject is theirs.
async fn bound(tx: &mut Tx, found: &User, subject: &str, audit: &Audit) -> Result<User, Error> {
    let user = tx.lock_user(found.tenant_id, found.id).await?;
    let user = user.filter(|user| user.status == UserStatus::Active).ok_or_else(no_user)?;
    let tenant = tx.find_tenant(user.tenant_id).await?;
    if tenant.is_none_or(|tenant| tenant.status != TenantStatus::Active) {
        return Err(Error::forbidden("the tenant of this user is suspended"));
    }
    let secrets = tx.find_user_secrets(user.tenant_id, user.id).await?.ok_or_else(no_user)?;
    match secrets.oidc_subject {
        None => {
            tx.set_oidc_subject(user.id, subject).await?;
            audit.link(tx, &user).await?;
            changes::user(&audit.app, tx, &user, Principal::User(user.id), EventBody::UserUpdated);
        }
        Some(known) if known == subject => {}
        Some(_) => {
            return Err(refused("this e-mail address belongs to another person at the provider"));
        }
    }
    Ok(user)
}

async fn created(tx: &mut Tx, new: User, subject: &str, audit: &Audit) -> Result<User, Error> {
    let secrets = UserSecrets { oidc_subject: Some(subject.to_owned()), ..UserSecrets::default() };
    tx.insert_user(&new, &secrets).await?;
    let entry = user_audit::created(&audit.app, &new, Principal::System, &audit.origin);
    tx.insert_user_audit(&entry).await?;
    changes::user(&audit.app, tx, &new, Principal::System, EventBody::UserCreated);
    audit.link(tx, &new).await?;
    Ok(new)
}
