//! The text operators of a page's content stream.

use super::font::Font;
use super::lines::{Lines, Matrix};
use crate::bounds::{Bounds, MAX_PAGE_BYTES};
use crate::output::TextOutput;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::HashMap;
use std::rc::Rc;

/// Fonts of one document that are read.
const MAX_FONTS: usize = 512;
/// Depth of nested form `XObject`s.
const MAX_DEPTH: usize = 8;
/// Saved graphics states.
const MAX_STATES: usize = 256;

/// The pages that were read so far.
pub(super) struct Pages<'d, 'w> {
    document: &'d Document,
    bounds: &'w Bounds,
    pub(super) output: TextOutput<'w>,
    pub(super) read: usize,
    pub(super) has_pictures: bool,
    /// By the addresses of their dictionaries, which do not move.
    fonts: HashMap<*const Dictionary, Rc<Font>>,
    lines: Lines,
}

/// The current text state.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    glyph_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
}

/// The interpretation of one content stream.
struct Run<'d> {
    resources: Vec<&'d Dictionary>,
    state: State,
    stack: Vec<State>,
    text: Matrix,
    line: Matrix,
    depth: usize,
}

impl<'d, 'w> Pages<'d, 'w> {
    pub(super) fn new(document: &'d Document, bounds: &'w Bounds) -> Self {
        Self {
            document,
            bounds,
            output: TextOutput::new(bounds),
            read: 0,
            has_pictures: false,
            fonts: HashMap::new(),
            lines: Lines::default(),
        }
    }

    pub(super) fn read(&mut self, id: ObjectId) {
        self.read += 1;
        self.output.blank_line();
        self.lines = Lines::default();
        let document = self.document;
        let Ok(content) = document.get_page_content_with_limit(id, MAX_PAGE_BYTES) else {
            return self.output.mark_omission();
        };
        let (own, others) = document.get_page_resources(id).unwrap_or_default();
        let others = others.into_iter().filter_map(|id| document.get_dictionary(id).ok());
        let state = State {
            matrix: Matrix::IDENTITY,
            font: None,
            size: 1.0,
            glyph_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
        };
        self.run(&content, Run::new(own.into_iter().chain(others).collect(), state, 0));
    }

    fn run(&mut self, content: &[u8], mut run: Run<'d>) {
        if !self.bounds.consume(content.len() as u64) {
            return self.output.truncate();
        }
        for operation in Content::decode_iter(content) {
            if !self.output.can_continue() {
                return;
            }
            let Ok(operation) = operation else { return self.output.mark_omission() };
            self.step(&mut run, &operation);
        }
    }

    fn step(&mut self, run: &mut Run<'d>, operation: &Operation) {
        let operands = operation.operands.as_slice();
        match (operation.operator.as_str(), operands) {
            ("Tf", [Object::Name(name), size, ..]) => {
                run.state.size = size.as_float().unwrap_or(1.0);
                run.state.font = self.font(run, name);
            }
            ("Tj", [Object::String(string, _), ..]) => self.show(run, string),
            ("'", [Object::String(string, _), ..]) => {
                run.next_line();
                self.show(run, string);
            }
            ("\"", [word_space, glyph_space, Object::String(string, _), ..]) => {
                run.state.word_space = word_space.as_float().unwrap_or(0.0);
                run.state.glyph_space = glyph_space.as_float().unwrap_or(0.0);
                run.next_line();
                self.show(run, string);
            }
            ("TJ", [Object::Array(parts), ..]) => self.show_parts(run, parts),
            ("Do", [Object::Name(name), ..]) => self.draw(run, name),
            ("BI", _) => self.has_pictures = true,
            (operator, operands) => run.step(operator, operands),
        }
    }

    fn show_parts(&mut self, run: &mut Run<'d>, parts: &[Object]) {
        for part in parts {
            match part {
                Object::String(string, _) => self.show(run, string),
                other => {
                    let back = other.as_float().unwrap_or(0.0) / 1000.0;
                    let x = -back * run.state.size * run.state.scale;
                    run.text = Matrix::shift(x, 0.0).then(run.text);
                }
            }
        }
    }

