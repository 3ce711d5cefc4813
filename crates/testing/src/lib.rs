//! For tests: the real application on a throw-away database, with a channel that needs no
//! network, a clock that can be set and ids that repeat.
#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a helper of tests fails the test"
)]

mod database;
mod env;
mod held_transaction;
mod mock_channel;
mod nats;
mod pdf;
mod pool;
mod port;
mod proxy;
mod recorded;
mod sqlite_file;
mod template;
mod test_app;

pub use database::{Database, postgres_server, postgres_url};
pub use env::{FixedClock, SeededIds};
pub use held_transaction::HeldTransaction;
pub use mock_channel::{MockChannel, MockNetwork, MockSession, SentByMock, sign as sign_request};
pub use nats::Space;
pub use pdf::pdf;
pub use port::free_port;
pub use proxy::Proxy;
pub use recorded::Recorded;
pub use sqlite_file::change_sqlite_file;
pub use test_app::{Answer, TestApp, TestOptions};
