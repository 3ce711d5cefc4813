//! Requesting a run.

use super::{Agno, Group};
use crate::address::below;
use crate::attachment::Sorted;
use crate::body::sized;
use crate::error::AgentError;
use crate::http;
use crate::options;
use crate::question::Question;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Response};
use serde_json::{Value, json};

/// One run to start.
pub(super) struct Run<'a> {
    pub(super) agno: &'a Agno,
    pub(super) group: Group,
    pub(super) question: &'a Question,
    pub(super) stream: bool,
    pub(super) sorted: &'a Sorted<'a>,
}

impl Run<'_> {
    pub(super) async fn start(&self) -> Result<Response, AgentError> {
        let old = options::number(&self.agno.options, "version") == Some(1);
        if old && self.group == Group::Workflow {
            return self.start_old_workflow().await;
        }
        let url = below(&self.agno.base, &[self.group.path(), &self.agno.id, "runs"])?;
        let call = self.agno.http.post(url).headers(self.agno.headers.clone());
        match http::sent(call.multipart(self.form()?)).await {
            // The playground of agno 1.x expects JSON here, with field names of its own.
            Err(AgentError::Status { status: 422, .. }) if self.group == Group::Workflow => {
                self.start_old_workflow().await
            }
            other => other,
        }
    }

    fn form(&self) -> Result<Form, AgentError> {
        let request = &self.question.request;
        let mut form = Form::new()
            .text("message", self.sorted.text(self.question.message()))
            // The server streams by default.
            .text("stream", if self.stream { "true" } else { "false" });
        for (name, value) in [("session_id", &request.session_id), ("user_id", &request.user_id)] {
            if !value.is_empty() {
                form = form.text(name, value.clone());
            }
        }
        if let Some(Value::Object(fields)) = self.agno.options.get("fields") {
            for (name, value) in fields {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                form = form.text(name.clone(), text);
            }
        }
        for file in &self.sorted.files {
            let body = Body::wrap_stream(sized(file));
            let part = Part::stream_with_length(body, file.size).file_name(file.name.clone());
            let part = part
                .mime_str(&file.essence())
                .map_err(|_| AgentError::Invalid("a file's MIME type cannot be sent".to_owned()))?;
            form = form.part("files", part);
        }
        Ok(form)
    }

    async fn start_old_workflow(&self) -> Result<Response, AgentError> {
        let request = &self.question.request;
        let name = options::text(&self.agno.options, "inputName").unwrap_or("message");
        let message = self.sorted.text(self.question.message());
        let body = json!({
            "input": { name: message },
            "user_id": request.user_id,
            "session_id": request.session_id,
            "stream": self.stream,
        });
        let url = below(&self.agno.base, &[self.group.path(), &self.agno.id, "runs"])?;
        let call = self.agno.http.post(url).headers(self.agno.headers.clone()).json(&body);
        http::sent(call).await
    }
}

/// The files that an `AgentOS` accepts; it answers 400 to others.
pub(super) fn takes(kind: &str) -> bool {
    match kind.split_once('/') {
        Some(("image", kind)) => {
            matches!(
                kind,
                "png" | "jpeg" | "jpg" | "gif" | "webp" | "bmp" | "tiff" | "avif" | "heic"
            )
        }
        Some(("audio", kind)) => matches!(
            kind,
            "wav" | "x-wav" | "wave" | "mp3" | "mpeg" | "ogg" | "mp4" | "m4a" | "aac" | "flac"
        ),
        Some(("video", kind)) => {
            matches!(kind, "mp4" | "webm" | "quicktime" | "mpeg" | "x-msvideo" | "3gpp")
        }
        Some(("text", _)) => true,
        Some(("application", kind)) => {
            matches!(kind, "pdf" | "json" | "zip" | "msword" | "vnd.ms-excel")
                || kind.starts_with("vnd.openxmlformats-officedocument.")
        }
        _ => kind == "message/rfc822",
    }
}
