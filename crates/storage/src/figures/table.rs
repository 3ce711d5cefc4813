//! The table `figures`.

use crate::db::{MultiRow, statements};

/// What identifies a row.
macro_rules! key {
    () => {
        "tenant_id, slot, instance_id, agent_id, kind, model, latency"
    };
}

statements! {
    DELETE_OF_INSTANCE = "DELETE FROM figures WHERE instance_id = $1";
    DELETE_BEFORE = concat!(
        "DELETE FROM figures WHERE tenant_id = $1 AND (", key!(), ") IN
         (SELECT ", key!(), " FROM figures WHERE tenant_id = $1 AND slot < $2
          ORDER BY slot LIMIT $3)",
    );
}

/// Adds to several rows, which are made where they are missing.
pub(super) static ADD: MultiRow = MultiRow::new(
    concat!("INSERT INTO figures (", key!(), ", amount, input_tokens, output_tokens) VALUES "),
    10,
    concat!(
        " ON CONFLICT (",
        key!(),
        ")
         DO UPDATE SET amount = figures.amount + excluded.amount,
         input_tokens = figures.input_tokens + excluded.input_tokens,
         output_tokens = figures.output_tokens + excluded.output_tokens",
    ),
);

/// The columns that follow what rows are grouped by, and the table.
pub(super) const SUMS: &str = ", kind, model, latency, CAST(SUM(amount) AS BIGINT),
    CAST(SUM(input_tokens) AS BIGINT), CAST(SUM(output_tokens) AS BIGINT)
    FROM figures WHERE tenant_id = ";
