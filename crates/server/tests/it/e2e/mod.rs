//! Stories over the sandbox network, on the started program.

mod crash;
mod faults;
mod harness;
mod many;
mod messages;
mod order;
mod pairing;
