//! One test for each sentence of section 2 that is the reader's.

use super::*;
use crate::fields::{CITY, COUNT, EMAIL, split};

/// 2024-11-05T07:30:00Z.
const NOW: i64 = 1_730_791_800;

/// Each line; number, digest, row and identifier of each good one; the layout.
type Read = Result<(Vec<Line>, Vec<(u32, u64, String, String)>, Layout), Reason>;

fn read_in_pieces(file: &[u8], piece: usize) -> Read {
    let mut reader = Reader::new(NOW);
    let (mut lines, mut contents) = (Vec::new(), Vec::new());
    for (bytes, ended) in file.chunks(piece).map(|bytes| (bytes, false)).chain([(&[][..], true)]) {
        let portion = reader.read(bytes.to_vec(), ended)?;
        lines.extend(portion.lines);
        contents.extend(portion.contents.iter().map(|content| {
            let (row, customer) = (content.row(&portion.text), content.customer(&portion.text));
            (content.number, content.digest, row.to_owned(), customer.to_owned())
        }));
    }
    let layout = reader.layout().expect("a file that is not refused has a header");
    Ok((lines, contents, layout))
}

fn read(file: impl AsRef<[u8]>) -> Read {
    read_in_pieces(file.as_ref(), usize::MAX >> 1)
}

/// The lines of a file that begins with this header.
fn lines(body: impl AsRef<[u8]>) -> Vec<Line> {
    read([b"ID_CLIENT;DATE_MODIF;NOM\n", body.as_ref()].concat()).expect("a good header").0
}

/// The code for which each line is rejected; empty for a good one.
fn codes(body: impl AsRef<[u8]>) -> Vec<String> {
    lines(body).into_iter().map(|line| line.subject.err().map(|reason| reason.code).unwrap_or_default()).collect()
}

fn refusal(file: impl AsRef<[u8]>) -> String {
    read(file).err().map(|reason| reason.code).unwrap_or_default()
}

/// The row of the only line of a file.
fn row(file: &str) -> Vec<String> {
    let contents = read(file).expect("a good file").1;
    let (_, _, row, _) = contents.first().expect("a good line");
    split(row).map(str::to_owned).to_vec()
}

fn digest(file: impl AsRef<[u8]>) -> u64 {
    let lines = read(file).expect("a good file").0;
    lines[0].subject.as_ref().expect("a good line").digest
}

#[test]
fn a_file_is_refused_for_its_header() {
    assert_eq!(refusal(""), "no-header");
    assert_eq!(refusal("\u{feff}"), "no-header");
    assert_eq!(refusal("\n\r\n \t\n"), "no-header");
    assert_eq!(refusal("NOM;DATE_MODIF\n1;2\n"), "missing-column");
    assert_eq!(refusal("ID_CLIENT;DATE_MODIF;NOM;nom\n"), "column-twice");
    assert_eq!(refusal(b"\xff\xfeI\0D\0;\0\n\0"), "not-text");
    assert_eq!(refusal("ID_CLIENT;DATE_MODIF\0\n"), "not-text");
}

#[test]
fn a_refused_file_stays_refused() {
    let mut reader = Reader::new(NOW);
    assert!(reader.read(b"NOM\n".to_vec(), false).is_err());
    assert!(reader.read(b"1\n".to_vec(), false).is_err());
    assert!(reader.read(Vec::new(), true).is_err());
}

#[test]
fn a_header_alone_is_a_good_file_of_no_lines() {
    for file in ["ID_CLIENT;DATE_MODIF", "ID_CLIENT;DATE_MODIF\r\n", "\u{feff}ID_CLIENT;DATE_MODIF\n\n"] {
        assert!(read(file).expect("a good file").0.is_empty());
    }
}

#[test]
fn the_layout_names_what_is_absent_and_what_is_unknown() {
    let layout = read("\u{feff}ID_CLIENT;Couleur;DATE_MODIF;\n").expect("a good file").2;
    assert_eq!(layout.header_length, 33);
    assert_eq!(layout.unknown_columns, ["Couleur", ""]);
    assert_eq!(layout.absent_fields.len(), COUNT);
}

#[test]
fn numbers_and_offsets_are_those_of_the_file() {
    let file = "ID_CLIENT;DATE_MODIF;NOM\n\n1;2024-01-01;\"A\nB\"\r\n  \n2;2024-01-01;C";
    let lines = read(file).expect("a good file").0;
    let placed: Vec<_> = lines.iter().map(|line| (line.number, line.offset, line.length)).collect();
    assert_eq!(placed, [(3, 26, 20), (6, 49, 14)]);
}

#[test]
fn lines_of_blanks_are_skipped_and_not_counted() {
    assert_eq!(lines("\n  \n\t\r\n1;2024-01-01;A\n\n").len(), 1);
}

