//! Statements that move rows of merged chats, accounts and persons, some at a time.

use crate::db::statements;

/// The newest `$3` messages of a chat.
macro_rules! newest {
    () => {
        "(SELECT id FROM messages WHERE chat_id = $1
          ORDER BY platform_timestamp DESC, id DESC LIMIT $3)"
    };
}

/// Whether the chat `$2` has the message too.
macro_rules! has_twin {
    () => {
        "EXISTS (SELECT 1 FROM messages kept
         WHERE kept.chat_id = $2 AND kept.external_id = messages.external_id)"
    };
}

/// The message of the chat `$2` that a message of this id has as its twin.
macro_rules! kept_twin {
    ($id:literal) => {
        concat!(
            "(SELECT kept.id FROM messages twin JOIN messages kept
              ON kept.chat_id = $2 AND kept.external_id = twin.external_id
              WHERE twin.id = ",
            $id,
            ")"
        )
    };
}

/// The messages of `newest` that the chat `$2` has too.
macro_rules! twins {
    () => {
        concat!("(SELECT id FROM messages WHERE id IN ", newest!(), " AND ", has_twin!(), ")")
    };
}

statements! {
    /// Run before the messages are moved: an event of a message that both have refers to the kept one.
    CHAT_EVENTS = "UPDATE events SET chat_id = $2, message_id = COALESCE(
            (SELECT kept.id FROM messages twin JOIN messages kept
             ON kept.chat_id = $2 AND kept.external_id = twin.external_id
             WHERE twin.id = events.message_id AND twin.chat_id = $1), message_id)
        WHERE seq IN (SELECT seq FROM events WHERE chat_id = $1 ORDER BY seq DESC LIMIT $3)";
    CHAT_TURNS = "UPDATE turns SET chat_id = $2 WHERE id IN
        (SELECT id FROM turns WHERE chat_id = $1 ORDER BY created_at DESC, id DESC LIMIT $3)";
    KEPT_TWINS = concat!(
        "SELECT kept.id FROM messages twin JOIN messages kept
         ON kept.chat_id = $2 AND kept.external_id = twin.external_id
         WHERE twin.id IN ", newest!(),
    );
    TWIN_MEDIA = concat!(
        "UPDATE media SET message_id = ", kept_twin!("media.message_id"),
        " WHERE message_id IN ", twins!(),
    );
    /// What a person answered to the kept message stays.
    TWIN_ANSWERS = concat!(
        "UPDATE message_answers SET message_id = ", kept_twin!("message_answers.message_id"),
        " WHERE message_id IN ", twins!(), " AND NOT EXISTS
            (SELECT 1 FROM message_answers known
             WHERE known.platform_user_id = message_answers.platform_user_id
             AND known.message_id = ", kept_twin!("message_answers.message_id"), ")",
    );
    TWIN_PINS = concat!(
        "UPDATE message_pins SET message_id = ", kept_twin!("message_pins.message_id"),
        " WHERE message_id IN ", twins!(), " AND NOT EXISTS
            (SELECT 1 FROM message_pins known
             WHERE known.message_id = ", kept_twin!("message_pins.message_id"), ")",
    );
    TWIN_LABELS = concat!(
        "UPDATE message_labels SET message_id = ", kept_twin!("message_labels.message_id"),
        " WHERE message_id IN ", twins!(), " AND NOT EXISTS
            (SELECT 1 FROM message_labels known
             WHERE known.label_id = message_labels.label_id
             AND known.message_id = ", kept_twin!("message_labels.message_id"), ")",
    );
    TWIN_STARS = concat!(
        "UPDATE messages SET starred_at =
            (SELECT twin.starred_at FROM messages twin
             WHERE twin.chat_id = $1 AND twin.external_id = messages.external_id)
         WHERE chat_id = $2 AND starred_at IS NULL AND external_id IN
            (SELECT external_id FROM messages
             WHERE id IN ", newest!(), " AND starred_at IS NOT NULL)",
    );
    TWIN_KEPT = concat!(
        "UPDATE messages SET kept_at =
            (SELECT twin.kept_at FROM messages twin
             WHERE twin.chat_id = $1 AND twin.external_id = messages.external_id)
         WHERE chat_id = $2 AND kept_at IS NULL AND external_id IN
            (SELECT external_id FROM messages
             WHERE id IN ", newest!(), " AND kept_at IS NOT NULL)",
    );
    DELETE_TWINS =
        concat!("DELETE FROM messages WHERE id IN ", newest!(), " AND ", has_twin!());
    CHAT_MESSAGES = concat!(
        "UPDATE messages SET chat_id = $2 WHERE id IN ", newest!(), " AND NOT ", has_twin!(),
    );
    UNCOUNT = "UPDATE chats SET message_count =
        CASE WHEN message_count > $2 THEN message_count - $2 ELSE 0 END WHERE id = $1";
    MARK_CHAT = "UPDATE chats SET merged_into = $2, address = $3, address_alt = NULL, phone = NULL,
        message_count = 0, unread_count = 0, last_message_preview = NULL WHERE id = $1";
    REDIRECT_CHATS = "UPDATE chats SET merged_into = $2 WHERE merged_into = $1";
    MERGED_INTO = "SELECT merged_into FROM chats WHERE id = $1 AND merged_into IS NOT NULL";
    DELETE_CHAT = "DELETE FROM chats WHERE id = $1";
    CHATS = "SELECT id FROM chats WHERE merged_into IS NOT NULL LIMIT $1";

    ACCOUNT_MESSAGES = "UPDATE messages SET sender_identity_id = $2, sender_person_id = $3
        WHERE id IN (SELECT id FROM messages WHERE sender_identity_id = $1 LIMIT $4)";
    PERSON_MESSAGES = "UPDATE messages SET sender_person_id = $3
        WHERE id IN (SELECT id FROM messages
            WHERE sender_identity_id = $1 AND sender_person_id = $2 LIMIT $4)";
    ACCOUNT_EVENTS = "UPDATE events SET identity_id = $3, person_id = $4
        WHERE seq IN (SELECT seq FROM events
            WHERE person_id = $2 AND identity_id = $1 ORDER BY seq DESC LIMIT $5)";
    ADD_ACCOUNT = "INSERT INTO account_moves
            (identity_id, from_person_id, into_identity_id, into_person_id)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (identity_id, from_person_id) DO UPDATE SET
            into_identity_id = excluded.into_identity_id,
            into_person_id = excluded.into_person_id";
    REDIRECT_ACCOUNTS = "UPDATE account_moves SET into_identity_id = $2, into_person_id = $3
        WHERE into_identity_id = $1";
    /// An account that its person has again has nothing to move.
    DROP_CIRCLES = "DELETE FROM account_moves WHERE into_identity_id = $1
        AND identity_id = into_identity_id AND from_person_id = into_person_id";
    ACCOUNT = "SELECT into_identity_id, into_person_id FROM account_moves
        WHERE identity_id = $1 AND from_person_id = $2";
    DELETE_ACCOUNT = "DELETE FROM account_moves WHERE identity_id = $1 AND from_person_id = $2";
    ACCOUNTS = "SELECT identity_id, from_person_id FROM account_moves LIMIT $1";

    ACCOUNT_LEFT = "SELECT CAST(1 AS BIGINT) FROM account_moves WHERE from_person_id = $1 LIMIT 1";
    PERSON_EVENTS = "UPDATE events SET person_id = $2
        WHERE seq IN (SELECT seq FROM events WHERE person_id = $1 ORDER BY seq DESC LIMIT $3)";
    ADD_PERSON = "INSERT INTO person_moves (from_id, into_id) VALUES ($1, $2)
        ON CONFLICT (from_id) DO UPDATE SET into_id = excluded.into_id";
    REDIRECT_PERSONS = "UPDATE person_moves SET into_id = $2 WHERE into_id = $1";
    PERSON = "SELECT into_id FROM person_moves WHERE from_id = $1";
    DELETE_PERSON = "DELETE FROM person_moves WHERE from_id = $1";
    PERSONS = "SELECT from_id FROM person_moves LIMIT $1";
}
