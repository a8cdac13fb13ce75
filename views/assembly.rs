//! The opening picture: an assembly seen from above, in which a dot stands for people who have taken part.

use crate::frame;
use crate::parts::{LifeStage, number, stage_mark};
use maud::{Markup, html};
use std::f64::consts::PI;

/// How many people have taken part in each stage of life; each is counted once, where they first took part.
pub type Turnout = [(LifeStage, i64); 4];

/// The most dots that the arcs hold without touching.
const MOST_DOTS: i64 = 180;
/// Round numbers between one power of ten and the next, in tenths of it.
const ROUND_TENTHS: [i64; 8] = [10, 15, 20, 25, 30, 40, 50, 75];
/// Radius of the first arc, and the distance from one arc to the next, in units of the drawing.
const FIRST_ARC: f64 = 84.0;
const ARC_STEP: f64 = 28.0;
/// Along an arc, dots stand about this far apart; the ends stay this far above the ground.
const DOT_STEP: f64 = 30.0;
const GROUND: f64 = 15.0;
/// Half the width of the drawing while few have come, so that their dots do not look like giants.
const SMALLEST_SIDE: f64 = 230.0;

/// How many people one dot stands for: the smallest round number with which all dots fit.
pub(crate) fn people_per_dot(turnout: &Turnout) -> i64 {
    let fits = |size: &i64| dots(turnout, *size).iter().sum::<i64>() <= MOST_DOTS;
    let tens = (1..=16).map(|power| 10_i64.pow(power));
    let round = tens.flat_map(|ten| ROUND_TENTHS.map(|tenths| ten / 10 * tenths));
    // Beyond the last there are not that many people.
    (1..=5).chain(round).find(fits).unwrap_or(i64::MAX)
}

/// Dots for each stage, rounded up, so that nobody goes unseen.
fn dots(turnout: &Turnout, size: i64) -> [i64; 4] {
    turnout.map(|(_, people)| people.max(0) / size + i64::from(people.max(0) % size > 0))
}

/// How many dots an arc of this radius holds.
fn room(radius: f64) -> usize {
    let length = radius * (PI - 2.0 * (GROUND / radius).asin());
    // Always a small positive number.
    (length / DOT_STEP).floor() as usize + 1
}

/// How many dots stand in each arc: as few arcs as will do, each filled in proportion to its length.
fn seats(count: usize) -> Vec<(f64, usize)> {
    let mut arcs: Vec<(f64, usize)> = Vec::new();
    let mut total = 0;
    while total < count {
        let radius = FIRST_ARC + ARC_STEP * arcs.len() as f64;
        arcs.push((radius, room(radius)));
        total += room(radius);
    }
    let mut held = 0;
    let mut seated = 0;
    arcs.iter()
        .map(|&(radius, room)| {
            held += room;
            let until = (count * held + total / 2) / total;
            let here = until - seated;
            seated = until;
            (radius, here)
        })
        .collect()
}

/// Where the dots stand, from left to right by angle, as (x, y) with the reader at the origin.
fn places(count: usize) -> Vec<(f64, f64)> {
    let mut places: Vec<(f64, f64, f64)> = Vec::with_capacity(count);
    for (radius, here) in seats(count) {
        let edge = (GROUND / radius).asin();
        for n in 0..here {
            let share = if here == 1 { 0.5 } else { n as f64 / (here - 1) as f64 };
            let angle = PI - edge - share * (PI - 2.0 * edge);
            places.push((angle, radius * angle.cos(), -radius * angle.sin()));
        }
    }
    places.sort_by(|a, b| b.0.total_cmp(&a.0));
    places.into_iter().map(|(_, x, y)| (x, y)).collect()
}

/// The picture with its caption in words and numbers.
pub(crate) fn figure(turnout: &Turnout) -> Markup {
    let size = people_per_dot(turnout);
    let dots = dots(turnout, size);
    // At most 184, never negative.
    let count = dots.iter().sum::<i64>().unsigned_abs() as usize;
    let places = places(count);
    let outermost = seats(count).last().map_or(FIRST_ARC, |arc| arc.0);
    let height = outermost + 4.0;
    let side = (outermost + 12.0).max(SMALLEST_SIDE);
    html! {
        figure.fm-moot {
            svg viewBox={ (-side) " " (-height) " " (side * 2.0) " " (height + 18.0) } aria-hidden="true" focusable="false" {
                @for (stage, here) in by_stage(turnout, dots, &places) {
                    @if !here.is_empty() {
                        g.(stage.class()) {
                            @for (x, y) in here { circle.fm-ink cx=(x.round()) cy=(y.round()) r="8" {} }
                        }
                    }
                }
                circle.fm-you cx="0" cy="-6" r="15" {}
            }
            (caption(turnout, size))
        }
    }
}

