//! Lines, without what mail, Markdown and armour put around them.

use super::lex::{at, is_blank, next, part, skip, trim};
use core::ops::Range;

/// The lines of a text: what is quoted with `>` without that; if there are fences, only what they enclose.
#[derive(Clone, Debug)]
pub(super) struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    /// Whether a line counts only between fences.
    fenced: bool,
    inside: bool,
    /// Whether there are more fences than those around one text.
    is_parted: bool,
    /// How many fences were passed.
    passed: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self::within(text, 0..text.len())
    }

    /// Those of a part of the text.
    pub(super) fn within(text: &'t [u8], place: Range<usize>) -> Self {
        let text = part(text, 0..place.end);
        let start = if place.start == 0 { skip_mark(text) } else { place.start };
        let all = Self { text, at: start, fenced: false, inside: false, is_parted: false, passed: 0 };
        let fences = all.clone().filter(|line| is_fence(text, line)).take(3).count();
        Self { fenced: fences > 1, is_parted: fences > 2, ..all }
    }

    /// Whether several fences enclose several texts.
    pub(super) const fn are_parted(&self) -> bool {
        self.is_parted
    }

    /// How many fences were passed: what stands behind another one is another text.
    pub(super) const fn fences(&self) -> usize {
        self.passed
    }

    /// The same up to a position.
    pub(super) fn until(&self, end: usize) -> Self {
        Self { text: part(self.text, 0..end), ..self.clone() }
    }

    /// Where these begin and end.
    pub(super) const fn place(&self) -> Range<usize> {
        self.at..self.text.len()
    }

    /// The lines outside of the fences, if there are any.
    pub(super) fn outside(text: &'t [u8]) -> Option<impl Iterator<Item = Range<usize>>> {
        let lines = Self::new(text);
        lines.fenced.then(|| {
            let mut inside = false;
            Self { fenced: false, ..lines }.filter(move |line| {
                let fence = is_fence(text, line);
                inside ^= fence;
                !inside && !fence
            })
        })
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    /// The next line, without the blanks at its end.
    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            if self.at >= self.text.len() {
                return None;
            }
            let end = skip(self.text, self.at, self.text.len(), &|byte| !matches!(byte, b'\n' | b'\r'));
            let start = unquoted(self.text, self.at, end);
            let line = start..trim(self.text, start, end, &is_blank);
            let pair = at(self.text, end) == b'\r' && at(self.text, next(end)) == b'\n';
            self.at = if pair { next(next(end)) } else { next(end) };
            if !self.fenced {
                return Some(line);
            }
            if is_fence(self.text, &line) {
                self.inside = !self.inside;
                self.passed = next(self.passed);
            } else if self.inside {
                return Some(line);
            }
        }
    }
}

/// The characters of the lines, with their positions; a line feed at the end of each.
#[derive(Clone, Debug)]
pub(super) struct Clean<'t> {
    lines: Lines<'t>,
    /// What is left of the line.
    line: Range<usize>,
    has_ended: bool,
}

impl<'t> Clean<'t> {
    pub(super) const fn new(lines: Lines<'t>) -> Self {
        Self { lines, line: 0..0, has_ended: true }
    }

    pub(super) const fn text(&self) -> &'t [u8] {
        self.lines.text
    }

    /// From there on, all in the line that is like this.
    pub(super) fn run(&self, start: usize, is_like: &dyn Fn(u8) -> bool) -> Range<usize> {
        start..skip(self.lines.text, start, self.line.end, is_like)
    }

    /// What is left of the line.
    pub(super) fn rest(&self) -> &'t [u8] {
        part(self.lines.text, self.line.clone())
    }

    /// Passes what is left of the line.
    pub(super) const fn skip_line(&mut self) {
        self.line.start = self.line.end;
    }

    /// Goes on there, in the same line.
    pub(super) const fn go_to(&mut self, position: usize) {
        self.line.start = position;
    }
}

impl Iterator for Clean<'_> {
    type Item = (usize, u8);

    fn next(&mut self) -> Option<(usize, u8)> {
        if self.has_ended {
            self.line = self.lines.next()?;
            self.has_ended = false;
        }
        let position = self.line.start;
        if position >= self.line.end {
            self.has_ended = true;
            return Some((position, b'\n'));
        }
        self.line.start = next(position);
        Some((position, at(self.lines.text, position)))
    }
}

/// What text files of some systems begin with.
fn skip_mark(text: &[u8]) -> usize {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    if text.starts_with(MARK) { MARK.len() } else { 0 }
}

/// Where the line begins behind marks of quotation, or a tag of HTML that shows text as it is.
fn unquoted(text: &[u8], start: usize, end: usize) -> usize {
    let mut content = start;
    loop {
        let mark = skip(text, content, end, &is_blank);
        let line = part(text, mark..end);
        if line.starts_with(b"<pre") || line.starts_with(b"<code") {
            content = next(skip(text, mark, end, &|byte| byte != b'>')).min(end);
        } else if line.starts_with(b">") {
            content = next(mark);
        } else {
            return content;
        }
    }
}

fn is_fence(text: &[u8], line: &Range<usize>) -> bool {
    let start = skip(text, line.start, line.end, &is_blank);
    let line = part(text, start..line.end);
    let fences: [&[u8]; 5] = [b"```", b"~~~", b"-----BEGIN ", b"-----END ", b"begin-base64 "];
    fences.iter().any(|fence| line.starts_with(fence)) || line == b"===="
}
