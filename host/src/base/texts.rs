//! Texts packed into few pieces of memory: a batch holds hundreds of thousands, and had and let go of one by one they cost
//! as much as what is done with them.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Bytes after which another piece of memory is begun.
const PIECE: usize = 1 << 20;

/// A text within a piece of memory that it shares with others. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Text {
    piece: Arc<String>,
    begin: u32,
    end: u32,
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.piece[self.begin as usize..self.end as usize]
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Texts being packed.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    all: Vec<Text>,
    piece: String,
    /// Where those of the piece end.
    ends: Vec<u32>,
}

impl Texts {
    /// For so many texts.
    pub(crate) fn with_capacity(texts: usize) -> Self {
        Self { all: Vec::with_capacity(texts), ..Self::default() }
    }

    /// Adds the text that `write` appends.
    pub(crate) fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.piece);
        self.ends.push(u32::try_from(self.piece.len()).expect("a record is far shorter than 4 GB"));
        if self.piece.len() >= PIECE {
            self.seal();
            self.piece.reserve(PIECE + PIECE / 8);
        }
    }

    /// All of them, in the order in which they were added.
    pub(crate) fn end(mut self) -> Vec<Text> {
        self.seal();
        self.all
    }

    fn seal(&mut self) {
        let piece = Arc::new(std::mem::take(&mut self.piece));
        let mut begin = 0;
        for end in self.ends.drain(..) {
            self.all.push(Text { piece: Arc::clone(&piece), begin, end });
            begin = end;
        }
    }
}

#[test]
fn texts_come_out_as_they_went_in() {
    let long = "é".repeat(PIECE / 3);
    let texts = ["a", "", &long, &long, "b", &long, ""];
    let mut packed = Texts::with_capacity(texts.len());
    texts.iter().for_each(|text| packed.push_with(|out| out.push_str(text)));
    assert!(packed.end().iter().map(|text| &**text).eq(texts));
    assert!(Texts::default().end().is_empty());
}
