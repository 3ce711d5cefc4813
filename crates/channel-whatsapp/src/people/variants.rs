//! Spellings of one number. Some countries changed their numbering, and WhatsApp keeps the
//! spelling that was valid when the account was created.

const BRAZIL: &str = "55";
const MEXICO: &str = "52";
const ARGENTINA: &str = "54";

/// The number as it is, then its other spellings. Digits with country code, without `+`.
pub(crate) fn spellings(number: &str) -> Vec<String> {
    let mut all = vec![number.to_owned()];
    let other = brazilian(number)
        .or_else(|| with_one(number, MEXICO, '1'))
        .or_else(|| with_one(number, ARGENTINA, '9'));
    all.extend(other);
    all
}

/// Mobile numbers got a 9 in front of their eight digits, the area code staying before it.
fn brazilian(number: &str) -> Option<String> {
    let national = number.strip_prefix(BRAZIL)?;
    let (area, local) = national.split_at_checked(2)?;
    match (local.len(), local.as_bytes().first()?) {
        (9, b'9') => Some(format!("{BRAZIL}{area}{}", &local[1..])),
        // Landlines begin with 2 to 5 and never got one.
        (8, b'6'..=b'9') => Some(format!("{BRAZIL}{area}9{local}")),
        _ => None,
    }
}

/// Mobile numbers are (or were) written with a digit between country code and ten-digit number.
fn with_one(number: &str, country: &str, digit: char) -> Option<String> {
    let national = number.strip_prefix(country)?;
    match national.strip_prefix(digit) {
        Some(rest) if rest.len() == 10 => Some(format!("{country}{rest}")),
        _ if national.len() == 10 => Some(format!("{country}{digit}{national}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::spellings;
    use rstest::rstest;

    #[rstest]
    #[case::brazil_with("5511999998888", &["551199998888"])]
    #[case::brazil_without("551199998888", &["5511999998888"])]
    #[case::brazil_landline("551133334444", &[])]
    #[case::mexico_with("5215512345678", &["525512345678"])]
    #[case::mexico_without("525512345678", &["5215512345678"])]
    #[case::argentina_with("5491123456789", &["541123456789"])]
    #[case::argentina_without("541123456789", &["5491123456789"])]
    #[case::elsewhere("15550002222", &[])]
    #[case::short("55", &[])]
    fn numbers_have_these_other_spellings(#[case] number: &str, #[case] others: &[&str]) {
        let all = spellings(number);
        assert_eq!(all[0], number);
        assert_eq!(&all[1..], others);
    }
}
