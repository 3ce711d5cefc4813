//! The layers: defaults, file, environment, short forms, flags.

use super::DEFAULTS;
use super::problems::ConfigError;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use std::path::{Path, PathBuf};

/// The sources of the settings.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The TOML file; it must exist.
    pub file: Option<PathBuf>,
    /// Variables of the environment. Those that are not Omni's are ignored.
    pub env: Vec<(String, String)>,
    /// Settings of the command line.
    pub flags: Vec<Flag>,
}

/// A setting from the command line.
#[derive(Debug, Clone)]
pub struct Flag {
    /// Its name on the command line: `--port`.
    pub name: &'static str,
    /// The key it sets: `server.port`.
    pub key: &'static str,
    /// Its value.
    pub value: String,
}

/// Variables with a name of their own.
const SHORT_FORMS: &[(&str, &str)] = &[
    ("OMNI_DATA_DIR", "data.dir"),
    ("OMNI_DATABASE_URL", "database.url"),
    ("OMNI_NATS_URL", "bus.nats_url"),
    ("OMNI_SECRET_KEY", "secrets.key"),
    ("OMNI_API_KEY", "secrets.primary_api_key"),
    ("OMNI_ADMIN_EMAIL", "auth.admin_email"),
    ("OMNI_ADMIN_PASSWORD", "auth.admin_password"),
];
/// The Personal WhatsApp Gateway's name of the public URL, which ends with its API's path there.
const GATEWAY_URL: &str = "PUBLIC_API_URL";
const PREFIX: &str = "OMNI__";
const DEFAULT_FILE: &str = "omni.toml";

impl Sources {
    /// The process's environment, and the file: `chosen`, or `OMNI_CONFIG`, or `./omni.toml` if
    /// there is one.
    pub fn of_process(chosen: Option<PathBuf>) -> Self {
        let env: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("OMNI_") || name == GATEWAY_URL)
            .collect();
        let named = env.iter().find(|(name, value)| name == "OMNI_CONFIG" && !value.is_empty());
        let file = chosen
            .or_else(|| named.map(|(_, value)| PathBuf::from(value)))
            .or_else(|| Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists()));
        Self { file, env, flags: Vec::new() }
    }
}

/// Merges the layers. Every key that is not in the defaults is rejected.
pub(super) fn merge(sources: &Sources) -> Result<Figment, ConfigError> {
    let mut problems = Vec::new();
    let defaults = Embedded;
    let known = defaults.tree();
    let mut figment = Figment::from(defaults);
    if let Some(path) = &sources.file {
        figment = figment.merge(read_file(path, &known, &mut problems));
    }
    for (name, key, value) in assignments(sources) {
        match typed(&known, &key, &value) {
            Ok(value) => figment = figment.merge(Assigned { name, key, value }),
            Err(problem) => problems.push(format!("{key} ({name}): {problem}")),
        }
    }
    if problems.is_empty() { Ok(figment) } else { Err(ConfigError::new(problems)) }
}

/// The environment, the short forms and the flags; later ones take precedence.
fn assignments(sources: &Sources) -> Vec<(String, String, String)> {
    let mut long: Vec<_> = sources
        .env
        .iter()
        .filter_map(|(name, value)| {
            let key = name.strip_prefix(PREFIX)?.to_ascii_lowercase().replace("__", ".");
            Some((name.clone(), key, value.clone()))
        })
        .collect();
    long.sort();
    let short = SHORT_FORMS.iter().filter_map(|(name, key)| {
        let (_, value) = sources.env.iter().find(|(found, _)| found == name)?;
        Some(((*name).to_owned(), (*key).to_owned(), value.clone()))
    });
    let gateway = sources.env.iter().filter(|(name, url)| name == GATEWAY_URL && !url.is_empty());
    let gateway = gateway.map(|(name, url)| {
        (name.clone(), "server.public_url".to_owned(), without_api(url).to_owned())
    });
    let flags = sources
        .flags
        .iter()
        .map(|flag| (flag.name.to_owned(), flag.key.to_owned(), flag.value.clone()));
    gateway.chain(long).chain(short).chain(flags).collect()
}

/// `https://host/api` is `https://host`.
fn without_api(url: &str) -> &str {
    let url = url.trim().trim_end_matches('/');
    url.strip_suffix("/api").unwrap_or(url)
}

