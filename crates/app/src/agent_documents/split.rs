//! Cutting a text into passages: pieces that fit together into a prompt.

/// Longest passage, characters: some paragraphs.
const PASSAGE_CHARS: usize = 1000;
/// Where a text is cut, the best first: between paragraphs, lines, sentences and words.
const BREAKS: [&str; 9] = ["\n\n", "\n", ". ", "! ", "? ", "。", "; ", ", ", " "];

/// The passages of a text, in order. Nothing but space is left out.
pub(super) fn passages(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (passage, after) = rest.split_at(end(rest));
        found.push(passage.trim_end());
        rest = after.trim_start();
    }
    found
}

/// Where the first passage of a text ends: at the last of the best breaks in the second half of what fits.
fn end(text: &str) -> usize {
    let Some((limit, _)) = text.char_indices().nth(PASSAGE_CHARS) else { return text.len() };
    let fits = &text[..limit];
    let mut ends = BREAKS.iter().filter_map(|mark| Some(fits.rfind(mark)? + mark.len()));
    ends.find(|end| *end > limit / 2).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::{PASSAGE_CHARS, passages};

    #[test]
    fn a_short_text_is_one_passage() {
        assert_eq!(passages(" Tea is 3 €.\n\nCoffee is 4 €.\n"), ["Tea is 3 €.\n\nCoffee is 4 €."]);
        assert_eq!(passages(" \n "), Vec::<&str>::new());
    }

    #[test]
    fn a_long_text_is_cut_at_its_best_breaks() {
        let paragraph = "Tea is 3 €. ".repeat(50);
        let text = format!("{paragraph}\n\n{paragraph}\n\n{paragraph}");
        let found = passages(&text);
        assert_eq!(found, [paragraph.trim(); 3]);
        let lines = "a line of the table | 3\n".repeat(100);
        for passage in passages(&lines) {
            assert!(passage.starts_with("a line") && passage.ends_with("| 3"), "{passage}");
        }
        let sentences = "One ends here. ".repeat(200);
        assert!(passages(&sentences).iter().all(|passage| passage.ends_with("here.")));
    }

    #[test]
    fn no_text_is_lost_and_no_passage_is_too_long() {
        for text in
            ["é".repeat(2500), "word ".repeat(900), format!("{}\n", "x".repeat(999)).repeat(3)]
        {
            let found = passages(&text);
            assert!(found.iter().all(|passage| passage.chars().count() <= PASSAGE_CHARS));
            let joined: String = found.concat();
            let letters = |text: &str| text.chars().filter(|one| !one.is_whitespace()).count();
            assert_eq!(letters(&joined), letters(&text));
        }
    }
}
