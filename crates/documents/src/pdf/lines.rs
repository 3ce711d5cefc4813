//! Positions of strings: a gap is a space, an offset across the line starts another line.

use crate::output::TextOutput;

/// A gap between two strings of a line that is a space, in heights of the text. Kerning stays
/// below, the spaces of justified text above.
const SPACE: f32 = 0.15;
/// A gap that separates columns.
const COLUMN: f32 = 2.5;
/// An offset across the line that starts another. Superscripts and subscripts stay below.
const LINE: f32 = 0.5;
/// An offset back along the line that starts another.
const BACK: f32 = 1.5;

/// A PDF matrix `[a b c d e f]`, applied to row vectors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) const fn shift(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// Composes two matrices: this one first, then the other.
    pub(super) fn then(self, Self(other): Self) -> Self {
        let row = |x: f32, y: f32| (x * other[0] + y * other[2], x * other[1] + y * other[3]);
        let [first, second, third] = [0, 2, 4].map(|at| row(self.0[at], self.0[at + 1]));
        let (x, y) = (third.0 + other[4], third.1 + other[5]);
        Self([first.0, first.1, second.0, second.1, x, y])
    }

    pub(super) const fn origin(self) -> (f32, f32) {
        (self.0[4], self.0[5])
    }

    /// The transformed height.
    pub(super) fn height(self, height: f32) -> f32 {
        (self.0[2] * height).hypot(self.0[3] * height)
    }
}

/// The previous string on the page.
#[derive(Debug, Clone, Copy)]
struct Last {
    end: (f32, f32),
    /// Its direction, of length 1.
    way: (f32, f32),
    height: f32,
}

/// The lines of one page.
#[derive(Debug, Default)]
pub(super) struct Lines {
    last: Option<Last>,
}

impl Lines {
    /// Writes a string that runs from `start` to `end`.
    pub(super) fn put(
        &mut self,
        output: &mut TextOutput<'_>,
        text: &str,
        (start, end): ((f32, f32), (f32, f32)),
        height: f32,
    ) {
        let text: String = text.chars().filter(|one| !one.is_control()).collect();
        if text.is_empty() {
            return;
        }
        if let Some(last) = self.last {
            separate(output, &text, last, start, height);
        }
        output.push(&text);
        let (x, y) = (end.0 - start.0, end.1 - start.1);
        let length = x.hypot(y);
        let way = if length > 0.0 { (x / length, y / length) } else { (1.0, 0.0) };
        self.last = Some(Last { end, way, height });
    }
}

fn separate(output: &mut TextOutput<'_>, text: &str, last: Last, start: (f32, f32), height: f32) {
    let (x, y) = (start.0 - last.end.0, start.1 - last.end.1);
    let along = x * last.way.0 + y * last.way.1;
    let across = (x * last.way.1 - y * last.way.0).abs();
    let height = height.max(last.height);
    if across > LINE * height || along < -BACK * height {
        output.start_line();
    } else if along > COLUMN * height {
        output.push("\t");
    } else if along > SPACE * height && !output.ends_with(' ') && !text.starts_with(' ') {
        output.push(" ");
    }
}
