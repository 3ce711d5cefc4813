//! Changes of newsletters by queries whose numbers the library has, but no methods.

use serde::Serialize;
use serde_json::Value;
use wacore::iq::mex::{MexDoc, MexQuerySpec, MexResponse};
use wacore::iq::spec::IqSpec;
use wacore::request::InfoQuery;
use wacore_binary::NodeRef;
use whatsapp_rust::Client;
use whatsapp_rust::features::{MexError, NewsletterError};

/// The code of an error that has none, as WhatsApp's own clients read it.
const NO_CODE: i32 = 500;

/// What the network made of a change: the object of this name in its answer. `None` if it has none,
/// as nothing was changed.
pub(super) async fn mutate(
    client: &Client,
    doc: MexDoc,
    variables: &impl Serialize,
    member: &str,
) -> Result<Option<Value>, NewsletterError> {
    let query = MexQuerySpec::new(doc, variables).map_err(MexError::from)?;
    let answer = client.execute(Mutation(query)).await.map_err(MexError::from)?;
    if let Some(refusal) = answer.fatal_error() {
        let code = refusal.error_code().unwrap_or(NO_CODE);
        return Err(MexError::ExtensionError { code, message: refusal.message.clone() }.into());
    }
    let changed = answer.data.and_then(|mut data| Some(data.get_mut(member)?.take()));
    Ok(changed.filter(Value::is_object))
}

/// A query whose refusals keep their code: the library's own makes a text of them.
struct Mutation(MexQuerySpec);

impl IqSpec for Mutation {
    type Response = MexResponse;

    fn build_iq(&self) -> InfoQuery<'static> {
        self.0.build_iq()
    }

    fn parse_response(&self, response: &NodeRef<'_>) -> Result<MexResponse, anyhow::Error> {
        let text = response.get_optional_child("result").and_then(NodeRef::content_as_string);
        let text = text.ok_or_else(|| anyhow::anyhow!("an answer without a result"))?;
        Ok(serde_json::from_str(&text)?)
    }
}
