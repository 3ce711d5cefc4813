mod chat;
mod file_url;
mod last_message;
mod message;
mod sent_by;

pub(crate) use chat::ChatView;
pub(crate) use file_url::file_url;
pub(crate) use message::MessageView;
pub(crate) use sent_by::SentByView;
