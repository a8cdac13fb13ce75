//! Why somebody gets an email: the follows that led to what is in it.

use crate::digests::by_number::ByNumber;
use crate::digests::store::dossier::Dossier;
use crate::digests::store::outbox::Outbox;
use crate::digests::window::Item;
use crate::follows::{self, Follow, Target};
use views::emails::digest::Reason;

/// Of these follows (each with the row after which all is news), those by which an item is news.
pub(super) fn led_by<'a>(item: &Item, since: &'a ByNumber<Target, i64>) -> impl Iterator<Item = Target> + use<'a> {
    let origin = item.origin;
    item.targets().filter(move |target| since.get(target).is_some_and(|since| origin > *since))
}

/// What an email is about of that which its reader follows now.
pub(in crate::digests) fn led(dossier: &Dossier, row: &Outbox) -> Vec<Target> {
    let follows = dossier.follows.get(&row.subscriber).map_or(&[][..], Vec::as_slice);
    led_to(&items_of(dossier, row), follows).into_iter().map(|follow| follow.target).collect()
}

/// The same as it is read.
pub(in crate::digests) fn led_as_read(dossier: &Dossier, row: &Outbox) -> Vec<String> {
    let follows = dossier.follows.get(&row.subscriber).map_or(&[][..], Vec::as_slice);
    reasons(dossier, &items_of(dossier, row), follows).into_iter().map(|reason| reason.what).collect()
}

fn items_of<'a>(dossier: &'a Dossier, row: &Outbox) -> Vec<&'a Item> {
    dossier.happened(&row.items).collect()
}

/// The follows that led to these items, in their order.
fn led_to<'a>(items: &[&Item], follows: &'a [Follow]) -> Vec<&'a Follow> {
    let places: ByNumber<Target, usize> = follows.iter().enumerate().map(|(n, f)| (f.target, n)).collect();
    let mut led: Vec<Option<&Follow>> = vec![None; follows.len()];
    for item in items {
        for place in item.targets().filter_map(|target| places.get(&target).copied()) {
            led[place] = led[place].or(Some(&follows[place]).filter(|follow| item.origin > follow.since));
        }
    }
    led.into_iter().flatten().collect()
}

/// Which follows led to an email, as they are read.
pub(super) fn reasons(dossier: &Dossier, items: &[&Item], follows: &[Follow]) -> Vec<Reason> {
    let title = |target: Target| match target {
        Target::Site => Some("the whole site".to_owned()),
        Target::Area(id) => dossier.areas.get(&id).map(|area| area.title.clone()),
        Target::Proposal(id) => dossier.proposals.get(&id).map(|p| p.title.clone()),
        Target::Thread(id) => {
            let of = items.iter().find(|item| item.thread == Some(id)).and_then(|item| item.proposal)?;
            dossier.proposals.get(&of).map(|p| format!("a discussion of “{}”", p.title))
        }
        Target::Organisation(id) => dossier.organisations.get(&id).map(|name| format!("the organisation “{name}”")),
    };
    let reason = |f: &Follow| Some(Reason { what: title(f.target)?, often: follows::view_frequency(f.frequency) });
    led_to(items, follows).into_iter().filter_map(reason).collect()
}
