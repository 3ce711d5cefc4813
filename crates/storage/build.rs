//! Embedded migrations are part of the binary: rebuild when a file is added.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
