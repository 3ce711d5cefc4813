//! The whole API over the real application, beside the Omni API on one host, on a throw-away database
//! and a channel without a network.

mod accounts;
mod ai;
mod ai_environment;
mod ai_trials;
mod bad_input;
mod edits;
mod effects;
mod errors;
mod kinds;
mod labels;
mod logout;
mod made_chats;
mod messages;
mod one_number;
mod overview;
mod pages;
mod people;
mod posts;
mod quotes;
mod read_marks;
mod refused_sends;
mod routes;
mod samples;
mod sends_of_files;
mod socket;
mod sockets;
mod support;
mod users;
mod webhook_deliveries;
mod webhooks;
mod whapi;
