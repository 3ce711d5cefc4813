use omni_app::Hint;
use std::borrow::Cow;

/// What to do, by this API's routes.
pub(super) fn hint(hint: &Hint) -> Cow<'static, str> {
    Cow::Borrowed(match hint {
        Hint::ConnectInstance => "connect it with POST /api/v2/instances/{id}/connect",
        Hint::ConnectAnInstance => {
            "connect one with POST /api/v2/instances/{id}/connect and scan its QR"
        }
        Hint::CreateInstance => "create one with POST /api/v2/instances",
        Hint::LinkInstance(id) => {
            return format!("start linking with POST /api/v2/instances/{id}/connect").into();
        }
        Hint::ListInstances => "GET /api/v2/instances lists them",
        Hint::ListChannels => "see GET /api/v2/instances/supported-channels",
        Hint::StartChannel(kind) => {
            return format!("start it with POST /api/v2/services/{kind}/start").into();
        }
        Hint::ListServices => "GET /api/v2/services lists them, `*` is all",
        Hint::ListProviders => "GET /api/v2/providers lists them",
        Hint::ListChats => "see GET /api/v2/instances/{id}/chats",
        Hint::SendMessage => "send one with POST /api/v2/messages",
        Hint::EndSync => "wait for its end, or cancel it with DELETE /api/v2/instances/{id}/sync",
        Hint::SendHookSecret => {
            "send the instance's in x-webhook-secret (POST /api/v2/instances/{id}/webhook-secret \
             creates one)"
        }
        Hint::ExtendKey => "give it another expiry first, with PATCH",
        Hint::DeleteSetting => "DELETE resets a setting",
        Hint::DeleteSecret => "DELETE removes it",
        Hint::RestoreDefault => "DELETE restores the default",
        Hint::SendKey => "send it in the x-api-key header",
        Hint::SendAnApiKey => "send one in the x-api-key header",
        Hint::SignIn => "sign in again with POST /api/v2/auth/login",
        Hint::ChangePassword => "change it first with POST /api/v2/auth/password",
        Hint::StartMcp => "start it with POST /api/v2/mcp/start",
        Hint::StopMcp => "stop it first with POST /api/v2/mcp/stop",
    })
}
