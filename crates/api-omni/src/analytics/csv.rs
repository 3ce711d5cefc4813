//! The statistics as a table for spreadsheets: RFC 4180, UTF-8 with a mark, one line an item.

use omni_app::analytics::{GroupName, Item, Report};

const HEAD: &str = "start,end,group_id,group,messages_received,messages_sent,messages_failed,answered,\
    silent,failed,success_rate,latency_p50_ms,latency_p90_ms,latency_p99_ms,input_tokens,\
    output_tokens,cost\r\n";

/// The whole table.
pub(super) fn table(report: &Report) -> String {
    let mut table = String::from("\u{feff}");
    table.push_str(HEAD);
    for item in &report.items {
        let cells: Vec<String> = cells(item).iter().map(|cell| safe(cell)).collect();
        table.push_str(&cells.join(","));
        table.push_str("\r\n");
    }
    table
}

fn cells(item: &Item) -> [String; 17] {
    let measures = &item.measures;
    let latency = measures.latency;
    let (id, name) = item.group.as_ref().map(named).unwrap_or_default();
    [
        item.start.to_string(),
        item.end.to_string(),
        id,
        name,
        given(measures.received),
        given(measures.sent),
        given(measures.send_failed),
        measures.answered.to_string(),
        measures.silent.to_string(),
        measures.failed.to_string(),
        given(measures.success_rate),
        given(latency.map(|latency| latency.p50)),
        given(latency.map(|latency| latency.p90)),
        given(latency.map(|latency| latency.p99)),
        measures.input_tokens.to_string(),
        measures.output_tokens.to_string(),
        given(measures.cost),
    ]
}

fn named(group: &GroupName) -> (String, String) {
    if group.is_rest {
        return (String::new(), "(other)".to_owned());
    }
    (group.id.clone().unwrap_or_default(), group.name.clone().unwrap_or_default())
}

fn given(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A cell that no spreadsheet runs: a name that begins like a formula is made a text.
fn safe(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{HEAD, safe};

    #[test]
    fn a_name_is_never_run_as_a_formula() {
        assert_eq!(safe("=1+1"), "'=1+1");
        assert_eq!(safe("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(safe("\tx"), "'\tx");
        assert_eq!(safe("shop"), "shop");
        assert_eq!(safe("a,b"), "\"a,b\"");
        assert_eq!(safe("-say \"no\"\n"), "\"'-say \"\"no\"\"\n\"");
    }

    #[test]
    fn each_column_has_a_name() {
        assert_eq!(HEAD.trim_end().split(',').count(), 17);
        assert!(!HEAD.contains(' '));
    }
}
