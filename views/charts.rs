//! What charts are made of: bars of pieces that are told apart without colour, the key to them, and shares of a base.

use maud::{Markup, PreEscaped, html};

/// Answers below which no percentage is given: with fewer, one person more or less would move it by several points.
pub const FEWEST: i64 = 30;

/// How a piece of a bar is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// All of it.
    Solid,
    /// With dots.
    Dotted,
    /// With stripes.
    Hatched,
}

/// The patterns of the charts, once a page: they tell the pieces apart without colour.
pub fn patterns() -> Markup {
    PreEscaped(
        r#"<svg class="fm-defs" width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="p-no" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="c-no" width="7" height="7"/><path class="c-gap" d="M0 0V7" stroke-width="3"/></pattern><pattern id="p-un" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="c-ground" width="6" height="6"/><circle class="c-un" cx="3" cy="3" r="1.9"/></pattern></defs></svg>"#
            .to_owned(),
    )
}

/// A piece of a bar: from where and how far, in tenths of a percent of the whole. A solid one stands at the beginning.
pub fn piece(fill: Fill, from: i64, length: i64) -> Markup {
    let tenths = |n: i64| format!("{}.{}%", n / 10, n % 10);
    html! {
        @match fill {
            Fill::Solid => rect.c-yes width=(tenths(length)) height="100%" {},
            Fill::Dotted => rect fill="url(#p-un)" x=(tenths(from)) width=(tenths(length)) height="100%" {},
            Fill::Hatched => rect fill="url(#p-no)" x=(tenths(from)) width=(tenths(length)) height="100%" {},
        }
    }
}

/// What each filling stands for.
pub fn key(entries: &[(Fill, &str)]) -> Markup {
    html! {
        ul.fm-key {
            @for (fill, words) in entries {
                li {
                    svg aria-hidden="true" focusable="false" {
                        @match fill {
                            Fill::Solid => rect.c-yes width="16" height="16" {},
                            Fill::Dotted => rect fill="url(#p-un)" width="16" height="16" {},
                            Fill::Hatched => rect fill="url(#p-no)" width="16" height="16" {},
                        }
                    }
                    (words)
                }
            }
        }
    }
}

/// `n` of `base` in parts of `whole`, rounded to the nearest; `base` is above 0.
pub fn share(n: i64, base: i64, whole: i64) -> i64 {
    (n * whole * 2 + base) / (base * 2)
}
