//! Voice notes and other sounds: their transcription.

use super::attempts::first_answer;
use super::services::Service;
use super::{Miss, Reading, bytes, cost, services};
use crate::app::App;
use crate::settings::Snapshot;
use omni_agents::Transcribe;
use omni_domain::conversation::Media;
use omni_domain::message::Message;
use tokio_util::sync::CancellationToken;

pub(super) async fn read(
    app: &App,
    settings: &Snapshot<'_>,
    media: &Media,
    message: Option<&Message>,
    cancel: &CancellationToken,
) -> Result<Reading, Miss> {
    let services = services::set_up(app, settings, "media.audio_providers", "transcription_model")?;
    let stored = bytes::find(app, media, app.config.limits.processing_bytes).await?;
    let name = format!("audio.{}", ending(&media.mime_type));
    let sound = Transcribe {
        sound: bytes::attach(app, &stored, name, &essence(&media.mime_type)),
        language: settings
            .text("media.default_language")
            .filter(|language| *language != "auto")
            .map(str::to_owned),
        timeout: app.config.media.processing_timeout,
    };
    let ask = |service: &Service| {
        let (address, sound) = (service.address.clone(), sound.clone());
        async move { app.models.transcribe(&address, sound, cancel).await }
    };
    let (transcript, service) = first_answer(&services, cancel, ask).await?;
    let stated = message.and_then(|message| message.content.media()?.duration_seconds);
    let seconds = transcript.duration.or(stated.map(f64::from)).unwrap_or_default();
    let model = service.address.model.clone();
    Ok(Reading {
        content: transcript.text,
        cost_micros: cost::of_sound(&model, seconds),
        model: Some(model),
        provider: Some(service.name.clone()),
        language: transcript.language,
        tokens: 0,
    })
}

/// The type without its parameters (`; codecs=opus`).
pub(super) fn essence(mime_type: &str) -> String {
    mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The file name extension by which services recognise the format.
fn ending(mime_type: &str) -> &'static str {
    match essence(mime_type).as_str() {
        "audio/mpeg" | "audio/mp3" => "mp3",
        "audio/mp4" | "audio/m4a" | "audio/x-m4a" | "audio/aac" => "m4a",
        "audio/wav" | "audio/x-wav" | "audio/wave" => "wav",
        "audio/webm" => "webm",
        "audio/flac" | "audio/x-flac" => "flac",
        // What WhatsApp records.
        _ => "ogg",
    }
}

#[cfg(test)]
mod tests {
    use super::{ending, essence};

    #[test]
    fn a_voice_note_is_sent_as_what_it_is() {
        assert_eq!(essence("Audio/OGG; codecs=opus"), "audio/ogg");
        assert_eq!(ending("audio/ogg; codecs=opus"), "ogg");
        assert_eq!(ending("audio/mp4"), "m4a");
    }
}
