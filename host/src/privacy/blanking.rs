//! Records of kept contents, read and blanked where they lie: in the folder, or within a backup.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use super::likeness::Likeness;
use crate::base::{Base, KeptRecord, Within};
use crate::kept::Kept;
use crate::store::StoreError;

/// A content that can be read and overwritten in place.
pub(crate) trait Content: Read + Write + Seek {
    /// Makes what was written durable.
    fn settle(&mut self) -> io::Result<()>;
}

impl Content for std::fs::File {
    fn settle(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

impl Content for Within<'_> {
    fn settle(&mut self) -> io::Result<()> {
        // The database makes it durable.
        self.flush()
    }
}

/// Where the contents of a base's deliveries are.
#[derive(Clone, Copy)]
pub(crate) enum Contents<'a> {
    /// In the data folder.
    Folder(&'a Kept),
    /// In the backup that the base is.
    Within,
    /// Elsewhere: a snapshot holds the base alone.
    Nowhere,
}

impl Contents<'_> {
    /// A content; none where it is not kept (any more).
    pub(super) fn open<'b>(&self, base: &'b Base, sha256: &str) -> Result<Option<Box<dyn Content + 'b>>, StoreError> {
        match self {
            Self::Folder(kept) => match kept.open_to_blank(sha256) {
                Ok(file) => Ok(Some(Box::new(file))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(source) => Err(StoreError::Kept { source }),
            },
            Self::Within => Ok(base.content_within(sha256)?.map(|content| Box::new(content) as Box<dyn Content>)),
            Self::Nowhere => Ok(None),
        }
    }
}

/// What records without an identifier show of a person.
#[derive(Debug, Default)]
pub(super) struct Sighted {
    /// Rejected versions that are the person's.
    pub(super) versions: Vec<i64>,
    /// Lines of contents that the rules never read.
    pub(super) lines: Vec<KeptRecord>,
    /// Rejected records of which nobody knows whose they are.
    pub(super) unidentified: u64,
    /// Names of contents that the rules never read.
    pub(super) unread: Vec<String>,
}

/// Looks for a person in records that carry no identifier, and in contents that no rules read.
pub(super) fn sight(base: &Base, contents: Contents<'_>, likeness: &Likeness) -> Result<Sighted, StoreError> {
    let unreadable = |source| StoreError::Kept { source };
    let mut sighted = Sighted::default();
    let mut open: Option<(String, Option<Box<dyn Content + '_>>)> = None;
    let mut bytes = Vec::new();
    base.each_unidentified(|version, record| {
        if open.as_ref().is_none_or(|(sha256, _)| *sha256 != record.sha256) {
            open = Some((record.sha256.clone(), contents.open(base, &record.sha256)?));
        }
        let Some((_, Some(content))) = &mut open else { return Ok(()) };
        bytes.clear();
        content.seek(SeekFrom::Start(record.offset)).map_err(unreadable)?;
        content.take(u64::from(record.length)).read_to_end(&mut bytes).map_err(unreadable)?;
        if likeness.is_in(&bytes) {
            sighted.versions.push(version);
        } else {
            sighted.unidentified += 1;
        }
        Ok::<(), StoreError>(())
    })?;
    for (sha256, name) in base.unread_contents()? {
        let Some(content) = contents.open(base, &sha256)? else { continue };
        let lines = likeness.lines(&mut BufReader::new(content)).map_err(unreadable)?;
        let record = |(offset, length)| KeptRecord { sha256: sha256.clone(), offset, length };
        sighted.lines.extend(lines.into_iter().map(record));
        sighted.unread.push(name);
    }
    Ok(sighted)
}

/// Blanks every record that is still to be blanked; answers how many.
pub(crate) fn blank_what_is_left(base: &Base, contents: Contents<'_>) -> Result<u64, StoreError> {
    let unwritable = |source| StoreError::Kept { source };
    let records = base.to_blank()?;
    for of_one in records.chunk_by(|left, right| left.sha256 == right.sha256) {
        let sha256 = &of_one[0].sha256;
        if let Some(mut content) = contents.open(base, sha256)? {
            for record in of_one {
                blank(&mut content, record.offset, record.length).map_err(unwritable)?;
            }
            content.settle().map_err(unwritable)?;
        }
        base.is_blanked(sha256)?;
    }
    Ok(records.len() as u64)
}

/// Makes blanks of the bytes of a record; line ends stay, so that every other line keeps its number.
pub(super) fn blank(content: &mut (impl Read + Write + Seek), offset: u64, length: u32) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(length as usize);
    content.seek(SeekFrom::Start(offset))?;
    Read::by_ref(content).take(u64::from(length)).read_to_end(&mut bytes)?;
    for byte in &mut bytes {
        if !matches!(byte, b'\r' | b'\n') {
            *byte = b' ';
        }
    }
    content.seek(SeekFrom::Start(offset))?;
    content.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blanked_record_keeps_its_length_and_its_line_ends() {
        let mut content = io::Cursor::new(b"ID;N\r\n1;\"a\nb\"\r\n2;c\r\n".to_vec());
        blank(&mut content, 6, 9).expect("in memory");
        assert_eq!(content.into_inner(), b"ID;N\r\n    \n  \r\n2;c\r\n");
    }

    #[test]
    fn blanking_past_the_end_adds_nothing() {
        let mut content = io::Cursor::new(b"ID\n1".to_vec());
        blank(&mut content, 3, 10).expect("in memory");
        assert_eq!(content.into_inner(), b"ID\n ");
    }
}
