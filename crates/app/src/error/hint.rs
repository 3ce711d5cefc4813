use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use std::fmt;

/// What a caller can do about a refusal. Each dialect spells it with its own routes or tools;
/// `Display` is plain English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Connect the instance.
    ConnectInstance,
    /// Connect any instance by its QR code.
    ConnectAnInstance,
    /// Create an instance.
    CreateInstance,
    /// Begin to link the instance.
    LinkInstance(InstanceId),
    /// List the instances, to find the ones concerned.
    ListInstances,
    /// List the channels of this server.
    ListChannels,
    /// Start the service of this channel.
    StartChannel(ChannelType),
    /// List the services of this server.
    ListServices,
    /// List the providers.
    ListProviders,
    /// List the chats of the instance.
    ListChats,
    /// Send a message.
    SendMessage,
    /// Wait for the end of the sync, or cancel it.
    EndSync,
    /// Send the secret of the instance's hook; create one if there is none.
    SendHookSecret,
    /// Change the expiry of the key.
    ExtendKey,
    /// Delete the setting instead of setting it to nothing.
    DeleteSetting,
    /// Delete the setting, to remove the secret.
    DeleteSecret,
    /// Delete the setting, to return to its default.
    RestoreDefault,
    /// Send the API key.
    SendKey,
    /// Send an API key, and not another credential.
    SendAnApiKey,
    /// Sign in.
    SignIn,
    /// Change the own password.
    ChangePassword,
    /// Start MCP.
    StartMcp,
    /// Stop MCP first.
    StopMcp,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ConnectInstance => "connect it",
            Self::ConnectAnInstance => "connect one and scan its QR",
            Self::CreateInstance => "create one",
            Self::LinkInstance(_) => "start linking",
            Self::ListInstances => "list the instances to see which ones",
            Self::ListChannels => "list the supported channels",
            Self::StartChannel(kind) => return write!(f, "start the service `{kind}`"),
            Self::ListServices => "list the services; `*` is all",
            Self::ListProviders => "list the providers",
            Self::ListChats => "list the chats",
            Self::SendMessage => "send one",
            Self::EndSync => "wait for its end, or cancel it",
            Self::SendHookSecret => "send the secret of the instance's hook",
            Self::ExtendKey => "give it another expiry first",
            Self::DeleteSetting => "to reset a setting, delete it",
            Self::DeleteSecret => "to remove it, delete the setting",
            Self::RestoreDefault => "to return to the default, delete the setting",
            Self::SendKey => "send it with the request",
            Self::SendAnApiKey => "send one with the request",
            Self::SignIn => "sign in again",
            Self::ChangePassword => "change it first",
            Self::StartMcp => "start it",
            Self::StopMcp => "stop it first",
        })
    }
}
