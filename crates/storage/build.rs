//! Lists the migrations, which are part of the binary: one array per engine. (`sqlx::migrate!` does
//! so, too, but its macros build both drivers, and SQLite itself, a second time for the host.)

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[expect(clippy::disallowed_methods, reason = "how cargo passes folders to a build script")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=migrations");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("migrations");
    let mut code = list("SQLITE", &root.join("sqlite"))?;
    code += &list("POSTGRES", &root.join("postgres"))?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("migrations.rs"), code)?;
    Ok(())
}

/// An array of version, description and statements, from files such as `0001_core.sql`.
fn list(name: &str, folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let mut code = format!("static {name}: &[(i64, &str, &str)] = &[\n");
    for file in files {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let parts =
            stem.split_once('_').filter(|_| file.extension().is_some_and(|end| end == "sql"));
        let (version, description) =
            parts.ok_or_else(|| format!("{} is not named 0001_what.sql", file.display()))?;
        let version: i64 = version.parse()?;
        let (description, path) = (description.replace('_', " "), file.display().to_string());
        writeln!(code, "    ({version}, {description:?}, include_str!({path:?})),")?;
    }
    code += "];\n";
    Ok(code)
}
