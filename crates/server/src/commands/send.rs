//! `omni send`

use crate::cli::Remote;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::terminal::{print_json, print_line, text_of};
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Options of `omni send`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  omni send -i support +5511999998888 \"Hello\"
  omni send -i support +5511999998888 --file invoice.pdf \"Your invoice\"
  omni send -i support +5511999998888 --file note.ogg --voice
  omni send -i support +5511999998888 --media-url https://example.com/cat.jpg
  omni send -i support +5511999998888 \"When?\" --option today --option tomorrow")]
pub(crate) struct Send {
    /// Instance to send from: its name or id
    #[arg(long, short, value_name = "NAME")]
    instance: String,
    /// Phone number, group or channel address, or the id of a chat or person
    to: String,
    /// The text; with a file, its caption; with options, the question of a poll
    text: Option<String>,
    /// The message to quote: its internal id or the channel's
    #[arg(long, value_name = "ID")]
    reply_to: Option<String>,
    /// Send a local file
    #[arg(long, value_name = "FILE", conflicts_with = "media_url")]
    file: Option<PathBuf>,
    /// Send a file that the server fetches
    #[arg(long, value_name = "URL")]
    media_url: Option<String>,
    /// The kind of file [default: by its name]
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    /// Show audio as a voice note
    #[arg(long)]
    voice: bool,
    /// Send a poll: one of its choices, 2 to 12
    #[arg(
        long = "option", value_name = "TEXT", requires = "text",
        conflicts_with_all = ["file", "media_url"]
    )]
    options: Vec<String>,
    /// How many choices one person may make in the poll [default: 1]
    #[arg(long, value_name = "NUMBER", requires = "options")]
    max_choices: Option<u32>,
    #[command(flatten)]
    remote: Remote,
}

/// The kind of a file in the chat.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Image,
    Audio,
    Video,
    Document,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Document => "document",
        }
    }

    fn by_name(name: &str) -> Self {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "jpg" | "jpeg" | "png" | "webp" | "gif" => Self::Image,
            "ogg" | "opus" | "mp3" | "m4a" | "aac" | "wav" => Self::Audio,
            "mp4" | "mov" | "webm" | "3gp" => Self::Video,
            _ => Self::Document,
        }
    }
}

pub(crate) async fn run(options: Send, as_json: bool) -> anyhow::Result<ExitCode> {
    let client = Client::new(&options.remote)?;
    let instance = client.instance_id(&options.instance).await?;
    let result = match (&options.file, &options.media_url, &options.text) {
        (Some(file), ..) => send_file(&client, &options, &instance, file).await?,
        (_, Some(url), _) => {
            let path = url.split(['?', '#']).next().unwrap_or_default();
            let kind = options.kind.unwrap_or_else(|| Kind::by_name(path));
            let mut body = common(&options, &instance);
            body["type"] = json!(kind.as_str());
            body["url"] = json!(url);
            set(&mut body, "caption", options.text.as_deref());
            body["voiceNote"] = json!(options.voice);
            client.post("/messages/media", &body).await?
        }
        (None, None, Some(question)) if !options.options.is_empty() => {
            let mut body = common(&options, &instance);
            body["question"] = json!(question);
            body["options"] = json!(options.options);
            if let Some(most) = options.max_choices {
                body["maxChoices"] = json!(most);
            }
            client.post("/messages/poll", &body).await?
        }
        (None, None, Some(text)) => {
            let mut body = common(&options, &instance);
            body["text"] = json!(text);
            client.post("/messages", &body).await?
        }
        (None, None, None) => {
            let message = "give a text, --file or --media-url";
            return Err(Failure::new(Exit::Arguments, message).into());
        }
    };
    if as_json {
        print_json(&result);
    } else {
        print_line(&format!("{} {}", text_of(&result["status"]), text_of(&result["messageId"])));
    }
    Ok(ExitCode::SUCCESS)
}

fn common(options: &Send, instance: &str) -> Value {
    let mut body = json!({ "instanceId": instance, "to": options.to });
    set(&mut body, "replyTo", options.reply_to.as_deref());
    body
}

fn set(body: &mut Value, member: &str, value: Option<&str>) {
    if let Some(value) = value {
        body[member] = json!(value);
    }
}

async fn send_file(
    client: &Client,
    options: &Send,
    instance: &str,
    file: &Path,
) -> anyhow::Result<Value> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes =
        std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let kind = options.kind.unwrap_or_else(|| Kind::by_name(&name));
    let mut form = Form::new()
        .text("instanceId", instance.to_owned())
        .text("to", options.to.clone())
        .text("type", kind.as_str())
        .text("voiceNote", options.voice.to_string());
    let texts = [("caption", &options.text), ("replyTo", &options.reply_to)];
    for (member, value) in texts {
        if let Some(value) = value {
            form = form.text(member, value.clone());
        }
    }
    // The server reads the form as a stream, so the file is last.
    client.upload("/messages/media", form.part("file", Part::bytes(bytes).file_name(name))).await
}
