//! From bytes to cells, the short ways beside the long ones.

use super::*;

fn cells(text: &str, shape: Shape) -> Vec<String> {
    let mut splitter = Splitter::default();
    splitter.split_untrimmed(text.as_bytes(), shape);
    (0..splitter.begins.len() - 1).map(|cell| splitter.untrimmed(cell).to_owned()).collect()
}

#[test]
fn utf_8_where_it_is_valid_else_windows_1252() {
    assert_eq!(decode("Lefèvre €".as_bytes()), (Cow::Borrowed("Lefèvre €"), Encoding::Utf8));
    assert_eq!(decode(b"Lef\xe8vre \x80 \x9c\x8c").0, "Lefèvre € œŒ");
    assert_eq!(decode(b"Lef\xe8vre").1, Encoding::Windows1252);
}

#[test]
fn the_five_undefined_bytes_are_control_characters() {
    for byte in [0x81, 0x8d, 0x8f, 0x90, 0x9d] {
        assert!(windows_1252(byte).is_control());
    }
    assert_eq!((0x80..=0x9f).filter(|byte| windows_1252(*byte).is_control()).count(), 5);
}

#[test]
fn quotes_are_doubled_inside() {
    assert_eq!(cells(r#"a;"b""c;d";e"#, Shape::Quoted), ["a", "b\"c;d", "e"]);
    assert_eq!(cells(r#""";"""""#, Shape::Quoted), ["", "\""]);
}

#[test]
fn bytes_after_a_closing_quote_and_quotes_inside_an_unquoted_cell_are_literal() {
    assert_eq!(cells(r#""a"b"c;d"e"f; "g""#, Shape::Quoted), ["ab\"c", "d\"e\"f", " \"g\""]);
}

#[test]
fn tab_anywhere_and_line_ends_inside_quotes_become_one_blank_each_run() {
    assert_eq!(cells("a\t\tb;c", Shape::Plain), ["a b", "c"]);
    assert_eq!(cells("\"a\r\n\t\nb\";\tc", Shape::Quoted), ["a b", " c"]);
    assert_eq!(cells("\"a\n \nb\"", Shape::Quoted), ["a   b"]);
}

#[test]
fn a_cr_outside_quotes_stays() {
    assert_eq!(cells("a\rb;\"c\"\r", Shape::Quoted), ["a\rb", "c\r"]);
}

#[test]
fn an_unclosed_cell_takes_the_rest() {
    assert_eq!(cells(r#""a";"b;c"d"#, Shape::Unclosed { cell: 1 }), ["a", "b;c\"d"]);
}

#[test]
fn clean_is_without_any_control_character() {
    assert!(is_clean("a;b ~é€œ".as_bytes()));
    for character in ('\0'..='\u{2fff}').filter(|character| character.is_control()) {
        assert!(!is_clean(format!("a{character}b").as_bytes()));
    }
    assert!(has_control("\u{85}") && has_control("\u{7f}") && !has_control("é \u{a0}"));
}

#[test]
fn trimming_is_the_standard_library_s() {
    for text in ["", " ", "a", " a", "a ", "ab", "\u{a0}é\u{2003}", "é", "a b", "\u{a0}"] {
        assert_eq!(trim(text), text.trim());
    }
}

#[test]
fn a_person_s_value_is_normalised_like_a_quoted_cell() {
    assert_eq!(normalised(" a\r\n\tb "), "a b");
}

proptest::proptest! {
    #[test]
    fn the_short_way_of_quotes_is_the_long_one(text in "[ab;\"é\u{a0}\u{2003} ]{0,40}") {
        // Where the last quote is not closed the scanner says so.
        let mut scanner = crate::records::Scanner::new();
        if let Some(crate::records::Found::Record(record)) = scanner.next(text.as_bytes(), true) {
            let (mut short, mut long) = (Splitter::default(), Splitter::default());
            short.split_untrimmed(text.as_bytes(), record.shape);
            long.unquote(&text, record.shape);
            proptest::prop_assert_eq!(&short.text, &long.text);
            proptest::prop_assert_eq!(&short.begins, &long.begins);
            let trimmed = short.split(text.as_bytes(), record.shape);
            proptest::prop_assert_eq!(trimmed.len(), long.begins.len() - 1);
            for cell in 0..trimmed.len() {
                proptest::prop_assert_eq!(trimmed.get(cell), long.untrimmed(cell).trim());
            }
        }
    }

    #[test]
    fn well_formed_records_are_read_as_the_csv_crate_does(
        rows in proptest::collection::vec(proptest::collection::vec("[ab;\"\n \u{e9}]{0,6}", 3), 1..5),
        always in proptest::bool::ANY,
    ) {
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().delimiter(b';').quote_style(style).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("memory takes it");
        }
        let file = writer.into_inner().expect("memory takes it");
        let (mut scanner, mut at, mut got) = (crate::records::Scanner::new(), 0, Vec::new());
        while let Some(crate::records::Found::Record(record)) = scanner.next(&file[at..], true) {
            let text = std::str::from_utf8(&file[at..at + record.content]).expect("UTF-8 was written");
            got.push(cells(text, record.shape));
            at += record.held;
        }
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(&file[..]);
        let oracle: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.expect("well-formed").iter().map(|cell| cell.replace(['\n'], " ")).collect())
            .collect();
        let collapsed = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
            rows.iter().map(|row| row.iter().map(|cell| cell.replace(' ', "")).collect()).collect()
        };
        proptest::prop_assert_eq!(collapsed(&got), collapsed(&oracle));
    }
}
