use super::{Piece, render};
use omni_channel::Markup;

const PHONE: Markup = Markup::WHATSAPP;

fn text(source: &str) -> String {
    match render(source, &PHONE, 1).as_slice() {
        [Piece::Text(text)] => text.clone(),
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn markdown_becomes_the_markup_of_phones() {
    for (source, expected) in [
        ("**bold**, *italic*, _italic_, ~~gone~~", "*bold*, _italic_, _italic_, ~gone~"),
        ("***both***", "_*both*_"),
        ("**two\nlines**", "*two*\n*lines*"),
        ("# Prices **today**", "*Prices today*"),
        ("# Prices\ntext", "*Prices*\ntext"),
        ("one\n\ntwo\nlines", "one\n\ntwo\nlines"),
        ("Use `a * b`.", "Use `a * b`."),
        ("```rust\nlet a = 1;\n\nlet b;\n```", "```\nlet a = 1;\n\nlet b;\n```"),
        ("* one\n* two\n  * three\n\n* four", "- one\n- two\n  - three\n- four"),
        ("1. one\n2. two\n\n   more", "1. one\n2. two\n   more"),
        ("- [x] done\n- [ ] open", "- [x] done\n- [ ] open"),
        ("> said\n> twice", "> said\n> twice"),
        ("[site](https://a.example)", "site (https://a.example)"),
        ("<https://a.example> and https://b.example", "https://a.example and https://b.example"),
        ("[me](mailto:me@a.example)", "me (me@a.example)"),
        ("| Size | **Price** |\n|---|---|\n| S | 3 |", "*Size* | *Price*\nS | 3"),
        ("5*3*2 and snake_case_name", "5*3*2 and snake_case_name"),
        ("a&amp;b \\*c\\* one<br>two", "a&b *c* one\ntwo"),
        ("one\n\n---\n\ntwo", "one\n\n———\n\ntwo"),
        ("Only text: 1 < 2, #tag, (a) [b]", "Only text: 1 < 2, #tag, (a) [b]"),
    ] {
        assert_eq!(text(source), expected, "{source}");
    }
}

#[test]
fn a_channel_without_markup_gets_text() {
    let plain = render("# A\n\n**b** `c`\n\n```\nd\n```\n> e", &Markup::PLAIN, 1);
    assert_eq!(plain, [Piece::Text("A\n\nb c\n\nd\ne".to_owned())]);
}

#[test]
fn linked_images_are_pieces_of_their_own() {
    let source = "Look:\n\n![a **cat**](https://a.example/cat.png)\n\nNice? ![x](/local.png)";
    assert_eq!(
        render(source, &PHONE, 1),
        [
            Piece::Text("Look:".to_owned()),
            Piece::Image {
                url: "https://a.example/cat.png".to_owned(),
                caption: "a cat".to_owned(),
            },
            Piece::Text("Nice? x (/local.png)".to_owned()),
        ]
    );
    let image = |url: &str, caption: &str| Piece::Image {
        url: url.to_owned(),
        caption: caption.to_owned(),
    };
    assert_eq!(
        render("Not ![this](http://a.example/1).", &PHONE, 9),
        [Piece::Text("Not this.".to_owned()), image("http://a.example/1", "this")]
    );
    assert_eq!(
        render("![](http://a.example/1) ![b](http://a.example/2)", &PHONE, 9),
        [image("http://a.example/1", ""), image("http://a.example/2", "b")]
    );
    assert_eq!(
        render("![a](http://a.example/1) or ![b](http://a.example/2)", &PHONE, 9),
        [
            Piece::Text("a or b".to_owned()),
            image("http://a.example/1", "a"),
            image("http://a.example/2", "b"),
        ]
    );
    let link = "a cat (https://a.example/cat.png)";
    assert_eq!(
        render("![a cat](https://a.example/cat.png)", &PHONE, 0),
        [Piece::Text(link.to_owned())]
    );
    assert!(render("\u{e000}7\u{e001}", &PHONE, 1).len() == 1, "a number alone is text");
    assert!(render("---", &PHONE, 1).is_empty());
}
