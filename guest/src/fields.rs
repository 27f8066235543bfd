//! The fields of a customer: their places in a row, their names, kinds and columns.

use crate::bytes::each_place;

/// Between the values of a row; no value may hold it.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// How many values a row has.
pub(crate) const COUNT: usize = 16;

/// One field as these rules know it.
pub(crate) struct FieldName {
    /// Its name in the base.
    pub(crate) name: &'static str,
    /// Its kind for the host.
    pub(crate) kind: &'static str,
    /// Its column, as [`crate::header::column_name`] writes it.
    pub(crate) column: &'static str,
    /// Its name for people, in French.
    pub(crate) french: &'static str,
    /// Its name for people, in English.
    pub(crate) english: &'static str,
}

/// Place of `civility` in a row.
#[cfg(test)]
pub(crate) const CIVILITY: usize = 0;
/// Place of `last_name` in a row.
pub(crate) const LAST_NAME: usize = 1;
/// Place of `first_name` in a row.
pub(crate) const FIRST_NAME: usize = 2;
/// Place of `city` in a row.
#[cfg(test)]
pub(crate) const CITY: usize = 6;
/// Place of `phone` in a row.
pub(crate) const PHONE: usize = 8;
/// Place of `mobile` in a row.
pub(crate) const MOBILE: usize = 9;
/// Place of `email` in a row.
pub(crate) const EMAIL: usize = 10;
/// Place of `birth_date` in a row.
pub(crate) const BIRTH_DATE: usize = 11;
/// Place of `loyalty_card` in a row.
pub(crate) const LOYALTY_CARD: usize = 12;
/// Place of `optin_email` in a row.
pub(crate) const OPTIN_EMAIL: usize = 13;
/// Place of `optin_sms` in a row.
pub(crate) const OPTIN_SMS: usize = 14;
/// Place of `store` in a row.
#[cfg(test)]
pub(crate) const STORE: usize = 15;

/// All fields, in the order of a row.
pub(crate) const FIELDS: [FieldName; COUNT] = [
    field("civility", "text", "civilite", "Civilité", "Title"),
    field("last_name", "text", "nom", "Nom", "Last name"),
    field("first_name", "text", "prenom", "Prénom", "First name"),
    field("address1", "text", "adresse1", "Adresse", "Address"),
    field("address2", "text", "adresse2", "Complément d’adresse", "Address, second line"),
    field("postal_code", "postal-code", "codepostal", "Code postal", "Postal code"),
    field("city", "text", "ville", "Ville", "City"),
    field("country", "text", "pays", "Pays", "Country"),
    field("phone", "phone", "telephone", "Téléphone", "Phone"),
    field("mobile", "phone", "mobile", "Mobile", "Mobile"),
    field("email", "email", "email", "E-mail", "E-mail"),
    field("birth_date", "date", "datenaissance", "Date de naissance", "Birth date"),
    field("loyalty_card", "card-number", "cartefidelite", "Carte de fidélité", "Loyalty card"),
    field("optin_email", "consent", "optinemail", "Accord e-mail", "E-mail consent"),
    field("optin_sms", "consent", "optinsms", "Accord SMS", "Text message consent"),
    field("store", "text", "magasin", "Magasin", "Store"),
];

const fn field(
    name: &'static str,
    kind: &'static str,
    column: &'static str,
    french: &'static str,
    english: &'static str,
) -> FieldName {
    FieldName { name, kind, column, french, english }
}

/// The column of the customer's identifier, as headers are compared.
pub(crate) const ID_COLUMN: &str = "idclient";
/// The column of the modification's date, as headers are compared.
pub(crate) const DATE_COLUMN: &str = "datemodif";

/// Fields that take part in matching: a change of another one can make no duplicate.
pub(crate) const MATCHING: FieldSet =
    FieldSet::of_all(&[LAST_NAME, FIRST_NAME, BIRTH_DATE, MOBILE, PHONE, EMAIL, LOYALTY_CARD]);

/// Fields that hold a consent.
pub(crate) const CONSENTS: [usize; 2] = [OPTIN_EMAIL, OPTIN_SMS];

/// One value a field.
pub(crate) type Values<'a> = [&'a str; COUNT];

/// What has a value for each field.
pub(crate) trait Record {
    /// The value of a field; empty = none.
    fn value(&self, field: usize) -> &str;
}

