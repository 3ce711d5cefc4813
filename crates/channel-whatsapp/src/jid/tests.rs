use super::{bare_text, chat_type, of_phone, parse_recipient, phone, to_jid};
use omni_domain::PhoneNumber;
use omni_domain::conversation::ChatType;
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case("+55 (11) 99999-8888", "5511999998888@s.whatsapp.net", false)]
#[case("5511999998888", "5511999998888@s.whatsapp.net", false)]
#[case("0055 11 99999.8888", "5511999998888@s.whatsapp.net", false)]
#[case(" 5511999998888@s.whatsapp.net ", "5511999998888@s.whatsapp.net", false)]
#[case("5511999998888:12@s.whatsapp.net", "5511999998888@s.whatsapp.net", false)]
#[case("5511999998888@c.us", "5511999998888@s.whatsapp.net", false)]
#[case("100000012345678@lid", "100000012345678@lid", false)]
#[case("100000012345678:3@LID", "100000012345678@lid", false)]
#[case("\u{202a}+55 11 99999-8888\u{202c}", "5511999998888@s.whatsapp.net", false)]
#[case("+55\u{2009}11\u{202f}99999\u{2011}8888\u{200b}", "5511999998888@s.whatsapp.net", false)]
#[case("tel:+55-11-99999-8888;ext=1", "5511999998888@s.whatsapp.net", false)]
#[case("whatsapp:+5511999998888", "5511999998888@s.whatsapp.net", false)]
#[case("whatsapp://send?text=hi&phone=%2B5511999998888", "5511999998888@s.whatsapp.net", false)]
#[case("https://wa.me/5511999998888?text=hi", "5511999998888@s.whatsapp.net", false)]
#[case("WA.me/5511999998888", "5511999998888@s.whatsapp.net", false)]
#[case(
    "https://api.whatsapp.com/send/?phone=5511999998888&text=hi",
    "5511999998888@s.whatsapp.net",
    false
)]
#[case("120363021033254949@g.us", "120363021033254949@g.us", true)]
#[case("120363021033254949@newsletter", "120363021033254949@newsletter", false)]
#[case("status@broadcast", "status@broadcast", false)]
#[case("5511999998888-1612345678@g.us", "5511999998888-1612345678@g.us", true)]
fn recipients(#[case] text: &str, #[case] id: &str, #[case] is_group: bool) {
    let recipient = parse_recipient(text).expect("a recipient");
    assert_eq!(recipient.address.id, id);
    assert_eq!(recipient.address.alt, None);
    assert_eq!(recipient.chat_type == ChatType::Group, is_group);
    let number = id.strip_suffix("@s.whatsapp.net");
    assert_eq!(recipient.address.phone.as_ref().map(PhoneNumber::digits), number);
}

#[rstest]
#[case("")]
#[case("hello")]
#[case("12345")]
#[case("+0551199999888")]
#[case("1234567890123456")]
#[case("5511999998888@example.com")]
#[case("abc@s.whatsapp.net")]
#[case("@s.whatsapp.net")]
#[case("5511 99999 8888 ext 3")]
#[case("a@g.us")]
#[case("1-2-3@g.us")]
#[case("friends@broadcast")]
#[case("a@newsletter")]
fn invalid_recipients_are_refused_with_help(#[case] text: &str) {
    let error = parse_recipient(text).expect_err("junk");
    assert_eq!(error.code(), "channel.invalid_recipient");
    assert!(error.to_string().contains("country code"), "{error}");
}

#[test]
fn a_text_that_is_no_number_is_called_so() {
    let error = parse_recipient("abc").expect_err("junk").to_string();
    let (what, how) = error.split_once("; ").expect("what is wrong, and what is right");
    assert_eq!(what, "`abc` is neither a phone number nor an address of WhatsApp");
    assert!(how.starts_with("write a phone number with its country code"), "{how}");
}

#[test]
fn a_refused_text_shows_what_cannot_be_seen() {
    let error = parse_recipient("\u{202a}55 11 99999-888x").expect_err("junk").to_string();
    assert!(error.contains("\\u{202a}55 11 99999-888x"), "{error}");
}

#[test]
fn a_number_that_is_written_in_two_ways_names_both() {
    let recipient = parse_recipient("+55 47 98888-0001").expect("a recipient");
    assert_eq!(recipient.address.id, "5547988880001@s.whatsapp.net");
    assert_eq!(recipient.spellings, ["554788880001@s.whatsapp.net"]);
    assert!(parse_recipient("15550002222").expect("one").spellings.is_empty());
    assert!(parse_recipient("100000012345678@lid").expect("one").spellings.is_empty());
}

#[test]
fn stored_addresses_have_no_device_or_old_spelling() {
    assert_eq!(bare_text("5511999998888:12@s.whatsapp.net"), "5511999998888@s.whatsapp.net");
    assert_eq!(bare_text("5511999998888@c.us"), "5511999998888@s.whatsapp.net");
    assert_eq!(bare_text("100000012345678:3@lid"), "100000012345678@lid");
    assert_eq!(bare_text("120363021033254949@g.us"), "120363021033254949@g.us");
}

#[rstest]
#[case("5511999998888@s.whatsapp.net", ChatType::Dm)]
#[case("100000012345678@lid", ChatType::Dm)]
#[case("120363021033254949@g.us", ChatType::Group)]
#[case("status@broadcast", ChatType::Broadcast)]
#[case("120363021033254949@newsletter", ChatType::Channel)]
fn kinds_of_chats(#[case] id: &str, #[case] kind: ChatType) {
    assert_eq!(chat_type(&to_jid(id).expect("an address")), kind);
}

#[test]
fn numbers_and_phone_jids_convert_both_ways() {
    let number = PhoneNumber::parse("+55 11 99999-8888").expect("a number");
    let address = of_phone(&number);
    assert_eq!(address.id, "5511999998888@s.whatsapp.net");
    assert_eq!(phone("5511999998888:7@s.whatsapp.net"), Some(number));
    assert_eq!(phone("5511999998888@lid"), None);
    assert_eq!(phone("5511999998888"), None);
}

proptest! {
    #[test]
    fn nothing_makes_the_parser_panic(text in "\\PC{0,40}") {
        let _ = parse_recipient(&text);
    }

    #[test]
    fn a_parsed_address_parses_to_itself(number in "[1-9][0-9]{6,14}") {
        let once = parse_recipient(&number).expect("a number").address.id;
        prop_assert_eq!(&parse_recipient(&once).expect("an address").address.id, &once);
        let spaced: String = number.chars().flat_map(|digit| [digit, ' ']).collect();
        prop_assert_eq!(&parse_recipient(&format!("+{spaced}")).expect("spaced").address.id, &once);
    }
}
