//! The numbers of charities and companies.
//!
//! Formats: the Charity Commission for England and Wales numbers charities with 6 or 7 figures; Companies House numbers
//! companies with 8 characters: 8 figures, or 2 letters and 6 figures. Neither has a check digit, so staff look each one up.

crate::words! {
    /// A public register of organisations.
    pub enum Register {
        /// That of charities in England and Wales.
        Charity = "charity",
        /// That of companies.
        Company = "company",
    }
}

impl Register {
    /// Who keeps it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Charity => "Charity Commission",
            Self::Company => "Companies House",
        }
    }

    /// Where everybody can look a number up.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Charity => "https://register-of-charities.charitycommission.gov.uk/",
            Self::Company => "https://find-and-update.company-information.service.gov.uk/",
        }
    }

    /// A number in the form in which the register writes it: spaces and hyphens do not matter, and companies may leave out
    /// the zeros at the beginning.
    ///
    /// # Errors
    /// A sentence for the person.
    pub fn number(self, typed: &str) -> Result<String, String> {
        let plain: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let plain = plain.to_ascii_uppercase();
        let figures = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match self {
            Self::Charity if figures(&plain) && (6..=7).contains(&plain.len()) => Ok(plain),
            Self::Charity => Err("A charity number has 6 or 7 figures, such as 1234567".into()),
            Self::Company if figures(&plain) && (5..=8).contains(&plain.len()) => Ok(format!("{plain:0>8}")),
            Self::Company if plain.len() == 8 && is_lettered(&plain) => Ok(plain),
            Self::Company => {
                Err("A company number has 8 figures, or 2 letters and 6 figures, such as 01234567 or CE012345".into())
            }
        }
    }
}

/// Two letters and figures.
fn is_lettered(text: &str) -> bool {
    let (letters, figures) = text.as_bytes().split_at(2);
    letters.iter().all(u8::is_ascii_uppercase) && figures.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::Register::{Charity, Company};

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for (register, typed, number) in [
            (Charity, " 123 4567", "1234567"),
            (Charity, "200051", "200051"),
            (Company, "1234567", "01234567"),
            (Company, "01234567", "01234567"),
            (Company, "ce 012345", "CE012345"),
            (Company, "SC123456", "SC123456"),
        ] {
            assert_eq!(register.number(typed).as_deref(), Ok(number));
        }
        for (register, typed) in [
            (Charity, ""),
            (Charity, "12345"),
            (Charity, "12345678"),
            (Charity, "CE012345"),
            (Charity, "12345٧"),
            (Company, ""),
            (Company, "123456789"),
            (Company, "C1234567"),
            (Company, "ÉE12345"),
            (Company, "SC1234567"),
        ] {
            assert!(register.number(typed).is_err(), "{typed}");
        }
    }
}
