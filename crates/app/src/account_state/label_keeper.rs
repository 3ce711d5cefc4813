use super::Keeper;
use crate::app::App;
use crate::error::Error;
use crate::instances;
use crate::sessions::InstanceMeta;
use omni_channel::{Capability, StateChange};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;

/// What keeps the labels of an instance.
pub(super) enum LabelKeeper {
    /// The network, on all devices of the account.
    Network(Keeper),
    /// This server alone: the channel has no labels.
    Local(Instance),
}

impl LabelKeeper {
    pub(super) async fn load(app: &App, caller: &Caller, id: InstanceId) -> Result<Self, Error> {
        let (scope, needs) = (Scope::MessagesSend, Capability::ManageLabels);
        let instance = instances::load(app, caller, scope, id).await?;
        if !app.channel(instance.channel)?.info().capabilities.has(needs) {
            return Ok(Self::Local(instance));
        }
        Ok(Self::Network(Keeper::load(app, caller, scope, id, needs).await?))
    }

    pub(super) const fn instance(&self) -> &Instance {
        match self {
            Self::Network(keeper) => &keeper.instance,
            Self::Local(instance) => instance,
        }
    }

    pub(super) fn meta(&self) -> InstanceMeta {
        InstanceMeta::of(self.instance())
    }

    /// Returns once the network, if it keeps labels, has accepted the change.
    pub(super) async fn ask(&self, change: StateChange) -> Result<(), Error> {
        match self {
            Self::Network(keeper) => keeper.ask(change).await,
            Self::Local(_) => Ok(()),
        }
    }
}
