//! The API over the real application, on a throw-away database and a model that answers from a
//! script.

mod answers;
mod bad_input;
mod exchanges;
mod keys;
mod latest_wins;
mod refusals;
mod reservations;
mod retention;
mod support;
mod takeovers;
