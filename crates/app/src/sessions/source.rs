use omni_storage::Fence;
use std::sync::Arc;

/// The origin of a batch.
#[derive(Debug, Clone)]
pub enum Source {
    /// The instance's session, with its fencing token: it must still own the instance.
    Session(Arc<Fence>),
    /// A request of the network, which any node handles: none needs to own the instance.
    Request,
}
