//! One history: people write, follow and leave, moderators decide, time passes, and two workers plan and send, of which
//! either may die between any two steps.

use crate::dice::Dice;
use crate::model::{Arrived, Comment, Model, News, Reader, Seen, Told};
use crate::world::World;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::activity::Event;
use folkmoot::clock::{Moment, to_london};
use folkmoot::comments::State;
use folkmoot::db::schema;
use folkmoot::digests::items::Items;
use folkmoot::digests::lease::Leases;
use folkmoot::digests::plan::{self, Planned};
use folkmoot::digests::send::{self, Pile, Prepared, Ready};
use folkmoot::digests::window::Window;
use folkmoot::digests::{Ending, Memory, Outbox, find_start};
use folkmoot::follows::{self, Target};
use folkmoot::ids::CommentId;
use folkmoot::mail::Failure;
use folkmoot::subscribers::{self, Frequency};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many things happen in one history.
const STEPS: usize = 220;
/// How many each worker takes at a time: few, so that both have some.
const MOST: i64 = 2;
/// How long sending one may take, in seconds.
const DEADLINE: u64 = 30;

/// A program that plans and sends. What it holds is lost when it dies.
#[derive(Default)]
struct Worker {
    name: String,
    window: Option<Window>,
    memory: Memory,
    claimed: Vec<Pile>,
    prepared: Vec<Prepared>,
    /// Each with the moment at which it departed.
    leaving: Vec<(Arc<Ready>, Moment)>,
    ended: Vec<(Outbox, Ending)>,
}

pub struct History<'a> {
    world: &'a mut World,
    seed: u64,
    dice: Dice,
    model: Model,
    workers: Vec<Worker>,
    born: usize,
    seen: Seen,
}

impl<'a> History<'a> {
    pub fn new(world: &'a mut World, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        // An ordinary week, or one in which the clocks change.
        let starts = ["2026-01-05 12:00", "2026-03-27 20:00", "2026-10-23 18:00", "2026-06-03 05:30"];
        let start = Moment::parse_from_str(dice.pick(&starts), "%Y-%m-%d %H:%M").expect("a date");
        let by = start - world.clock.now();
        world.clock.forward(by);
        let readers = world
            .subscribers
            .iter()
            .map(|(id, account)| Reader {
                id: *id,
                account: *account,
                alive: true,
                stopped: false,
                paused_until: None,
                follows: Default::default(),
                owed: BTreeSet::new(),
            })
            .collect();
        let model = Model { readers, ..Model::default() };
        let mut history = Self { world, seed, dice, model, workers: Vec::new(), born: 0, seen: Seen::default() };
        history.workers = vec![history.worker(), history.worker()];
        for reader in 0..history.model.readers.len() {
            history.follow(reader);
        }
        history
    }

    fn worker(&mut self) -> Worker {
        self.born += 1;
        Worker { name: format!("worker {}", self.born), ..Worker::default() }
    }

    fn now(&self) -> Moment {
        self.world.clock.now()
    }

    pub fn happen(&mut self) {
        for _ in 0..STEPS {
            match self.dice.roll(30) {
                0..=3 => self.comment(),
                4 => self.event(),
                5 => self.hide_or_restore(),
                6 => {
                    let reader = self.dice.roll(self.model.readers.len());
                    self.follow(reader);
                }
                7 => self.unfollow(),
                8 => self.stop_start_or_pause(),
                9 => self.erase(),
                10 | 11 => self.time_passes(),
                _ => self.work(),
            }
        }
    }

