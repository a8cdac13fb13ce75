//! The public registers of professions, and how their numbers are written.
//!
//! Formats: NHS Data Dictionary and the UK FHIR naming systems for GMC, NMC, GPhC and HCPC numbers; the councils' own search
//! pages for GDC and Social Work England. None of them publishes a check digit, so staff look each number up.

crate::words! {
    /// A public register.
    pub enum Register {
        /// Doctors.
        Gmc = "gmc",
        /// Nurses, midwives, nursing associates.
        Nmc = "nmc",
        /// Fifteen professions, such as paramedics.
        Hcpc = "hcpc",
        /// Pharmacists and pharmacy technicians.
        Gphc = "gphc",
        /// Dentists and those who work with them.
        Gdc = "gdc",
        /// Social workers.
        SocialWork = "social_work",
    }
}

/// The professions of the HCPC, as its numbers begin.
const HCPC_PROFESSIONS: &[&str] =
    &["AS", "BS", "CH", "CS", "DT", "HAD", "OCS", "ODP", "OP", "OR", "OT", "PA", "PH", "PO", "PYL", "RA", "SL"];

impl Register {
    /// Who keeps it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gmc => "General Medical Council (GMC)",
            Self::Nmc => "Nursing and Midwifery Council (NMC)",
            Self::Hcpc => "Health and Care Professions Council (HCPC)",
            Self::Gphc => "General Pharmaceutical Council (GPhC)",
            Self::Gdc => "General Dental Council (GDC)",
            Self::SocialWork => "Social Work England",
        }
    }

    /// Where everybody can look a number up.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Gmc => "https://www.gmc-uk.org/registration-and-licensing/our-registers",
            Self::Nmc => "https://www.nmc.org.uk/registration/search-register/",
            Self::Hcpc => "https://www.hcpc-uk.org/check-the-register/",
            Self::Gphc => "https://www.pharmacyregulation.org/registers",
            Self::Gdc => "https://olr.gdc-uk.org/searchregister",
            Self::SocialWork => "https://www.socialworkengland.org.uk/registration/",
        }
    }

    /// What its numbers look like, for people.
    #[must_use]
    pub fn looks_like(self) -> &'static str {
        match self {
            Self::Gmc => "7 figures, such as 1234567",
            Self::Nmc => "2 figures, a letter, 4 figures and a letter, such as 12A3456E",
            Self::Hcpc => "2 or 3 letters and 4 to 6 figures, such as PA123456",
            Self::Gphc => "7 figures, such as 2012345",
            Self::Gdc => "4 to 6 figures, such as 123456",
            Self::SocialWork => "SW and up to 6 figures, such as SW12345",
        }
    }

    /// A number in the form in which the register writes it: spaces and hyphens do not matter, nor does the case.
    ///
    /// # Errors
    /// A sentence for the person.
    pub fn number(self, typed: &str) -> Result<String, String> {
        let plain: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '/' | '.')).collect();
        let plain = plain.to_ascii_uppercase();
        if plain.is_empty() {
            return Err("Enter your registration number".into());
        }
        let good = match self {
            Self::Gmc | Self::Gphc => figures(&plain, 7..=7),
            Self::Nmc => is_pin(&plain),
            Self::Hcpc => HCPC_PROFESSIONS
                .iter()
                .any(|letters| plain.strip_prefix(letters).is_some_and(|rest| figures(rest, 4..=6))),
            Self::Gdc => figures(&plain, 4..=6),
            Self::SocialWork => plain.strip_prefix("SW").is_some_and(|rest| figures(rest, 1..=6)),
        };
        if good { Ok(plain) } else { Err(format!("A number of this register has {}", self.looks_like())) }
    }
}

fn figures(text: &str, how_many: std::ops::RangeInclusive<usize>) -> bool {
    how_many.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Two figures, a letter, four figures, a letter.
fn is_pin(text: &str) -> bool {
    let shape = text.bytes().map(|b| if b.is_ascii_digit() { b'9' } else { b });
    text.len() == 8
        && shape.zip(*b"99A9999A").all(|(is, should)| if should == b'9' { is == b'9' } else { is.is_ascii_uppercase() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Register::{Gdc, Gmc, Gphc, Hcpc, Nmc, SocialWork};

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for (register, typed, number) in [
            (Gmc, " 123 4567 ", "1234567"),
            (Nmc, "12a-3456-e", "12A3456E"),
            (Hcpc, "pa 123456", "PA123456"),
            (Hcpc, "PYL1234", "PYL1234"),
            (Gphc, "2012345", "2012345"),
            (Gdc, "123456", "123456"),
            (SocialWork, "sw 12345", "SW12345"),
        ] {
            assert_eq!(register.number(typed).as_deref(), Ok(number));
        }
    }

    #[test]
    fn what_no_register_writes_is_refused() {
        for (register, typed) in [
            (Gmc, ""),
            (Gmc, "123456"),
            (Gmc, "12345678"),
            (Gmc, "123456٧"),
            (Gmc, "C1234567"),
            (Nmc, "123456AE"),
            (Nmc, "12A34567"),
            (Nmc, "12A3456É"),
            (Hcpc, "ZZ123456"),
            (Hcpc, "PA123"),
            (Hcpc, "123456"),
            (Gphc, "20123"),
            (Gdc, "123"),
            (Gdc, "1234567"),
            (SocialWork, "12345"),
            (SocialWork, "SW"),
            (SocialWork, "SW1234567"),
        ] {
            assert!(register.number(typed).is_err(), "{register:?} {typed}");
        }
    }
}
