//! The bundle is embedded by a macro, which cargo does not connect with the files of the bundle:
//! without this a file that was added later would not be embedded. The folder is in the repository,
//! also without a bundle in it: a path that is missing would make cargo compile this crate each time.
fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
