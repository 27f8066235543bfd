//! Results on standard output: one object, or a list written as it is read.

use std::io::{self, Write};
use std::ops::ControlFlow;

use serde::Serialize;

/// One object on one line.
pub(super) fn json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// One object over many lines, for people.
pub(super) fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// A list, an element a line, written while the base is still being read: a delivery may have millions of lines.
///
/// An error of writing ends the reading and is kept until [`List::end`].
pub(super) struct List<'a> {
    out: &'a mut dyn Write,
    form: Form,
    elements: u64,
    error: Option<io::Error>,
}

/// What stands around the elements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `[`, commas, `]`.
    Json,
    /// Nothing: text, or JSON lines.
    Lines,
}

impl<'a> List<'a> {
    /// Begins a list.
    pub(super) fn begin(out: &'a mut dyn Write, form: Form) -> Self {
        Self { out, form, elements: 0, error: None }
    }

    /// Writes one element; breaks off where nobody reads any more.
    pub(super) fn element(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> ControlFlow<()> {
        let begin = match (self.form, self.elements) {
            (Form::Lines, _) => "",
            (Form::Json, 0) => "[\n",
            (Form::Json, _) => ",\n",
        };
        self.elements += 1;
        match self.out.write_all(begin.as_bytes()).and_then(|()| write(self.out)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Ends the list; answers how many elements it has.
    pub(super) fn end(self) -> io::Result<u64> {
        if let Some(error) = self.error {
            return Err(error);
        }
        match (self.form, self.elements) {
            (Form::Lines, _) => {}
            (Form::Json, 0) => self.out.write_all(b"[]\n")?,
            (Form::Json, _) => self.out.write_all(b"\n]\n")?,
        }
        Ok(self.elements)
    }
}

/// An element of a JSON list.
pub(super) fn element(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lists_are_json_of_any_length() {
        for length in 0..3 {
            let mut out = Vec::new();
            let mut list = List::begin(&mut out, Form::Json);
            for index in 0..length {
                assert!(list.element(|out| element(out, &index)).is_continue());
            }
            assert_eq!(list.end().expect("written"), length);
            let read: Vec<u64> = serde_json::from_slice(&out).expect("a list");
            assert_eq!(read, (0..length).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_reader_who_leaves_ends_the_reading() {
        let mut closed = Closed;
        let mut list = List::begin(&mut closed, Form::Lines);
        assert!(list.element(|out| element(out, &1)).is_break());
        assert_eq!(list.end().map_err(|error| error.kind()), Err(io::ErrorKind::BrokenPipe));
    }
}
