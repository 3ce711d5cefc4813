use crate::fixtures::{text, xlsx};
use omni_documents::{Format, MAX_ROWS};

#[test]
fn sheets_are_rows_of_displayed_values() {
    let people = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>3</v></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" s=\"1\"><v>45322</v></c>\
        <c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" s=\"9\"/></row><row r=\"3\"/>\
        <row r=\"4\"><c t=\"inlineStr\"><is><t>inline\ntext</t></is></c>\
        <c><f>A1&amp;B1</f><v>0.30000000000000004</v></c><c s=\"3\"><v>0.125</v></c>\
        <c s=\"2\"><v>45322.75</v></c><c s=\"4\"><v>0.5</v></c><c t=\"e\"><v>#DIV/0!</v></c></row>";
    let book = xlsx(&[
        ("People &amp; days", "visible", people),
        ("Secret", "hidden", "<row><c><v>1</v></c></row>"),
        ("Empty", "visible", ""),
    ]);
    assert_eq!(
        text(Format::Xlsx, &book),
        "# People & days\nName | Born\nBo & Ann | 2024-01-31 |  | TRUE\n\
         inline text | 0.3 | 12.5% | 2024-01-31 18:00 | 12:00 | #DIV/0!\n\n# Empty"
    );
}

#[test]
fn rows_and_columns_beyond_the_bounds_are_left_out_with_a_note() {
    let wide = "<row><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c></row>";
    let shown = text(Format::Xlsx, &xlsx(&[("Wide", "visible", wide)]));
    assert!(shown.starts_with("# Wide\n1 | ") && shown.ends_with(" | …"), "{}", shown.len());
    let tall = "<row><c><v>7</v></c></row>".repeat(MAX_ROWS + 10);
    let shown = text(Format::Xlsx, &xlsx(&[("Tall", "visible", &tall)]));
    assert!(shown.ends_with("\n[… the rest is left out]"));
    assert_eq!(shown.lines().filter(|line| *line == "7").count(), MAX_ROWS);
}
