//! The page of a proposal, kept in memory and filled for each reader.

use super::Asked;
use super::personal::{self, Facts, Part};
use crate::clock::{Moment, day_in_words, next_london_midnight};
use crate::comments::thread::{self, PAGE, Sort};
use crate::db::{Conn, Scope};
use crate::error::{Error, Result};
use crate::follows::Target;
use crate::markdown::{Kind, render};
use crate::notice;
use crate::policy::Stage;
use crate::proposals::{self, Content, gunning};
use crate::suggestions;
use crate::web::page::{Answer, Notice};
use crate::web::page_cache::Fresh;
use crate::web::{Site, form, page, visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use views::form::Problems;
use views::paging::Pages;
use views::paths;
use views::proposals::{Document, Format, ProposalOption, ProposalPage, Suggested};

/// Shows a proposal with one page of its discussion.
///
/// # Errors
/// [`Error::NotFound`] for an unknown address, order or page.
pub async fn show(
    req: HttpRequest,
    site: web::Data<Site>,
    slug: web::Path<String>,
    asked: form::Query<Asked>,
) -> Answer {
    let (slug, asked) = (slug.into_inner(), asked.0);
    let sort = asked.sort()?;
    let from = asked.from.clone().filter(|f| !f.is_empty());
    let key = format!("proposal {slug} {} {}", sort.as_str(), from.as_deref().unwrap_or(""));
    let kept = site.pages.get(&site, key, || fresh(&site, slug, sort, from, None)).await?;
    let facts: &Facts = kept.facts().ok_or_else(|| Error::Broken("a kept page of another kind".into()))?;
    let (visitor, reader) = read_reader(&req, facts).await?;
    if visitor.person.is_none() && Notice::of(&req).is_none() {
        return Ok(kept.anonymous(&req));
    }
    let mut part = Part::new(facts, visitor.person.as_ref(), reader);
    part.just_voted = asked.done.as_deref() == Some("voted");
    part.editable_since = Some(site.now() - chrono::Duration::minutes(site.config.rules.edit_minutes));
    Ok(kept.personal(&req, &visitor, &|hole| part.is_usual(hole), &mut |hole| part.fill(hole)))
}

/// Who reads, and what is theirs on the page: one turn at the database for both.
pub(super) async fn read_reader(req: &HttpRequest, facts: &Facts) -> Result<(visitor::Visitor, personal::Reader)> {
    let question = personal::Question::of(facts);
    let (visitor, reader) = visitor::find_with(req, move |conn, person| question.ask(conn, person.id)).await?;
    Ok((visitor, reader.unwrap_or_default()))
}

/// The page again with a form that needs something put right: nothing typed is lost.
///
/// # Errors
/// As [`show`]; [`Error::Closed`] where the page has no such form, because nobody takes part now.
pub(super) async fn again(req: &HttpRequest, site: &Site, slug: String, typed: String, problems: Problems) -> Answer {
    let fresh = fresh(site, slug, Sort::Oldest, None, Some((typed, problems.clone()))).await?;
    let facts = fresh.facts.downcast_ref::<Facts>().ok_or_else(|| Error::Broken("a page of another kind".into()))?;
    facts.stage.takes_part(facts.opens_at, facts.closes_at).map_err(Error::Closed)?;
    let (visitor, reader) = read_reader(req, facts).await?;
    let mut part = Part::new(facts, visitor.person.as_ref(), reader);
    part.problems = problems;
    page::respond_with(req, StatusCode::UNPROCESSABLE_ENTITY, &visitor, fresh.page, |hole| part.fill(hole))
}

async fn fresh(
    site: &Site,
    slug: String,
    sort: Sort,
    from: Option<String>,
    typed: Option<(String, Problems)>,
) -> Result<Fresh> {
    let now = site.now();
    let loaded = site.db.read(move |conn| load(conn, &slug, sort, from.as_deref(), now)).await?;
    Ok(dress(loaded, sort, typed, notice::contact(&site.config), now))
}

struct Loaded {
    row: proposals::Row,
    content: Content,
    changed: (Moment, String),
    page: thread::Page,
    from: Option<String>,
    /// The name of the resident who suggested it, where one did.
    suggested_by: Option<String>,
    formats: Vec<proposals::formats::Format>,
}

fn load(conn: &mut Conn, slug: &str, sort: Sort, from: Option<&str>, now: Moment) -> Result<Loaded> {
    let row =
        proposals::find_row(conn, slug)?.filter(|r| r.proposal.stored_stage != Stage::Draft).ok_or(Error::NotFound)?;
    let latest = proposals::versions::latest(conn, row.proposal.id, row.proposal.version)?;
    let open = row.proposal.stage_at(now) == Stage::Open;
    let page = thread::page(conn, row.proposal.id, sort, from, open)?;
    let suggested_by = match row.proposal.suggested_by {
        Some(author) => suggestions::name(conn, author)?,
        None => None,
    };
    Ok(Loaded {
        suggested_by,
        formats: proposals::formats::of(conn, row.proposal.id)?,
        row,
        content: latest.content,
        changed: (latest.at, latest.reason),
        page,
        from: from.map(str::to_owned),
    })
}

fn dress(loaded: Loaded, sort: Sort, typed: Option<(String, Problems)>, contact: String, now: Moment) -> Fresh {
    let Loaded { row, content, changed, page, from, suggested_by, formats } = loaded;
    let facts = facts(&row, &page, now);
    let proposal = &row.proposal;
    let (comment_text, problems) = typed.unwrap_or_default();
    let version = i64::from(proposal.version);
    let pages = pages(&proposal.slug, sort, from.as_deref(), page.next.as_deref(), proposal.comments);
    let view = ProposalPage {
        slug: proposal.slug.clone(),
        title: proposal.title.clone(),
        summary: proposal.summary.clone(),
        area_slug: row.area_slug,
        area_title: row.area_title,
        life_stage: row.life_stage.into(),
        stage: facts.stage.into(),
        announced_at: None,
        opens_at: proposal.opens_at,
        closes_at: proposal.closes_at,
        change_html: render(&content.change, Kind::Page),
        why_html: render(&content.why, Kind::Page),
        statements: statements(&content),
        answer_due: proposal
            .closes_at
            .filter(|_| proposal.questions > 0 && proposal.stored_stage != Stage::Withdrawn)
            .map(gunning::answer_due),
        options: content.options.into_iter().map(option).collect(),
        version,
        changed_at: (version > 1).then_some(changed.0),
        change_reason: changed.1,
        suggested: suggested_by.map(|name| Suggested { name, contact }),
        attribution_html: proposal.attribution_html.clone(),
        followers: proposal.followers,
        documents: content
            .documents
            .into_iter()
            .map(|d| Document { title: d.title, url: d.url, note: d.note })
            .collect(),
        formats: formats.into_iter().map(|one| format(one, proposal.version)).collect(),
        contact_html: render(&content.contact, Kind::Page),
        comment_count: proposal.comments,
        comments: page.comments,
        sort: view_sort(sort),
        pages,
        asks: proposal.questions > 0,
        reads_first: proposal.holding().everything,
        comment_text,
        problems,
        now,
    };
    Fresh {
        page: views::proposals::show(&view),
        scopes: scopes(proposal.id, sort, facts.stage),
        until: proposal.turns_at(now).into_iter().chain([next_london_midnight(now)]).min().unwrap_or(now),
        strangers: personal::strangers(&facts),
        facts: Box::new(facts),
    }
}

/// The statements that are there, in the order of the page.
fn statements(content: &Content) -> Vec<(&'static str, String)> {
    let all = [
        ("What is already decided", &content.decided),
        ("What is not decided yet", &content.undecided),
        ("What your answers can change", &content.influence),
        ("Costs and effects", &content.costs),
    ];
    let there = all.into_iter().filter(|(_, text)| !text.is_empty());
    there.map(|(heading, text)| (heading, render(text, Kind::Page))).collect()
}

/// What the page shows. Answers to comments count only where the comments are sorted by them, and where their totals are
/// public: a vote of the last second may be committed after the close.
pub(super) fn scopes(id: crate::ids::ProposalId, sort: Sort, stage: Stage) -> Vec<Scope> {
    let mut scopes = vec![Scope::Site, Scope::Proposal(id)];
    if matches!(sort, Sort::MostAgreed | Sort::MostDivided) || crate::policy::is_over(stage) {
        scopes.push(Scope::Answers(id));
    }
    scopes
}

fn facts(row: &proposals::Row, page: &thread::Page, now: Moment) -> Facts {
    let proposal = &row.proposal;
    Facts {
        proposal: proposal.id,
        slug: proposal.slug.clone(),
        stage: proposal.stage_at(now),
        opens_at: proposal.opens_at,
        closes_at: proposal.closes_at,
        totals: proposal.totals,
        tally: proposal.tally(),
        comments: page.votable.clone(),
        follow: (Target::Proposal(proposal.id), paths::proposal_follows(&proposal.slug)),
        below: None,
    }
}

fn format(one: proposals::formats::Format, version: i32) -> Format {
    Format {
        note: format!("{}, {}", one.kind.words(), day_in_words(&one.dated)),
        is_older: one.version < version,
        title: one.title,
        url: one.url,
    }
}

fn option(choice: proposals::Choice) -> ProposalOption {
    ProposalOption {
        letter: choice.letter,
        title: choice.title,
        body_html: render(&choice.body, Kind::Page),
        preferred: choice.preferred,
    }
}

fn pages(slug: &str, sort: Sort, from: Option<&str>, next: Option<&str>, all: i64) -> Pages {
    let here = paths::proposal(slug);
    let order = sort.as_str();
    let words = (from.is_none() && next.is_some())
        .then(|| format!("The first {PAGE} of {} comments, replies counted", views::parts::number(all)));
    Pages {
        words,
        first: from.map(|_| format!("{here}?sort={order}#talk")),
        next: next.map(|n| format!("{here}?sort={order}&from={n}#talk")),
    }
}

fn view_sort(sort: Sort) -> views::proposals::Sort {
    match sort {
        Sort::Oldest => views::proposals::Sort::Oldest,
        Sort::Newest => views::proposals::Sort::Newest,
        Sort::MostAgreed => views::proposals::Sort::MostAgreed,
        Sort::MostDivided => views::proposals::Sort::MostDivided,
    }
}