#[test]
fn each_record_has_its_own_encoding() {
    let lines = lines(b"L\xe9a;2024-01-01;A\nL\xc3\xa9a;2024-01-01;A\n");
    assert!(lines.iter().all(|line| line.customer.as_deref() == Some("Léa")));
    assert_eq!(codes(b"1;2024-01-01;L\xe9\x81\n"), ["control-character"], "an undefined byte of Windows-1252");
}

#[test]
fn the_file_goes_on_after_a_rejected_record() {
    let body = "1;\"2024-01-01;A\n2;2024-01-01;\u{7}\n3;2024-01-01\n;2024-01-01;A\n5;?;A\n6;;A\n7;2024-11-08;A\n8;2024-01-01;\n9;2024-01-01;A\n";
    let expected = [
        "unclosed-quote",
        "control-character",
        "cell-count",
        "no-identifier",
        "unreadable-date",
        "unreadable-date",
        "future-date",
        "no-name",
        "",
    ];
    assert_eq!(codes(body), expected);
}

#[test]
fn a_record_is_rejected_for_the_first_thing_wrong() {
    let long = "x".repeat(LONGEST_CELL + 1);
    assert_eq!(codes(format!("{long};\u{7};\"\n")), ["unclosed-quote"]);
    assert_eq!(codes(format!("\u{7};{long}\n")), ["too-long"]);
    assert_eq!(codes("\u{7};\n"), ["control-character"]);
    assert_eq!(codes(";\n"), ["cell-count"]);
    assert_eq!(codes(";?;\n"), ["no-identifier"]);
    assert_eq!(codes("1;?;\n"), ["unreadable-date"]);
    assert_eq!(codes("1;2999-01-01;\n"), ["future-date"]);
}

#[test]
fn a_cell_has_at_most_a_thousand_characters() {
    assert_eq!(codes(format!("1;2024-01-01;{}\n", "é".repeat(1_000))), [""]);
    assert_eq!(codes(format!("1;2024-01-01;{}\n", "é".repeat(1_001))), ["too-long"]);
    assert_eq!(codes(format!("1;2024-01-01;A{}\n", " ".repeat(1_001))), [""], "trimmed");
}

#[test]
fn control_characters_count_before_trimming_and_in_unknown_columns() {
    assert_eq!(codes("1\u{85};2024-01-01;A\n1;2024-01-01;A\u{7f}\n1;2024-01-01;A\rB\n"), ["control-character"; 3]);
    let lines = read("ID_CLIENT;DATE_MODIF;X\n1;2024-01-01;\u{1}\n").expect("a good file").0;
    assert_eq!(lines[0].subject.as_ref().expect_err("rejected").code, "control-character");
    assert_eq!(codes("1;2024-01-01;A\r"), ["control-character"], "a CR alone ends no line, not even the last");
}

#[test]
fn forty_eight_hours_ahead_is_the_limit() {
    assert_eq!(codes("1;2024-11-07T07:30:00Z;A\n1;2024-11-07T07:30:01Z;A\n"), ["", "future-date"]);
}

#[test]
fn a_name_is_asked_for_only_where_the_file_has_its_column() {
    let lines = read("ID_CLIENT;DATE_MODIF\n1;2024-01-01\n").expect("a good file").0;
    assert!(lines[0].subject.is_ok());
}

#[test]
fn a_rejected_line_names_its_customer_wherever_it_can_be_read() {
    let customers = |body: &str| -> Vec<_> { lines(body).into_iter().map(|line| line.customer).collect() };
    assert_eq!(customers("1;?;A\n"), [Some("1".to_owned())]);
    assert_eq!(customers("1;2024-01-01\n"), [Some("1".to_owned())]);
    assert_eq!(customers("1;\"x\n"), [Some("1".to_owned())]);
    assert_eq!(customers("\"1;x\n"), [None]);
    assert_eq!(customers("\u{7};2024-01-01;A\n"), [None]);
    assert_eq!(customers(" ;2024-01-01;A\n"), [None]);
}

#[test]
fn a_reason_names_the_column_as_the_header_writes_it() {
    let lines = read("ID_CLIENT;DATE_MODIF;Prénom\n1;2024-01-01;\u{7}\n1;2024-01-01;A;\u{7}\n").expect("good").0;
    let argument = |line: &Line| line.subject.as_ref().expect_err("rejected").arguments[0].clone();
    assert_eq!((argument(&lines[0]).kind, argument(&lines[0]).value.as_str()), (ArgumentKind::Column, "Prénom"));
    assert_eq!((argument(&lines[1]).kind, argument(&lines[1]).value.as_str()), (ArgumentKind::Number, "4"));
}

