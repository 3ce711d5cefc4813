/// The origin of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The instance's session, under this fencing epoch: it must still own the instance.
    Session(i64),
    /// A request of the network, which any node handles: none needs to own the instance.
    Request,
}