impl Record for Values<'_> {
    fn value(&self, field: usize) -> &str {
        self[field]
    }
}

/// A row whose values were found and not yet looked at: of most it only matters whether they differ.
///
/// A row that is too short has empty values at its end; what is beyond the last field is ignored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    text: &'a str,
    /// Where each value begins, a separator after the end of the one before.
    begins: [u32; COUNT + 1],
}

impl<'a> Row<'a> {
    /// Finds the values.
    pub(crate) fn of(text: &'a str) -> Self {
        let mut begins = [text.len() as u32 + 1; COUNT + 1];
        begins[0] = 0;
        let mut field = 0;
        each_place(text.as_bytes(), SEPARATOR as u8, |at| {
            field += 1;
            if let Some(begin) = begins.get_mut(field) {
                *begin = at as u32 + 1;
            }
        });
        Self { text, begins }
    }

    fn range(&self, field: usize) -> std::ops::Range<usize> {
        self.begins[field] as usize..self.begins[field + 1] as usize - 1
    }

    /// The value of a field, as bytes: to be compared.
    #[inline]
    pub(crate) fn bytes(&self, field: usize) -> &'a [u8] {
        self.text.as_bytes().get(self.range(field)).unwrap_or_default()
    }

    /// The value of a field.
    pub(crate) fn value(&self, field: usize) -> &'a str {
        self.text.get(self.range(field)).unwrap_or_default()
    }
}

impl Record for Row<'_> {
    fn value(&self, field: usize) -> &str {
        self.value(field)
    }
}

/// The values of a row.
pub(crate) fn split(row: &str) -> Values<'_> {
    let row = Row::of(row);
    std::array::from_fn(|field| row.value(field))
}

/// The row of these values.
pub(crate) fn join(values: &Values<'_>) -> String {
    let mut row = String::with_capacity(values.iter().map(|value| value.len() + 1).sum());
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            row.push(SEPARATOR);
        }
        row.push_str(value);
    }
    row
}

/// A set of fields, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSet(u32);

impl FieldSet {
    /// The fields of these indexes; what is no field is ignored.
    pub(crate) fn of(indexes: &[u32]) -> Self {
        Self(indexes.iter().filter(|index| **index < COUNT as u32).fold(0, |bits, index| bits | 1 << index))
    }

    /// The same, known when it is compiled.
    pub(crate) const fn of_all(fields: &[usize]) -> Self {
        let (mut bits, mut next) = (0, 0);
        while next < fields.len() {
            bits |= 1 << fields[next];
            next += 1;
        }
        Self(bits)
    }

    /// The set of the fields of which this holds.
    pub(crate) fn where_it(mut holds: impl FnMut(usize) -> bool) -> Self {
        Self((0..COUNT).fold(0, |bits, field| bits | u32::from(holds(field)) << field))
    }

    /// Its fields, in rising order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let field = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
            bits &= bits - 1;
            Some(field)
        })
    }

    /// How many there are.
    pub(crate) fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Those that are not in the other set.
    pub(crate) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether one of these is in it.
    pub(crate) fn has_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether the set holds this field.
    pub(crate) fn has(self, field: usize) -> bool {
        self.0 >> field & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_its_values_joined() {
        let mut values = [""; COUNT];
        values[LAST_NAME] = "Lefèvre";
        values[STORE] = "001";
        let row = join(&values);
        assert_eq!(split(&row), values);
        assert_eq!(row.matches(SEPARATOR).count(), COUNT - 1);
    }

    #[test]
    fn a_short_row_has_empty_values_and_a_long_one_is_cut() {
        assert_eq!(split("M")[CIVILITY], "M");
        assert_eq!(split("M")[STORE], "");
        let long = "x\u{1f}".repeat(20);
        assert_eq!(split(&long), ["x"; COUNT]);
    }

    #[test]
    fn the_default_fields_stand_in_the_order_of_the_page() {
        let names: Vec<_> = FIELDS.iter().map(|field| field.name).collect();
        assert_eq!(
            names.join(", "),
            "civility, last_name, first_name, address1, address2, postal_code, city, country, phone, mobile, email, \
             birth_date, loyalty_card, optin_email, optin_sms, store"
        );
    }

    #[test]
    fn a_set_ignores_what_is_no_field() {
        let set = FieldSet::of(&[0, 15, 16, 4_000_000_000]);
        assert!(set.has(0) && set.has(15) && !set.has(1));
    }
}
