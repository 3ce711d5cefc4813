//! Bodies about persons and their accounts.

use omni_domain::event::{
    IdentityCreated, IdentityLinked, IdentityMerged, IdentityUnlinked, IdentityUpdated, MergeReason,
};
use serde_json::{Value, json};

pub(super) fn created(created: &IdentityCreated) -> Value {
    json!({
        "personId": created.person_id,
        "displayName": created.display_name,
        "primaryPhone": created.primary_phone,
        "primaryEmail": created.primary_email,
    })
}

pub(super) fn updated(updated: &IdentityUpdated) -> Value {
    json!({
        "personId": updated.person_id,
        "displayName": updated.display_name,
        "primaryPhone": updated.primary_phone,
        "primaryEmail": updated.primary_email,
    })
}

pub(super) fn linked(linked: &IdentityLinked) -> Value {
    json!({
        "personId": linked.person_id,
        "platformIdentityId": linked.identity_id,
        "channelType": linked.channel,
        "platformUserId": linked.address,
        "linkedBy": linked.linked_by,
        "confidence": linked.confidence,
        "reason": linked.reason,
    })
}

pub(super) fn unlinked(unlinked: &IdentityUnlinked) -> Value {
    json!({
        "personId": unlinked.person_id,
        "platformIdentityId": unlinked.identity_id,
        "newPersonId": unlinked.new_person_id,
        "reason": unlinked.reason,
    })
}

pub(super) fn merged(merged: &IdentityMerged) -> Value {
    let mut payload = json!({
        "targetPersonId": merged.target_person_id,
        "sourcePersonId": merged.source_person_id,
        "mergedIdentityIds": merged.merged_identity_ids,
    });
    match &merged.reason {
        MergeReason::SameAccount => payload["reason"] = json!("same_account"),
        MergeReason::AdminLinked { note, merged_by } => {
            payload["reason"] = json!("admin_linked");
            payload["note"] = json!(note);
            payload["mergedBy"] = json!(merged_by);
        }
    }
    payload
}
