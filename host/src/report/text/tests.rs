use chrono_tz::Tz;

use super::*;
use crate::messages::{Language, Messages};
use crate::report::sample;

fn written(write: impl FnOnce(&mut dyn Write, &Words<'_>) -> io::Result<()>) -> String {
    let messages = Messages::new(Language::French);
    let wordings = sample::wordings();
    let words = Words::new(&messages, &wordings, Tz::Europe__Paris);
    let mut out = Vec::new();
    write(&mut out, &words).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_days_report_adds_up() {
    let text = written(|out, words| {
        let mut one = sample::retrieval();
        one.deliveries.push(sample::redelivered());
        retrieval(out, &one, words)?;
        to_do(out, &[one], 5, words)
    });
    insta::assert_snapshot!(text, @r#"
    Récupération n° 2 (manuelle) du 24/11/2026 12:00 : incomplète
      · Le serveur n'a pas donné toute la liste des fichiers ; le reste viendra à la prochaine récupération.

      CLIENTS_1.csv (livraison n° 3, 12 345 octets, règles default 1.0.0)
        créés                12
        corrigés          1 200
        inchangés            20
        déjà traités          3
        périmés               2
        doublons retenus      1
        rejetés               2
        ───────────────────────
        lignes            1 240
        · consentement retiré, pas appliqué : 1
        · même e-mail ou téléphone qu'un autre client : 4
        colonnes inconnues, ignorées : COULEUR

      CLIENTS_1.csv (livraison n° 4, 12 345 octets, règles default 1.0.0)
        déjà appliqué (livraison n° 3), rien ne change

      Laissés pour la prochaine fois :
        CLIENTS_2.csv : fichier en cours de dépôt

    À faire
      • 5 modifications retenues comme doublons : redescente duplicates
      • 2 lignes rejetées dans CLIENTS_1.csv : redescente report --delivery 3 --outcome rejected
      • 1 consentement retiré mais pas appliqué : redescente report --delivery 3
      • 1 fichier attend la prochaine récupération : redescente retrieve
    "#);
}

#[test]
fn modifications_are_lines_of_columns() {
    let text = written(|out, words| {
        lines::modification(out, &sample::corrected(), words)?;
        lines::modification(out, &sample::rejected(), words)?;
        lines::modification(out, &sample::duplicate(), words)
    });
    insta::assert_snapshot!(text, @r#"
       2  corrigé         C1            Ville : (vide) → Paris ; Nom : Martin → Marin
    1234  rejeté                        date illisible « 32/13/2026 » (DATE_MODIF)
       7  doublon retenu  C8 → C1       E-mail : a@b.fr → (vide) ; ressemble à C7 (même carte) ; même e-mail que C9 ; depuis : remplacé par une modification plus récente
    "#);
}

#[test]
fn history_shows_details_when_asked() {
    let text = written(|out, words| {
        lines::history(out, &sample::corrected(), false, words)?;
        lines::history(out, &sample::duplicate(), true, words)
    });
    insta::assert_snapshot!(text, @r#"
    24/11/2026 12:00  corrigé         C1            CLIENTS_1.csv, ligne 2
    24/11/2026 12:00  doublon retenu  C8 → C1       CLIENTS_1.csv, ligne 7
        modification du 24/11/2026 12:00
        E-mail : a@b.fr → (vide)
        ressemble à C7 (même carte)
        même e-mail que C9
        depuis : remplacé par une modification plus récente
    "#);
}

#[test]
fn customers_and_the_queue_are_readable() {
    let text = written(|out, words| {
        customers::customer(out, &sample::customer(), words)?;
        customers::found(out, &sample::customer())?;
        customers::withheld_details(out, &sample::withheld(), words)
    });
    insta::assert_snapshot!(text, @r#"
    Client C1, modifié le 24/11/2026 12:00
      Nom        Marin
      E-mail     a@b.fr
      old_field  x
      aussi connu comme : C8
      modification retenue : redescente duplicates show 42
    C1            Marin · a@b.fr · x
    n° 42 : nouveau client C8, du 24/11/2026 12:00 (CLIENTS_1.csv, ligne 7)
        ressemble à C7 (même carte)
        Ville : (vide) → Paris
    "#);
}

#[test]
fn the_delivered_file_is_shown_by_column() {
    let cells = |number, values: &[&str], wrong_column| crate::rules::Cells {
        number,
        offset: 0,
        length: 0,
        encoding: "windows-1252".to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        wrong_column,
    };
    let window = [
        cells(1, &["ID_CLIENT", "NOM"], None),
        cells(9, &["C1", "Mar\u{7}tin", "extra"], Some(1)),
        cells(10, &["C2"], None),
    ];
    let text = written(|out, words| lines::cells(out, &window, words));
    insta::assert_snapshot!(text, @r#"
    Ligne 9 (windows-1252)
        ID_CLIENT  C1
     !  NOM        Mar�tin
        ?          extra
    Ligne 10 (windows-1252)
        ID_CLIENT  C2
        NOM        —
    "#);
}

#[test]
fn nothing_to_do_is_nothing_written() {
    assert_eq!(written(|out, words| to_do(out, &[], 0, words)), "");
}