    fn comment(&mut self) {
        let proposal = self.dice.roll(self.world.proposals.len());
        let author = self.dice.pick(&self.world.authors.clone());
        let roots: Vec<CommentId> = self
            .model
            .comments
            .iter()
            .filter(|c| c.is_root && c.visible && c.proposal == proposal)
            .map(|c| c.id)
            .collect();
        let root = (!roots.is_empty() && self.dice.once_in(2)).then(|| self.dice.pick(&roots));
        let word = format!("wd{}x{}", self.seed, self.model.comments.len());
        // Some speak for an organisation, whatever else is said by the same person.
        let organisation = self.dice.once_in(3).then(|| self.dice.pick(&self.world.organisations.clone()));
        let body = format!("A **thought** called {word}.");
        let (id, row) = self.world.comment(proposal, root, (author, organisation), &body);
        self.model.comments.push(Comment { id, proposal, visible: true, word, is_root: root.is_none() });
        let (of, area) = self.world.proposals[proposal];
        let thread = root.unwrap_or(id);
        let mut targets = vec![Target::Area(area), Target::Proposal(of), Target::Thread(thread)];
        targets.extend(organisation.map(Target::Organisation));
        self.seen.for_organisations += usize::from(organisation.is_some());
        self.model.happened(Told { news: News::Comment(id), row, targets, author: Some(author) });
    }

    fn event(&mut self) {
        let proposal = self.dice.roll(self.world.proposals.len());
        let (of, area) = self.world.proposals[proposal];
        let changed = self.dice.once_in(2);
        let row = self.world.event(proposal, if changed { Event::ProposalChanged } else { Event::ClosingMoved });
        let mut targets = vec![Target::Area(area), Target::Proposal(of)];
        if !changed {
            targets.push(Target::Site);
        }
        self.model.happened(Told { news: News::Event(row), row, targets, author: None });
    }

    fn hide_or_restore(&mut self) {
        if self.model.comments.is_empty() {
            return;
        }
        let n = self.dice.roll(self.model.comments.len());
        let comment = self.model.comments[n].clone();
        let to = if comment.visible { State::Hidden } else { State::Published };
        self.seen.restored += usize::from(!comment.visible);
        self.world.moderate(comment.proposal, comment.id, to);
        self.model.comments[n].visible = !comment.visible;
    }

    fn follow(&mut self, reader: usize) {
        let (proposal, area) = self.dice.pick(&self.world.proposals.clone());
        let mut targets = vec![Target::Site, Target::Area(area), Target::Proposal(proposal), Target::Area(area)];
        targets.extend(self.model.comments.iter().rfind(|c| c.is_root && c.visible).map(|c| Target::Thread(c.id)));
        targets.extend(self.world.organisations.iter().copied().map(Target::Organisation));
        let (target, how) = (self.dice.pick(&targets), self.dice.pick(Frequency::ALL));
        let (id, now) = (self.model.readers[reader].id, self.now());
        if !self.model.readers[reader].alive {
            return;
        }
        let latest = self.world.latest();
        self.world.write(|tx| follows::set(tx, id, target, Some(how), now));
        self.model.readers[reader].follows.entry(target).or_insert(latest);
    }

    fn unfollow(&mut self) {
        let reader = self.dice.roll(self.model.readers.len());
        let follows: Vec<Target> = self.model.readers[reader].follows.keys().copied().collect();
        if follows.is_empty() || !self.model.readers[reader].alive {
            return;
        }
        let (target, id, now) = (self.dice.pick(&follows), self.model.readers[reader].id, self.now());
        self.world.write(|tx| follows::set(tx, id, target, None, now));
        self.model.readers[reader].follows.remove(&target);
        self.model.unfollowed(reader);
    }

    fn stop_start_or_pause(&mut self) {
        let n = self.dice.roll(self.model.readers.len());
        let (id, now) = (self.model.readers[n].id, self.now());
        if !self.model.readers[n].alive {
            return;
        }
        match self.dice.roll(4) {
            0 => {
                let until = now + Duration::hours(self.dice.roll(60) as i64);
                self.world.write(|tx| subscribers::pause(tx, id, Some(until)));
                self.model.readers[n].paused_until = Some(until);
            }
            1 if !self.model.readers[n].stopped => {
                self.seen.stopped += 1;
                self.world.write(|tx| subscribers::stop(tx, id, now));
                self.model.readers[n].stopped = true;
                self.model.readers[n].owed.clear();
            }
            _ if self.model.readers[n].stopped => {
                self.world.write(|tx| subscribers::start(tx, id, now));
                self.model.readers[n].stopped = false;
            }
            _ => {}
        }
    }

