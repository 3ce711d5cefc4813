//! The cost of a reading, by the providers' price lists. Models that are not on them
//! (those of one's own server among them) cost nothing.

/// Millionths of a US dollar for this many seconds of sound.
pub(super) fn of_sound(model: &str, seconds: f64) -> u64 {
    let per_hour: f64 = match model {
        "whisper-large-v3-turbo" => 40_000.0,
        "whisper-large-v3" => 111_000.0,
        "whisper-1" => 360_000.0,
        _ => return 0,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a price of a file of bounded size: positive, and far below 2^53"
    )]
    let micros = (per_hour * seconds.clamp(0.0, 1e6) / 3600.0).ceil() as u64;
    micros
}

/// Millionths of a US dollar for this many tokens.
pub(super) fn of_tokens(model: &str, input: u64, output: u64) -> u64 {
    if model != "gpt-4o-mini" && !model.starts_with("gemini-") {
        return 0;
    }
    // 0.15 and 0.60 dollars for a million.
    (input.saturating_mul(15).saturating_add(output.saturating_mul(60))).div_ceil(100)
}

#[cfg(test)]
mod tests {
    use super::{of_sound, of_tokens};

    #[test]
    fn prices_are_those_of_the_lists() {
        assert_eq!(of_sound("whisper-large-v3-turbo", 3600.0), 40_000);
        assert_eq!(of_sound("whisper-1", 60.0), 6_000);
        assert_eq!(of_sound("my-own", 60.0), 0);
        assert_eq!(of_tokens("gpt-4o-mini", 1_000_000, 1_000_000), 750_000);
        assert_eq!(of_tokens("gpt-4o-mini", 1, 0), 1);
        assert_eq!(of_tokens("llama", 1000, 1000), 0);
    }
}
