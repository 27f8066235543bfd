use chrono_tz::Tz;
use serde_json::Value;

use super::*;
use crate::base::Wordings;
use crate::messages::{Language, Messages};
use crate::report::sample;

fn json(view: &impl Serialize) -> String {
    serde_json::to_string_pretty(view).expect("a view")
}

fn keys(value: &Value) -> Vec<String> {
    value.as_object().expect("an object").keys().cloned().collect()
}

fn with_words(test: impl FnOnce(&Words<'_>)) {
    let messages = Messages::new(Language::English);
    let wordings: Wordings = sample::wordings();
    test(&Words::new(&messages, &wordings, Tz::Europe__Paris));
}

#[test]
fn a_retrieval_has_every_key() {
    with_words(|words| {
        insta::assert_snapshot!(json(&retrieval(&sample::retrieval(), words)), @r#"
        {
          "id": 2,
          "mode": "manual",
          "status": "partial",
          "started_at": "2026-11-24T11:00:00+00:00",
          "finished_at": null,
          "error": null,
          "deliveries": [
            {
              "id": 3,
              "name": "CLIENTS_1.csv",
              "sha256": "ab12",
              "size": 12345,
              "status": "applied",
              "same_as": null,
              "reason": null,
              "rules": {
                "name": "default",
                "version": "1.0.0",
                "digest": "d1"
              },
              "lines": 1240,
              "outcomes": {
                "created": 12,
                "corrected": 1200,
                "unchanged": 20,
                "already-processed": 3,
                "stale": 2,
                "duplicate": 1,
                "rejected": 2
              },
              "notes": {
                "opt-out-not-applied": 1,
                "weak-match": 4
              },
              "unknown_columns": [
                "COULEUR"
              ]
            }
          ],
          "waiting": [
            {
              "name": "CLIENTS_2.csv",
              "reason": "host.waiting-growing"
            }
          ],
          "notices": [
            {
              "code": "host.listing-truncated",
              "text": "The server did not list every file; the rest will come with the next retrieval."
            }
          ]
        }
        "#);
    });
}

#[test]
fn a_failed_retrieval_says_why_and_what_to_do() {
    with_words(|words| {
        let error = crate::retrieval::host_reason("host.exchange-unreachable", &["ftp.example:21"]);
        let failed = Retrieval { error: Some(error), deliveries: Vec::new(), ..sample::retrieval() };
        let view: Value = serde_json::from_str(&json(&retrieval(&failed, words))).expect("JSON");
        assert_eq!(keys(&view["error"]), ["code", "hint", "message"]);
        assert_eq!(view["error"]["message"], "The exchange's server ftp.example:21 can't be reached.");
    });
}

#[test]
fn a_rejected_line_has_every_key() {
    with_words(|words| {
        insta::assert_snapshot!(json(&modification(&sample::rejected(), words)), @r#"
        {
          "id": 41,
          "line": 1234,
          "customer": null,
          "applied_to": null,
          "modified_at": null,
          "outcome": "rejected",
          "others": [],
          "reason": {
            "code": "unreadable-date",
            "text": "unreadable date \"32/13/2026\" (DATE_MODIF)",
            "column": "DATE_MODIF"
          },
          "notes": [],
          "changes": [],
          "resolution": null
        }
        "#);
    });
}

#[test]
fn a_withheld_line_in_the_history_has_every_key() {
    with_words(|words| {
        insta::assert_snapshot!(json(&history(&sample::duplicate(), words)), @r#"
        {
          "id": 42,
          "line": 7,
          "customer": "C8",
          "applied_to": "C1",
          "modified_at": "2026-11-24T11:00:00+00:00",
          "outcome": "duplicate",
          "others": [
            {
              "customer": "C7",
              "reasons": [
                {
                  "code": "same-card",
                  "text": "same card"
                }
              ]
            }
          ],
          "reason": null,
          "notes": [
            {
              "code": "weak-match",
              "text": "same e-mail as C9"
            }
          ],
          "changes": [
            {
              "field": "email",
              "old": "a@b.fr",
              "new": ""
            }
          ],
          "resolution": "superseded",
          "integrated_at": "2026-11-24T11:00:00+00:00",
          "delivery": {
            "id": 3,
            "name": "CLIENTS_1.csv"
          },
          "operation": "duplicate",
          "by": "marie"
        }
        "#);
    });
}

#[test]
fn what_a_person_did_is_an_operation_and_no_outcome() {
    with_words(|words| {
        let added = Modification { operation: Operation::Added, delivery: None, line: None, ..sample::duplicate() };
        let view: Value = serde_json::from_str(&json(&history(&added, words))).expect("JSON");
        assert_eq!((&view["outcome"], &view["operation"]), (&Value::Null, &Value::from("added")));
        assert_eq!((&view["delivery"], &view["line"]), (&Value::Null, &Value::Null));
    });
}

#[test]
fn a_customer_has_a_value_for_every_field() {
    with_words(|words| {
        insta::assert_snapshot!(json(&customer(&sample::customer(), words)), @r#"
        {
          "id": "C1",
          "modified_at": "2026-11-24T11:00:00+00:00",
          "values": {
            "last_name": "Marin",
            "city": "",
            "email": "a@b.fr",
            "old_field": "x"
          },
          "aliases": [
            "C8"
          ],
          "withheld": [
            42
          ]
        }
        "#);
    });
}

#[test]
fn the_queue_has_every_key() {
    with_words(|words| {
        insta::assert_snapshot!(json(&withheld_details(&sample::withheld(), words)), @r#"
        {
          "id": 42,
          "customer": "C8",
          "modified_at": "2026-11-24T11:00:00+00:00",
          "delivery": {
            "id": 3,
            "name": "CLIENTS_1.csv"
          },
          "line": 7,
          "others": [
            {
              "customer": "C7",
              "reasons": [
                {
                  "code": "same-card",
                  "text": "same card"
                }
              ]
            }
          ],
          "notes": [],
          "known": false,
          "changes": [
            {
              "field": "city",
              "old": "",
              "new": "Paris"
            }
          ]
        }
        "#);
    });
}

#[test]
fn a_change_carries_the_customer_or_nothing() {
    with_words(|words| {
        let change = Change {
            cursor: 9,
            operation: Operation::Erased,
            integrated_at: sample::NOON,
            customer: None,
            id: "C1".to_owned(),
        };
        assert_eq!(
            serde_json::to_string(&super::change(&change, words)).expect("JSON"),
            r#"{"cursor":9,"operation":"erased","integrated_at":"2026-11-24T11:00:00+00:00","id":"C1","customer":null}"#
        );
    });
}
