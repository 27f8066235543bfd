//! The cells of records, for the file viewer. It never fails: what is broken is shown as well as it can be.

use crate::header::{self, Columns};
use crate::reading::wrong;
use crate::records::{Found, Scanner, Shape, is_blank};
use crate::text::{Cells, Encoding, Splitter, decode};
use crate::types::ShownCells;

/// The header's cells first, then those of each record of a window of whole records, whose first has the number
/// `first_line`.
pub fn show(header: &[u8], window: &[u8], first_line: u32) -> Vec<ShownCells> {
    let (begin, content, shape) = header::find(header);
    let columns = Columns::read(content, shape).ok();
    let mut shown = vec![ShownCells {
        number: 1,
        offset: 0,
        length: length(header.len() as u64),
        encoding: name(decode(&header[begin..begin + content.len()]).1),
        values: header::cells(content, shape),
        wrong_column: None,
    }];
    let (mut scanner, mut splitter) = (Scanner::new(), Splitter::default());
    let (mut at, mut offset, mut number) = (0, 0, first_line);
    while let Some(found) = scanner.next(&window[at..], true) {
        let record = match found {
            Found::Record(record) => record,
            Found::More(unneeded) => {
                at += unneeded;
                continue;
            }
        };
        let bytes = &window[at..at + record.content];
        if record.shape != Shape::Plain || !is_blank(bytes) {
            let cells = splitter.split(bytes, record.shape);
            let wrong = columns.as_ref().and_then(|columns| wrong(columns, &cells, record.shape, None).err());
            shown.push(ShownCells {
                number,
                offset: length(offset),
                length: length(record.length),
                encoding: name(cells.encoding),
                values: values(&cells),
                wrong_column: wrong.and_then(|wrong| wrong.column).and_then(|column| u32::try_from(column).ok()),
            });
        }
        at += record.held;
        offset += record.length;
        number = number.saturating_add(record.line_ends);
    }
    shown
}

fn values(cells: &Cells<'_>) -> Vec<String> {
    (0..cells.len()).map(|index| cells.get(index).to_owned()).collect()
}

fn name(encoding: Encoding) -> String {
    match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Windows1252 => "windows-1252",
    }
    .to_owned()
}

fn length(bytes: u64) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\xef\xbb\xbfID_CLIENT;DATE_MODIF;NOM\r\n";

    #[test]
    fn the_header_comes_first_and_numbers_count_lines() {
        let shown = show(HEADER, b"1;2024-01-01;\"A\r\nB\"\r\n\r\n2;2024-01-01;C\n", 7);
        assert_eq!(shown[0].values, ["ID_CLIENT", "DATE_MODIF", "NOM"]);
        assert_eq!((shown[0].number, shown[0].offset, shown[0].length), (1, 0, HEADER.len() as u32));
        assert_eq!(shown[1].values, ["1", "2024-01-01", "A B"]);
        assert_eq!((shown[1].number, shown[1].offset, shown[1].length), (7, 0, 21));
        assert_eq!((shown[2].number, shown[2].offset), (10, 23));
        assert_eq!(shown.len(), 3);
    }

    #[test]
    fn each_record_has_its_encoding() {
        let shown = show(HEADER, b"1;2024-01-01;L\xe9a\n2;2024-01-01;L\xc3\xa9a\n", 2);
        assert_eq!((shown[1].encoding.as_str(), shown[1].values[2].as_str()), ("windows-1252", "Léa"));
        assert_eq!((shown[2].encoding.as_str(), shown[2].values[2].as_str()), ("utf-8", "Léa"));
    }

    #[test]
    fn the_wrong_column_is_named() {
        let wrong = |window: &[u8]| show(HEADER, window, 2)[1].wrong_column;
        assert_eq!(wrong(b"1;2024-01-01;A\n"), None);
        assert_eq!(wrong(b";2024-01-01;A\n"), Some(0));
        assert_eq!(wrong(b"1;?;A\n"), Some(1));
        assert_eq!(wrong(b"1;2024-01-01;\n"), Some(2));
        assert_eq!(wrong(b"1;\"2024-01-01;A\n"), Some(1));
        assert_eq!(wrong(b"1;2024-01-01;A\rB\n"), Some(2));
        assert_eq!(wrong(b"1;2024-01-01\n"), None, "a number of cells is no column's fault");
        assert_eq!(wrong(b"1;2999-01-01;A\n"), None, "the viewer has no clock");
    }

    #[test]
    fn nothing_makes_it_fail() {
        assert_eq!(show(b"", b"", 2).len(), 1);
        assert_eq!(show(b"\0\0", b"a;b\n", 2)[1].values, ["a", "b"]);
        let long = vec![b'x'; 600_000];
        assert_eq!(show(HEADER, &long, 2)[1].length, 600_000);
        assert_eq!(show(HEADER, b"1;2;3;4;5\n", 2)[1].values.len(), 5);
    }
}