#[test]
fn values_are_stored_as_received_and_trimmed() {
    let row = row("VILLE;ID_CLIENT;EMAIL;DATE_MODIF\n Nîmes\t\tSud ;1; A@B.C\u{a0};2024-01-01\n");
    assert_eq!((row[CITY].as_str(), row[EMAIL].as_str()), ("Nîmes Sud", "A@B.C"));
}

#[test]
fn a_birth_date_is_stored_in_one_form_or_as_received() {
    let stored =
        |cell: &str| row(&format!("ID_CLIENT;DATE_MODIF;DATE_NAISSANCE\n1;2024-01-01;{cell}\n"))[BIRTH_DATE].clone();
    assert_eq!(stored("03/07/1970"), "1970-07-03");
    assert_eq!(stored("1970-07-03 23:00"), "1970-07-03");
    assert_eq!(stored(" 31/02/1970 "), "31/02/1970");
    assert_eq!(stored(""), "");
}

#[test]
fn the_digest_does_not_depend_on_how_the_file_is_written() {
    let one = digest("ID_CLIENT;DATE_MODIF;NOM;COULEUR\n1;2024-01-01;Léa B;red\n");
    assert_eq!(one, digest("\u{feff}couleur;nom;date modif;Id-Client\r\n\"red\";\" Léa\tB\";2024-01-01;1\r\n"));
    assert_eq!(one, digest(b"ID_CLIENT;DATE_MODIF;NOM;COULEUR\n1;2024-01-01;L\xe9a B;red"));
    assert_ne!(one, digest("ID_CLIENT;DATE_MODIF;NOM;COULEUR\n1;2024-01-01;Léa B;blue\n"), "unknown columns count");
    assert_ne!(one, digest("ID_CLIENT;DATE_MODIF;NOM\n1;2024-01-01;Léa B\n"));
    assert_ne!(one, digest("ID_CLIENT;DATE_MODIF;NOM;COULEUR\n1;01/01/2024;Léa B;red\n"), "text, not meaning");
    assert_ne!(one, digest("ID_CLIENT;DATE_MODIF;NOM;COULEUR\n1;2024-01-01;Léa;B red\n"));
}

#[test]
fn a_line_that_never_ends_is_rejected_and_the_next_is_read() {
    let body = [b"1;2024-01-01;".to_vec(), vec![b'x'; 1_000_000], b"\n2;2024-01-01;A\n".to_vec()].concat();
    let found = lines(&body);
    assert_eq!(found[0].length, 1_000_014);
    assert_eq!(found[0].subject.as_ref().expect_err("rejected").code, "too-long");
    assert_eq!((found[1].number, found[1].offset), (3, 25 + 1_000_014));
}

/// Header, then cells of what is hard: quotes, line ends, TAB, blanks, accents in both encodings, control characters.
fn hard_files() -> impl proptest::strategy::Strategy<Value = Vec<u8>> {
    use proptest::prelude::*;
    const PIECES: [&[u8]; 14] = [
        b"1",
        b";",
        b";",
        b"\"",
        b"\n",
        b"\r\n",
        b"\r",
        b"\t",
        b" ",
        b"2024-01-01",
        b"\xc3\xa9",
        b"\xe9",
        b"\x07",
        b"\n1;2024-01-01;A\n",
    ];
    const HEADERS: [&[u8]; 4] = [
        b"ID_CLIENT;DATE_MODIF;NOM\n",
        b"\xef\xbb\xbf\"ID_CLIENT\";DATE_MODIF;NOM\r\n",
        b"\nNOM;PR\xc9NOM;ID_CLIENT;DATE_MODIF\n",
        b"NOM\n",
    ];
    let (piece, header) = (proptest::sample::select(&PIECES[..]), proptest::sample::select(&HEADERS[..]));
    (header, proptest::collection::vec(piece, 0..40)).prop_map(|(header, pieces)| [header, &pieces.concat()].concat())
}

proptest::proptest! {
    #[test]
    fn where_the_bytes_are_cut_does_not_matter(file in hard_files(), piece in 1_usize..7) {
        proptest::prop_assert_eq!(read(&file), read_in_pieces(&file, piece));
    }

    #[test]
    fn every_byte_after_the_header_belongs_to_a_line_or_to_a_blank_one(file in hard_files()) {
        if let Ok((lines, _, layout)) = read(&file) {
            let mut at = u64::from(layout.header_length);
            for line in lines {
                proptest::prop_assert!(line.offset >= at);
                let between = &file[at as usize..line.offset as usize];
                proptest::prop_assert!(between.iter().all(|byte| b" \t\r\n".contains(byte)));
                at = line.offset + u64::from(line.length);
            }
            proptest::prop_assert!(file[at as usize..].iter().all(|byte| b" \t\r\n".contains(byte)));
        }
    }
}