    fn erase(&mut self) {
        let n = self.dice.roll(self.model.readers.len() * 8);
        let Some(reader) = self.model.readers.get(n).filter(|r| r.alive).cloned() else { return };
        self.world.write(|tx| {
            diesel::delete(schema::subscribers::table.find(reader.id.0)).execute(&mut **tx)?;
            Ok(())
        });
        self.model.readers[n].alive = false;
        self.seen.erased += 1;
    }

    fn time_passes(&mut self) {
        let before = self.now();
        let by = match self.dice.roll(7) {
            0 => Duration::seconds(self.dice.roll(90) as i64),
            1 | 2 => Duration::minutes(self.dice.roll(20) as i64),
            3 | 4 => Duration::hours(self.dice.roll(14) as i64),
            5 => Duration::days(1),
            _ => Duration::days(3),
        };
        self.seen.three_days_late += usize::from(by == Duration::days(3));
        self.world.clock.forward(by);
        let offset = |at: Moment| to_london(at) - at;
        self.seen.clock_changes += usize::from(offset(before) != offset(self.now()));
    }

    fn work(&mut self) {
        let n = self.dice.roll(self.workers.len());
        if self.dice.once_in(25) {
            self.seen.crashes += 1;
            self.workers[n] = self.worker();
            return;
        }
        // A step of the next email, or, where this worker has none, of the next look.
        let turn = self.dice.roll(12);
        let worker = &self.workers[n];
        match turn {
            0..=6 if !worker.ended.is_empty() && (worker.leaving.is_empty() || self.dice.once_in(2)) => self.note(n),
            0..=6 if !worker.leaving.is_empty() => self.send(n),
            0..=6 if !worker.prepared.is_empty() => self.depart(n),
            0..=6 if !worker.claimed.is_empty() => self.prepare(n),
            0..=3 => drop(self.claim(n)),
            4..=6 if worker.window.is_none() => self.open(n),
            7 => self.open(n),
            8 => self.wake(n),
            _ => drop(self.plan(n)),
        }
    }

    fn open(&mut self, n: usize) {
        let now = self.now();
        let start = find_start(&mut self.world.conn, MOST, now).expect("read");
        self.workers[n].window = Some(Window::read(&mut self.world.conn, start.from).expect("read"));
    }

    fn wake(&mut self, n: usize) {
        let now = self.now();
        if let Some(window) = &self.workers[n].window {
            self.world.write(|tx| plan::wake(tx, window, now));
        }
    }

    fn plan(&mut self, n: usize) -> Planned {
        let now = self.now();
        let Some(window) = self.workers[n].window.take() else { return Planned::default() };
        let head = self.world.head.clone();
        let planned = self.world.write(|tx| {
            let run = plan::begin(tx, now)?;
            plan::batch(tx, &window, run, MOST, &head, now)
        });
        self.workers[n].window = (!planned.stale).then_some(window);
        planned
    }

    fn claim(&mut self, n: usize) -> usize {
        let (name, now) = (self.workers[n].name.clone(), self.now());
        let taken = self.world.write(|tx| send::claim(tx, &name, MOST, Leases::of(DEADLINE).taken(), now));
        let count = taken.len();
        let memory = self.workers[n].memory.clone();
        self.workers[n].claimed.extend((count > 0).then(|| Pile::new(taken, memory)));
        count
    }

