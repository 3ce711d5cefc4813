use super::EntryPoints;
use clap::{Parser, error::ErrorKind};
use omni_app::entry_points::AttendantPatch;

#[derive(Debug, Parser)]
struct Line {
    #[command(subcommand)]
    command: EntryPoints,
}

fn patch(options: &[&str]) -> Result<AttendantPatch, ErrorKind> {
    let start = ["entry-points", "update", "0194b2c0-0000-7000-8000-0000000000ff"];
    let line = Line::try_parse_from(start.iter().chain(options));
    match line.map_err(|error| error.kind())?.command {
        EntryPoints::Update(options) => Ok(options.patch()),
        other => panic!("{other:?}"),
    }
}

fn parsed(options: &[&str]) -> Result<(Option<String>, Option<String>), ErrorKind> {
    let start = ["entry-points", "attend", "support"];
    let line = Line::try_parse_from(start.iter().chain(options));
    match line.map_err(|error| error.kind())?.command {
        EntryPoints::Attend(options) => Ok((options.instance, options.user)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_attendant_is_an_instance_or_a_user() {
    assert_eq!(parsed(&["--instance", "bot"]), Ok((Some("bot".to_owned()), None)));
    let ann = "ann@example.com";
    assert_eq!(parsed(&["--user", ann]), Ok((None, Some(ann.to_owned()))));
    assert_eq!(parsed(&[]), Err(ErrorKind::MissingRequiredArgument));
    assert_eq!(parsed(&["--instance", "bot", "--user", ann]), Err(ErrorKind::ArgumentConflict));
}

#[test]
fn only_what_is_given_of_an_attendant_changes() {
    let away = AttendantPatch { is_available: Some(false), ..AttendantPatch::default() };
    assert_eq!(patch(&["--available", "false"]), Ok(away));
    let limited = AttendantPatch {
        max_conversations: Some(Some(3)),
        position: Some(-1),
        ..AttendantPatch::default()
    };
    assert_eq!(patch(&["--limit", "3", "--position", "-1"]), Ok(limited));
    let free = AttendantPatch { max_conversations: Some(None), ..AttendantPatch::default() };
    assert_eq!(patch(&["--no-limit"]), Ok(free));
    assert_eq!(patch(&[]), Err(ErrorKind::MissingRequiredArgument));
    assert_eq!(patch(&["--limit", "3", "--no-limit"]), Err(ErrorKind::ArgumentConflict));
}
