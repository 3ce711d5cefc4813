//! The blob store on a folder and on a stand-in for S3: the same behaviour on both.

mod behaviour;
mod fake_s3;
mod local;
mod s3;
mod source;