    fn prepare(&mut self, n: usize) {
        let (now, most) = (self.now(), 1 + self.dice.roll(4));
        let Some(mut pile) = self.workers[n].claimed.pop() else { return };
        let made = pile.make(&mut self.world.conn, &self.world.head, most, now).expect("made");
        self.workers[n].claimed.extend((!pile.is_empty()).then_some(pile));
        self.workers[n].prepared.extend(made);
    }

    /// One departs, or several together.
    fn depart(&mut self, n: usize) {
        let (name, now) = (self.workers[n].name.clone(), self.now());
        let from = self.dice.roll(self.workers[n].prepared.len());
        let mut together = Vec::new();
        for prepared in self.workers[n].prepared.split_off(from) {
            match prepared {
                Prepared::Ready(ready) => together.push(ready),
                Prepared::Nothing(row, ending) => self.workers[n].ended.push((row, ending)),
            }
        }
        self.seen.departed_together += usize::from(together.len() > 1);
        let left = self.world.write(|tx| send::depart(tx, &together, &name, Leases::of(DEADLINE).leaving(), now));
        assert_eq!(left.len(), together.len());
        for (ready, left) in together.into_iter().zip(left) {
            if left {
                self.check_departure(&ready);
                self.workers[n].leaving.push((ready, now));
            } else {
                self.seen.departures_refused += 1;
            }
        }
    }

    /// What leaves goes to somebody who takes emails at this very moment, and holds nothing that is hidden.
    fn check_departure(&self, ready: &Ready) {
        let (seed, now) = (self.seed, self.now());
        let reader = self.reader(ready.row());
        let reader = &self.model.readers[reader];
        assert!(reader.alive && !reader.stopped, "seed {seed}: an email leaves after an unsubscribe");
        assert!(reader.paused_until.is_none_or(|until| until <= now), "seed {seed}: an email leaves in a pause");
        let post = ready.post();
        for comment in self.model.comments.iter().filter(|c| !c.visible) {
            // Words are followed by a full stop, so that no word is the beginning of another.
            let word = format!("{}.", comment.word);
            assert!(!post.text.contains(&word) && !post.html.contains(&word), "seed {seed}: {word} is hidden");
        }
        let bulk = post.bulk.as_ref().expect("a digest can be stopped");
        assert!(bulk.one_click.starts_with("https://folkmoot.example/emails/d"), "seed {seed}: {bulk:?}");
    }

    fn reader(&self, row: &Outbox) -> usize {
        self.model.readers.iter().position(|r| r.id == row.subscriber).expect("a reader of ours")
    }

    /// The mail server takes it or not, and is heard or not.
    fn send(&mut self, n: usize) {
        let Some((ready, departed)) = self.workers[n].leaving.pop() else { return };
        if !Leases::of(DEADLINE).is_in_time(departed, self.now()) {
            self.seen.too_late += 1;
            let halted = Ending::Deferred("halted".into(), self.now());
            self.workers[n].ended.push((ready.row().clone(), halted));
            return;
        }
        let turn = self.dice.roll(10);
        let arrives = turn < 7;
        let sent = match turn {
            0..=4 => Ok(()),
            5 | 6 => {
                self.seen.lost_answers += 1;
                Err(Failure::Unknown("no answer".into()))
            }
            7 | 8 => {
                self.seen.refused += 1;
                Err(Failure::ForNow("421 busy".into()))
            }
            _ => {
                self.seen.failed += 1;
                Err(Failure::ForGood("it cannot be written".into()))
            }
        };
        if arrives {
            self.arrived(&ready);
        }
        let ending = send::ending(sent, ready.row(), 48, self.now());
        self.workers[n].ended.push((ready.row().clone(), ending));
    }

