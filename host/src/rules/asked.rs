//! Which lines of a delivery were read, looked up and decided.

use super::Line;

/// The lines that something is to be decided about, in the order of the file: twelve bytes each.
#[derive(Debug, Default)]
pub(super) struct Asked {
    lines: Vec<Entry>,
    /// Most lines are asked about in order.
    next: usize,
}

#[derive(Debug)]
pub(super) struct Entry {
    number: u32,
    /// Bytes in the file: what deciding it may cost goes by them.
    pub(super) length: u32,
    pub(super) step: Step,
}

/// How far a line has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Read,
    /// Its last answer was `look-up`.
    LookedUp,
    Decided,
}

impl Asked {
    /// Lines just read, their numbers checked to grow; a rejected one is never asked about.
    pub(super) fn read(&mut self, lines: &[Line]) {
        let decidable = lines.iter().filter(|line| line.subject.is_ok());
        self.lines.extend(decidable.map(|l| Entry { number: l.number, length: l.length, step: Step::Read }));
    }

    /// No line that was read so far is asked about again.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// A line by its number; none that was never read.
    pub(super) fn line(&mut self, number: u32) -> Option<&mut Entry> {
        let index = match self.lines.get(self.next) {
            Some(line) if line.number == number => self.next,
            _ => self.lines.binary_search_by_key(&number, |line| line.number).ok()?,
        };
        self.next = index + 1;
        self.lines.get_mut(index)
    }
}
