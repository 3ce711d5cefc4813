//! The blob store on a folder and on a simulated S3: the same behaviour on both.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod behaviour;
mod fake_s3;
mod local;
mod s3;
mod source;
