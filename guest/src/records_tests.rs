//! Where records begin and end, however they are built and cut.

use super::*;

/// Records of a whole file: content, line ends and shape.
fn records(file: &[u8]) -> Vec<(String, u32, Shape)> {
    records_in_pieces(file, usize::MAX)
}

fn records_in_pieces(file: &[u8], piece: usize) -> Vec<(String, u32, Shape)> {
    let mut scanner = Scanner::new();
    let (mut buffer, mut found, mut total) = (Vec::new(), Vec::new(), 0);
    let mut pieces = file.chunks(piece.min(file.len().max(1)));
    let mut ended = false;
    while !ended {
        match pieces.next() {
            Some(bytes) => buffer.extend_from_slice(bytes),
            None => ended = true,
        }
        loop {
            match scanner.next(&buffer, ended) {
                Some(Found::Record(record)) => {
                    let content = String::from_utf8_lossy(&buffer[..record.content]).into_owned();
                    found.push((content, record.line_ends, record.shape));
                    buffer.drain(..record.held);
                    total += record.length;
                }
                Some(Found::More(unneeded)) => {
                    buffer.drain(..unneeded);
                    break;
                }
                None => break,
            }
        }
        assert!(buffer.len() <= LONGEST_RECORD + piece.min(file.len()), "memory stays bounded");
    }
    assert_eq!(total, file.len() as u64, "every byte belongs to one record");
    found
}

fn contents(file: &str) -> Vec<String> {
    records(file.as_bytes()).into_iter().map(|record| record.0).collect()
}

#[test]
fn lines_end_with_lf_or_crlf() {
    assert_eq!(contents("a;b\nc;d\r\ne;f"), ["a;b", "c;d", "e;f"]);
    assert_eq!(contents("\"a\"\r\nb\n"), ["\"a\"", "b"]);
}

#[test]
fn a_cr_alone_is_no_line_end() {
    assert_eq!(contents("a\rb\r\r\nc\r"), ["a\rb\r", "c\r"]);
}

#[test]
fn a_quoted_cell_holds_line_ends_which_count() {
    assert_eq!(
        records(b"a;\"b\r\nc\nd\"\ne\n"),
        [("a;\"b\r\nc\nd\"".to_owned(), 3, Shape::Quoted), ("e".to_owned(), 1, Shape::Plain),]
    );
}

#[test]
fn doubled_quotes_and_bytes_after_the_closing_quote_stay_in_the_record() {
    assert_eq!(contents("\"a\"\"\nb\";c\n\"x\"y\"\nz\n"), ["\"a\"\"\nb\";c", "\"x\"y\"", "z"]);
}

#[test]
fn a_quote_inside_an_unquoted_cell_opens_nothing() {
    assert_eq!(contents("a\"b;c\nd\n"), ["a\"b;c", "d"]);
    assert_eq!(contents(" \"a\nb\n"), [" \"a", "b"]);
}

#[test]
fn a_quote_open_at_the_end_of_the_file_costs_one_line() {
    assert_eq!(
        records(b"a;\"b\r\nc;d\n"),
        [("a;\"b".to_owned(), 1, Shape::Unclosed { cell: 1 }), ("c;d".to_owned(), 1, Shape::Plain),]
    );
    assert_eq!(records(b"\"x\ny\";\"b"), [("\"x\ny\";\"b".to_owned(), 1, Shape::Unclosed { cell: 1 })]);
}

#[test]
fn a_quote_open_after_4000_bytes_is_unclosed() {
    let just = format!("\"{}\n\";b\nc\n", "x".repeat(3_999));
    assert_eq!(records(just.as_bytes())[0].2, Shape::Quoted);
    assert_eq!(records(just.as_bytes()).len(), 2);
    let over = format!("\"\n{}\";b\nc\n", "x".repeat(4_000));
    let found = records(over.as_bytes());
    assert_eq!(found[0], ("\"".to_owned(), 1, Shape::Unclosed { cell: 0 }));
    assert_eq!(found.len(), 3);
    let doubled = format!("\"{}\"\"\";b\nc\n", "x".repeat(4_000));
    assert_eq!(records(doubled.as_bytes())[0].2, Shape::Unclosed { cell: 0 });
}

#[test]
fn a_line_without_end_takes_no_memory() {
    let mut file = b"a;b\n".to_vec();
    file.resize(3_000_000, b'x');
    file.extend_from_slice(b"\nc;d\n");
    for piece in [usize::MAX, 70_000, 1_000_000] {
        let found = records_in_pieces(&file, piece);
        assert_eq!(found[1], (String::new(), 1, Shape::TooLong));
        assert_eq!(found[2].0, "c;d");
    }
    file.truncate(2_000_000);
    assert_eq!(records_in_pieces(&file, 65_536)[1], (String::new(), 0, Shape::TooLong));
}

#[test]
fn blank_lines_are_only_blanks() {
    assert!(is_blank(b"") && is_blank(b" \t "));
    assert!(!is_blank(b";") && !is_blank(b"\r") && !is_blank(b"\"\""));
}

proptest::proptest! {
    #[test]
    fn the_cuts_do_not_matter(file in "[ab;\"\r\n]{0,60}", piece in 1_usize..9) {
        proptest::prop_assert_eq!(records(file.as_bytes()), records_in_pieces(file.as_bytes(), piece));
    }
}