    fn arrived(&mut self, ready: &Ready) {
        use schema::activity as a;
        let mut read = |ids: Items| -> BTreeSet<News> {
            let rows: Vec<(i64, Option<CommentId>)> = a::table
                .filter(a::id.eq_any(ids.ids().to_vec()))
                .order(a::id)
                .select((a::id, a::comment_id))
                .load(&mut self.world.conn)
                .expect("read");
            rows.into_iter().map(|(row, comment)| self.model.news_of(row, comment)).collect()
        };
        let (news, doubtful) = (read(ready.told()), read(ready.doubtful().clone()));
        let before = self.model.arrived.iter().filter(|e| e.reader == self.reader(ready.row()));
        self.seen.told_again += before.flat_map(|e| &e.news).filter(|told| news.contains(told)).count();
        self.seen.emails += 1;
        self.seen.told += news.len();
        let follows = &self.model.readers[self.reader(ready.row())].follows;
        let only_for_an_organisation = |news: &&News| {
            let told = self.model.find(**news);
            let led = |target: &&Target| follows.get(target).is_some_and(|since| told.row > *since);
            let led: Vec<&Target> = told.targets.iter().filter(led).collect();
            matches!(led[..], [Target::Organisation(_)])
        };
        self.seen.told_for_organisations += news.iter().filter(only_for_an_organisation).count();
        self.model.arrived.push(Arrived {
            reader: self.reader(ready.row()),
            digest: ready.row().id.0,
            message_id: ready.post().message_id.clone(),
            news,
            doubtful,
            known: false,
        });
    }

    /// The end of one is noted, or of several together.
    fn note(&mut self, n: usize) {
        let from = self.dice.roll(self.workers[n].ended.len());
        let ended = self.workers[n].ended.split_off(from);
        let (name, now) = (self.workers[n].name.clone(), self.now());
        self.seen.noted_together += usize::from(ended.len() > 1);
        self.world.write(|tx| send::note(tx, &ended, &name, now));
        for (row, _) in &ended {
            self.look_at(row);
        }
    }

    /// What the database says of an email whose end was noted.
    fn look_at(&mut self, row: &Outbox) {
        let state: Option<String> = schema::digests::table
            .find(row.id.0)
            .select(schema::digests::state)
            .first(&mut self.world.conn)
            .optional()
            .expect("read");
        self.seen.unknown += usize::from(state.as_deref() == Some("unknown"));
        if let Some(email) = self.model.arrived.iter_mut().find(|email| email.digest == row.id.0) {
            email.known = state.as_deref() == Some("accepted");
        }
    }

    /// Days pass with a worker and a mail server that do what they should; then the promise is checked.
    pub fn end(mut self) -> Seen {
        self.workers = vec![self.worker()];
        for _ in 0..24 {
            self.world.clock.forward(Duration::hours(13));
            self.settle();
        }
        self.model.check(self.seed);
        self.nothing_is_left();
        self.seen
    }

    fn settle(&mut self) {
        for round in 0.. {
            assert!(round < 400, "seed {}: there is always something left to do", self.seed);
            self.open(0);
            self.wake(0);
            let planned = self.plan(0);
            let taken = self.claim(0);
            self.prepare(0);
            while !self.workers[0].prepared.is_empty() {
                self.depart(0);
                while let Some((ready, _)) = self.workers[0].leaving.pop() {
                    self.arrived(&ready);
                    self.workers[0].ended.push((ready.row().clone(), Ending::Accepted));
                }
                while !self.workers[0].ended.is_empty() {
                    self.note(0);
                }
            }
            if planned.looked_at == 0 && !planned.stale && taken == 0 {
                return;
            }
        }
    }

    fn nothing_is_left(&mut self) {
        let seed = self.seed;
        let open: i64 = schema::digests::table
            .filter(schema::digests::next_at.is_not_null())
            .count()
            .get_result(&mut self.world.conn)
            .expect("counted");
        assert_eq!(open, 0, "seed {seed}: emails are left");
        let parked: Vec<String> = schema::digests::table
            .filter(schema::digests::state.eq("parked"))
            .select(schema::digests::why)
            .load(&mut self.world.conn)
            .expect("read");
        assert!(parked.is_empty(), "seed {seed}: {parked:?}");
    }
}
