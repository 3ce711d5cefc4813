//! The whole API over the real application, beside the Omni API on one host, on a throw-away database
//! and a channel without a network.

mod accounts;
mod ai;
mod bad_input;
mod errors;
mod labels;
mod messages;
mod one_number;
mod people;
mod routes;
mod samples;
mod seed;
mod socket;
mod sockets;
mod support;
mod users;
mod webhooks;