fn read_file(
    path: &Path,
    known: &Dict,
    problems: &mut Vec<String>,
) -> figment::providers::Data<Toml> {
    let shown = path.display();
    if !path.is_file() {
        problems.push(format!("{shown}: there is no such file"));
        return Toml::file(path);
    }
    let file = Toml::file_exact(path);
    match file.data() {
        Ok(mut profiles) => {
            let tree = profiles.remove(&Profile::Default).unwrap_or_default();
            let mut unknown = Vec::new();
            find_unknown(&tree, known, "", &mut unknown);
            for key in unknown {
                problems.push(format!("{key} ({shown}): {}", unknown_key(known, &key)));
            }
        }
        Err(error) => problems.push(format!("{shown} is not valid TOML: {error}")),
    }
    file
}

fn find_unknown(tree: &Dict, known: &Dict, above: &str, unknown: &mut Vec<String>) {
    for (name, value) in tree {
        let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        match (known.get(name), value) {
            (None, _) => unknown.push(key),
            (Some(Value::Dict(_, known)), Value::Dict(_, tree)) => {
                find_unknown(tree, known, &key, unknown);
            }
            // Of another type than expected: reading it into its struct reports that.
            _ => {}
        }
    }
}

/// Reads a text as the type of its default, so that a numeric password stays a text.
fn typed(known: &Dict, key: &str, text: &str) -> Result<Value, String> {
    let Some(default) = Value::from(known.clone()).find(key) else {
        return Err(unknown_key(known, key));
    };
    match default {
        Value::String(..) => Ok(Value::from(text)),
        Value::Bool(..) => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(Value::from(true)),
            "false" | "0" | "no" | "off" => Ok(Value::from(false)),
            _ => Err("give true or false".to_owned()),
        },
        Value::Num(..) => text
            .trim()
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| format!("`{text}` is not a whole number")),
        Value::Array(..) => {
            let entries = text.trim().trim_start_matches('[').trim_end_matches(']').split(',');
            let entries = entries.map(|entry| entry.trim().trim_matches('"'));
            Ok(entries.filter(|entry| !entry.is_empty()).collect::<Vec<_>>().into())
        }
        _ => Err("this is a section; name one of its keys".to_owned()),
    }
}

fn unknown_key(known: &Dict, key: &str) -> String {
    const NEAR: f64 = 0.6;
    let mut keys = Vec::new();
    leaves(known, "", &mut keys);
    let likeness = |candidate: &str| {
        let whole = strsim::normalized_damerau_levenshtein(key, candidate);
        let last = |text: &str| text.rsplit('.').next().map(str::to_owned).unwrap_or_default();
        whole.max(strsim::normalized_damerau_levenshtein(&last(key), &last(candidate)) * 0.9)
    };
    let mut near: Vec<(f64, &String)> = keys
        .iter()
        .map(|known| (likeness(known), known))
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<&str> = near.iter().take(3).map(|(_, key)| key.as_str()).collect();
    if !near.is_empty() {
        return format!("there is no such setting; did you mean {}?", near.join(" or "));
    }
    let section = key.split('.').next().unwrap_or_default();
    let (noun, names) = match known.get(section) {
        Some(Value::Dict(_, inside)) => (format!("the keys of `{section}` are"), inside),
        _ => ("the sections are".to_owned(), known),
    };
    let names: Vec<&str> = names.keys().map(String::as_str).collect();
    format!("there is no such setting; {noun} {}", names.join(", "))
}

fn leaves(tree: &Dict, above: &str, keys: &mut Vec<String>) {
    for (name, value) in tree {
        let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        match value {
            Value::Dict(_, inside) => leaves(inside, &key, keys),
            _ => keys.push(key),
        }
    }
}

/// The manual, as a layer.
struct Embedded;

impl Embedded {
    fn tree(&self) -> Dict {
        let mut profiles = self.data().expect("a test reads the embedded defaults");
        profiles.remove(&Profile::Default).unwrap_or_default()
    }
}

impl Provider for Embedded {
    fn metadata(&self) -> Metadata {
        Metadata::named("the default")
    }

    fn data(&self) -> figment::error::Result<Map<Profile, Dict>> {
        Toml::string(DEFAULTS).data()
    }
}

/// One key, set by a variable or a flag.
struct Assigned {
    name: String,
    key: String,
    value: Value,
}

impl Provider for Assigned {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> figment::error::Result<Map<Profile, Dict>> {
        let mut parts = self.key.rsplit('.');
        let last = parts.next().unwrap_or_default().to_owned();
        let mut dict = Dict::from([(last, self.value.clone())]);
        for part in parts {
            dict = Dict::from([(part.to_owned(), Value::from(dict))]);
        }
        Ok(Map::from([(Profile::Default, dict)]))
    }
}
