//! Settings as the program reads them. Unit tests beside the code test layers and checks.

use crate::program::Workspace;
use std::fs;

#[test]
fn an_unknown_setting_is_rejected_with_similar_names() {
    let workspace = Workspace::new();
    fs::write(workspace.path().join("omni.toml"), "[server]\nprot = 9000\n").expect("written");
    let ended = workspace.run(&["serve"], &[]);
    assert_eq!(ended.code, 2);
    insta::assert_snapshot!(ended.err.trim_end(), @r"
    omni: the settings cannot be used:
      - server.prot (omni.toml): there is no such setting; did you mean server.port or server.host or mcp.port?
    ");
    assert!(!workspace.path().join("data").exists(), "nothing was started");

    let ended = workspace
        .run(&["serve", "--json", "--config", "/dev/null"], &[("OMNI__LOGG__LEVEL", "info")]);
    assert_eq!(ended.code, 2);
    assert!(
        ended.err.contains(
            "logg.level (OMNI__LOGG__LEVEL): there is no such setting; did you mean log.level"
        ),
        "{}",
        ended.err
    );
}

#[test]
fn the_environment_overrides_the_file_and_flags_override_both() {
    let workspace = Workspace::new();
    fs::write(
        workspace.path().join("omni.toml"),
        "[data]\ndir = \"./from-file\"\n[server]\nenvironment = \"development\"\n[log]\nlevel = \"warn\"\n",
    )
    .expect("written");
    let checked = workspace.run(&["migrate", "--json", "--check"], &[]).json();
    assert!(
        checked["database"].as_str().is_some_and(|text| text.contains("from-file/omni.db")),
        "{checked}"
    );
    let checked =
        workspace.run(&["migrate", "--json", "--check"], &[("OMNI_DATA_DIR", "./from-env")]).json();
    assert!(
        checked["database"].as_str().is_some_and(|text| text.contains("from-env/omni.db")),
        "{checked}"
    );

    let server = workspace.serve(&[("OMNI__DATA__DIR", "./from-env"), ("OMNI__SERVER__PORT", "1")]);
    assert!(!server.url().ends_with(":1"), "--port 0 overrides the environment");
    assert!(server.banner["dataDir"].as_str().is_some_and(|dir| dir.ends_with("from-env")));
    let expected = if cfg!(feature = "sandbox") { "sandbox" } else { "development" };
    assert_eq!(server.banner["environment"], expected);
}