/// The places of each stage's dots, in the order of a life from left to right.
fn by_stage<'a>(turnout: &Turnout, dots: [i64; 4], places: &'a [(f64, f64)]) -> Vec<(LifeStage, &'a [(f64, f64)])> {
    let mut rest = places;
    turnout
        .iter()
        .zip(dots)
        .map(|((stage, _), dots)| {
            let (here, after) = rest.split_at(dots.unsigned_abs() as usize);
            rest = after;
            (*stage, here)
        })
        .collect()
}

fn caption(turnout: &Turnout, size: i64) -> Markup {
    let people: i64 = turnout.iter().map(|(_, people)| (*people).max(0)).sum();
    html! {
        figcaption.fm-flow.fm-tight {
            p { (sentence(people, size)) " The dot in the middle is you." }
            @if people > 0 {
                ul.fm-key {
                    @for (stage, people) in turnout { li { (stage_mark(*stage, frame::label(*stage))) " " (number(*people)) } }
                }
            }
        }
    }
}

fn sentence(people: i64, size: i64) -> String {
    match (people, size) {
        (0, _) => "Nobody has taken part yet. Each person who does becomes a dot here.".to_owned(),
        (1, _) => "One person has taken part so far, and is the dot coloured by life stage.".to_owned(),
        (_, 1) => format!(
            "One dot for each of the {} people who have taken part so far, coloured by life stage.",
            number(people)
        ),
        _ => format!(
            "One dot for every {} people, or part of {}, coloured by life stage: {} have taken part so far.",
            number(size),
            number(size),
            number(people)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turnout(people: [i64; 4]) -> Turnout {
        let mut at = 0;
        LifeStage::ALL.map(|stage| {
            at += 1;
            (stage, people[at - 1])
        })
    }

    fn circles(turnout: &Turnout) -> usize {
        figure(turnout).into_string().matches(r#"<circle class="fm-ink""#).count()
    }

    #[test]
    fn everybody_is_seen_and_the_arcs_never_overflow() {
        for people in [0, 1, 2, 9, 44, 180, 181, 1_000, 4_999, 123_456, 9_000_000, i64::MAX / 1_000] {
            for split in [[people, 0, 0, 0], [people / 2, people / 4, 1, 0], [1, 1, people / 3, people / 3]] {
                let turnout = turnout(split);
                let size = people_per_dot(&turnout);
                let expected: i64 = split.iter().map(|n| n.div_euclid(size) + i64::from(n % size > 0)).sum();
                assert!(expected <= MOST_DOTS, "{split:?}");
                assert_eq!(places(expected as usize).len(), expected as usize);
                assert_eq!(circles(&turnout), expected as usize, "{split:?}");
            }
        }
    }

    #[test]
    fn dots_stand_for_round_numbers() {
        for (people, size) in
            [(180, 1), (181, 2), (361, 3), (901, 10), (1_801, 15), (3_601, 25), (18_000, 100), (18_001, 150)]
        {
            assert_eq!(people_per_dot(&turnout([people, 0, 0, 0])), size, "{people}");
        }
    }

    #[test]
    fn people_do_not_stand_on_each_other() {
        for count in [2, 7, 9, 20, 57, 100, 180] {
            let places = places(count);
            for (n, a) in places.iter().enumerate() {
                assert!(a.0.abs() <= 312.0 && a.1 <= -14.0 && a.1 >= -312.0, "{a:?}");
                for b in &places[n + 1..] {
                    assert!((a.0 - b.0).hypot(a.1 - b.1) > 18.0, "{count}: {a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn the_caption_says_what_is_true() {
        let html = |people| figure(&turnout(people)).into_string();
        assert!(html([0; 4]).contains("Nobody has taken part yet."));
        assert!(html([1, 0, 0, 0]).contains("One person has taken part so far"));
        assert!(html([3, 2, 0, 0]).contains("One dot for each of the 5 people"));
        assert!(html([1_000, 2_000, 0, 0]).contains("One dot for every 20 people, or part of 20"));
        assert!(html([1_000, 2_000, 0, 0]).contains("3,000 have taken part so far"));
        assert_eq!(circles(&turnout([3, 2, 0, 0])), 5);
    }

    #[test]
    fn dots_keep_the_order_of_life_from_left_to_right() {
        let html = figure(&turnout([10, 10, 10, 10])).into_string();
        let at = |class: &str| html.find(&format!("<g class=\"{class}\">"));
        assert!(at("is-start") < at("is-live") && at("is-live") < at("is-age") && at("is-age") < at("is-enabler"));
    }
}