    fn show(&mut self, run: &mut Run<'d>, string: &[u8]) {
        let state = &run.state;
        let Some(font) = &state.font else { return };
        let mut text = String::new();
        let advance = font.put(string, &mut text);
        let width = advance.width / 1000.0 * state.size
            + advance.glyphs * state.glyph_space
            + advance.spaces * state.word_space;
        let start = run.text.then(state.matrix);
        run.text = Matrix::shift(width * state.scale, 0.0).then(run.text);
        let way = (start.origin(), run.text.then(state.matrix).origin());
        self.lines.put(&mut self.output, &text, way, start.height(state.size));
    }

    fn font(&mut self, run: &Run<'d>, name: &[u8]) -> Option<Rc<Font>> {
        let font = run.resource(b"Font", name, self.document)?.as_dict().ok()?;
        let key = std::ptr::from_ref(font);
        if let Some(known) = self.fonts.get(&key) {
            return Some(Rc::clone(known));
        }
        if self.fonts.len() >= MAX_FONTS {
            self.output.mark_omission();
            return None;
        }
        let read = Rc::new(Font::read(font, self.document));
        self.fonts.insert(key, Rc::clone(&read));
        Some(read)
    }

    fn draw(&mut self, run: &Run<'d>, name: &[u8]) {
        let Some(object) = run.resource(b"XObject", name, self.document) else { return };
        let Ok(stream) = object.as_stream() else { return };
        match stream.dict.get_deref(b"Subtype", self.document).and_then(Object::as_name) {
            Ok(b"Image") => self.has_pictures = true,
            Ok(b"Form") if run.depth < MAX_DEPTH => self.form(run, stream),
            _ => {}
        }
    }

    fn form(&mut self, run: &Run<'d>, stream: &'d Stream) {
        let Ok(content) = stream.get_plain_content_with_limit(MAX_PAGE_BYTES) else {
            return self.output.mark_omission();
        };
        let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict);
        let resources = own.map_or_else(|_| run.resources.clone(), |own| vec![own]);
        let mut state = run.state.clone();
        let matrix = stream.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array);
        if let Some(matrix) = matrix.ok().and_then(|matrix| six(matrix)) {
            state.matrix = matrix.then(state.matrix);
        }
        self.run(&content, Run::new(resources, state, run.depth + 1));
    }
}

impl<'d> Run<'d> {
    fn new(resources: Vec<&'d Dictionary>, state: State, depth: usize) -> Self {
        let (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        Self { resources, state, stack: Vec::new(), text, line, depth }
    }

    /// The page's resource of this name.
    fn resource(&self, kind: &[u8], name: &[u8], document: &'d Document) -> Option<&'d Object> {
        self.resources.iter().find_map(|resources| {
            let all = resources.get_deref(kind, document).and_then(Object::as_dict).ok()?;
            all.get_deref(name, document).ok()
        })
    }

    /// Operators that only change the position and state.
    fn step(&mut self, operator: &str, operands: &[Object]) {
        let number = |at: usize| operands.get(at).and_then(|one| one.as_float().ok());
        let first = number(0).unwrap_or(0.0);
        match operator {
            "BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            "Td" | "TD" => {
                let second = number(1).unwrap_or(0.0);
                if operator == "TD" {
                    self.state.leading = -second;
                }
                self.move_line(first, second);
            }
            "Tm" => {
                if let Some(matrix) = six(operands) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            "T*" => self.next_line(),
            "TL" => self.state.leading = first,
            "Tc" => self.state.glyph_space = first,
            "Tw" => self.state.word_space = first,
            "Tz" => self.state.scale = first / 100.0,
            "cm" => {
                if let Some(matrix) = six(operands) {
                    self.state.matrix = matrix.then(self.state.matrix);
                }
            }
            "q" if self.stack.len() < MAX_STATES => self.stack.push(self.state.clone()),
            "Q" => {
                if let Some(state) = self.stack.pop() {
                    self.state = state;
                }
            }
            _ => {}
        }
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }
}

fn six(numbers: &[Object]) -> Option<Matrix> {
    let mut six = [0.0; 6];
    for (slot, number) in six.iter_mut().zip(numbers.get(..6)?) {
        *slot = number.as_float().ok()?;
    }
    Some(Matrix(six))
}
