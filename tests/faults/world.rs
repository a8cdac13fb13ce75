//! A database with people who are signed in, and a real server process on it that can be killed.

use crate::database::{Database, Server};
use diesel::prelude::*;
use folkmoot::clock::Clock;
use folkmoot::db::{Conn, Tx, schema};
use folkmoot::ids::{AccountId, AreaId, CommentId, ProposalId};
use folkmoot::policy::{Capacity, Role, Stage, Totals};
use folkmoot::proposals::{self, Content, Draft};
use folkmoot::web::session;
use std::process::Command;

/// How many people vote and comment at once.
pub const PEOPLE: usize = 8;
/// How many comments there are to vote on.
pub const STATEMENTS: usize = 4_000;

/// Where it all happens.
pub struct World {
    pub database: Database,
    pub slug: String,
    pub statements: Vec<CommentId>,
    /// Account and session token.
    pub people: Vec<(AccountId, String)>,
}

impl World {
    pub fn on(database: Database) -> Self {
        let mut conn = database.connect();
        let now = Clock::system().now();
        let (people, statements) = Tx::alone(&mut conn, |tx| {
            let area = area(tx, now)?;
            let content = Content { title: "Clean buses".into(), ..Content::default() };
            let draft = Draft {
                area,
                content,
                opens_at: Some(now - chrono::Duration::days(1)),
                closes_at: Some(now + chrono::Duration::days(30)),
                totals: Totals::Public,
                stage: Stage::Open,
                attribution_html: String::new(),
            };
            let proposal = proposals::insert(tx, &draft, None, now)?;
            let mut people = Vec::new();
            for n in 0..=PEOPLE {
                let email = format!("person{n}@people.example");
                let (role, capacity) = (Role::Member, Capacity::ALL[n % 3]);
                let id = folkmoot::accounts::create_confirmed(
                    tx,
                    &format!("Person {n}"),
                    &email,
                    role,
                    capacity,
                    "",
                    "",
                    now,
                )?;
                people.push((id, session::start(tx, id, chrono::Duration::days(14), now)?));
            }
            let (author, _) = people.pop().expect("one more than vote");
            Ok((people, statements(tx, proposal, author, now)?))
        })
        .expect("filled");
        Self { database, slug: "clean-buses".into(), statements, people }
    }

    pub fn look<T>(&self, f: impl FnOnce(&mut Conn) -> T) -> T {
        f(&mut self.database.connect())
    }

    /// Starts the program and waits until it answers. A few people stand for very many, all in one place.
    pub fn start(&self) -> Server {
        self.start_as(Command::new(env!("CARGO_BIN_EXE_folkmoot")))
    }

    /// As [`World::start`]; a file that has no room to grow is an error for the program (`EFBIG`), not its end.
    pub fn start_with_limits(&self) -> Server {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_folkmoot")]);
        self.start_as(shell)
    }

    fn start_as(&self, program: Command) -> Server {
        let limits =
            ["COMMENTS_PER_HOUR", "PLACE_COMMENTS_PER_HOUR", "VOTES_PER_5_MINUTES", "PLACE_VOTES_PER_5_MINUTES"];
        let most = limits.map(|limit| (format!("FOLKMOOT__LIMITS__{limit}"), "1000000".to_owned()));
        // Nobody posts as much in a minute as people do here.
        let unheld = [("FOLKMOOT__HOLDING__BURSTS".to_owned(), "false".to_owned())];
        Server::start_as(program, &self.database, most.into_iter().chain(unheld))
    }
}

fn area(tx: &mut Tx<'_>, now: chrono::NaiveDateTime) -> folkmoot::error::Result<AreaId> {
    use schema::areas;
    Ok(diesel::insert_into(areas::table)
        .values((
            areas::slug.eq("clean-air"),
            areas::title.eq("Clean air"),
            areas::short_title.eq("Clean air"),
            areas::life_stage.eq("live"),
            areas::ambition.eq("Clean air"),
            areas::lede.eq(""),
            areas::why.eq(""),
            areas::why_html.eq(""),
            areas::position.eq(1),
            areas::updated_at.eq(now),
        ))
        .returning(areas::id)
        .get_result::<AreaId>(&mut **tx)?)
}

fn statements(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    author: AccountId,
    now: chrono::NaiveDateTime,
) -> folkmoot::error::Result<Vec<CommentId>> {
    use schema::comments as c;
    for n in 0..STATEMENTS {
        diesel::insert_into(c::table)
            .values((
                c::proposal_id.eq(proposal),
                c::depth.eq(0),
                c::author_id.eq(author),
                c::capacity.eq("resident"),
                c::badge.eq("resident"),
                c::body.eq(format!("statement {n}")),
                c::body_html.eq(format!("<p>statement {n}</p>")),
                c::state.eq("published"),
                c::listed.eq(true),
                c::created_at.eq(now),
            ))
            .execute(&mut **tx)?;
    }
    let count = i64::try_from(STATEMENTS).unwrap_or(0);
    diesel::update(schema::proposals::table.filter(schema::proposals::id.eq(proposal)))
        .set(schema::proposals::comments.eq(count))
        .execute(&mut **tx)?;
    Ok(c::table.order(c::id).select(c::id).load(&mut **tx)?)
}
