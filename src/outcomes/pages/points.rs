//! What people said, one point at a time: writing it, taking it away, and telling later how far it is.

use super::super::deciding::{self, Draft, OVERTAKEN};
use super::super::{Point, Verdict, of, store};
use super::mark_of;
use crate::coding;
use crate::error::{Error, Result};
use crate::ids::{PointId, ProposalId, ThemeId};
use crate::proposals;
use crate::staff::when;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::outcomes::{self as view, PointFields, PointForm};
use views::paths;
use views::staff::differing;

/// A point as it was typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    edition: i64,
    mark: Text,
    theme: Text,
    #[validate(length(min = 1, max = 1_000, message = "Say what people said, in at most 1,000 characters"))]
    said: Text,
    verdict: Text,
    #[validate(length(min = 1, max = 4_000, message = "Say why, in at most 4,000 characters"))]
    because: Text,
    #[validate(length(max = 200, message = "Who sees to it must be 200 characters or fewer"))]
    owner: Text,
    due: Text,
}

impl Entry {
    /// The point; what is wrong with it is added to `problems`.
    fn draft(&self, problems: &mut Problems) -> Option<Draft> {
        let theme = match self.theme.as_str() {
            "" => Some(None),
            theme => id(theme).ok().map(|id| Some(ThemeId(id))),
        };
        if theme.is_none() {
            problems.add("theme", "Choose a theme that is there");
        }
        let verdict: Option<Verdict> = self.verdict.as_str().parse().ok();
        if verdict.is_none() {
            problems.add("verdict", "Choose what you do");
        }
        let typed = self.due.on_one_line();
        let day = if typed.is_empty() { Some(String::new()) } else { when::day(&typed).map(|day| day.to_string()) };
        if day.is_none() {
            problems.add("due", "Enter a day, such as 2027-03-31 or 31 March 2027");
        }
        let (said, because, owner) = (self.said.clone(), self.because.clone(), self.owner.clone());
        Some(Draft { theme: theme?, said, verdict: verdict?, because, owner, due: day? })
    }

    fn fields(self) -> PointFields {
        PointFields {
            theme: self.theme.into_string(),
            said: self.said.into_string(),
            verdict: self.verdict.into_string(),
            because: self.because.into_string(),
            owner: self.owner.into_string(),
            due: self.due.into_string(),
        }
    }
}

/// What a form has that began with these words.
fn mark(fields: &PointFields) -> String {
    let PointFields { theme, said, verdict, because, owner, due } = fields;
    mark_of(&[theme, said, verdict, because, owner, due])
}

fn stored(point: &Point) -> PointFields {
    PointFields {
        theme: point.theme.map_or_else(String::new, |theme| theme.to_string()),
        said: point.said.clone(),
        verdict: point.verdict.as_str().to_owned(),
        because: point.because.clone(),
        owner: point.owner.clone(),
        due: point.due.clone(),
    }
}

/// `GET /staff/proposals/{id}/outcome/points`: an empty form.
///
/// # Errors
/// [`Error::NotFound`] where nothing was asked.
pub async fn new(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let view = load(&site, ProposalId(id(&path)?), None).await?;
    respond(&req, StatusCode::OK, &visitor, view::point_form(&view))
}

/// `POST /staff/proposals/{id}/outcome/points`: adds a point.
///
/// # Errors
/// Those of [`deciding::write`]; a mistake gives the form again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    save(&req, &site, by, &visitor, (ProposalId(id(&path)?), None), entry).await
}

/// `GET /staff/outcome-points/{id}`: the form with what is stored.
///
/// # Errors
/// [`Error::NotFound`] when there is no such point.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
) -> Answer {
    let point = PointId(id(&path)?);
    let view = load(&site, proposal_of(&site, point).await?, Some(point)).await?;
    respond(&req, StatusCode::OK, &visitor, view::point_form(&view))
}

/// `POST /staff/outcome-points/{id}`: changes a point.
///
/// # Errors
/// Those of [`deciding::write`]; a mistake gives the form again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<String>,
    entry: Form<Entry>,
) -> Answer {
    let point = PointId(id(&path)?);
    let proposal = proposal_of(&site, point).await?;
    save(&req, &site, by, &visitor, (proposal, Some(point)), entry).await
}

/// From which outcome the writer started.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    edition: i64,
}

/// `POST /staff/outcome-points/{id}/deletion`: takes a point away.
///
/// # Errors
/// Those of [`deciding::remove`].
pub async fn delete(site: web::Data<Site>, by: Editor, path: web::Path<String>, entry: Form<Seen>) -> Answer {
    let (point, now, seen) = (PointId(id(&path)?), site.now(), entry.0.edition);
    let proposal = proposal_of(&site, point).await?;
    site.db.write(move |tx| deciding::remove(tx, &by, proposal, point, seen, now)).await?;
    Ok(see(&paths::staff_outcome(proposal.0), Some("saved")))
}

/// How far it is.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Told {
    #[validate(length(min = 1, max = 2_000, message = "Say how far it is, in at most 2,000 characters"))]
    words: Text,
}

/// `POST /staff/outcome-points/{id}/updates`: tells everybody how far it is.
///
/// # Errors
/// Those of [`deciding::tell`]; [`Error::Invalid`] for no words or too many.
pub async fn tell(site: web::Data<Site>, by: Editor, path: web::Path<String>, entry: Form<Told>) -> Answer {
    let (point, now) = (PointId(id(&path)?), site.now());
    let (entry, problems) = entry.checked();
    if let Some(problem) = problems.0.first() {
        return Err(Error::Invalid(problem.message.clone()));
    }
    let proposal = site.db.write(move |tx| deciding::tell(tx, &by, point, &entry.words, now)).await?;
    Ok(see(&paths::staff_outcome(proposal.0), Some("saved")))
}

async fn proposal_of(site: &Site, point: PointId) -> Result<ProposalId> {
    site.db.read(move |conn| store::find_proposal(conn, point)?.ok_or(Error::NotFound)).await
}

async fn save(
    req: &HttpRequest,
    site: &Site,
    by: Editor,
    visitor: &Visitor,
    (proposal, point): (ProposalId, Option<PointId>),
    entry: Form<Entry>,
) -> Answer {
    let (entry, mut problems) = entry.checked();
    let (draft, seen, now) = (entry.draft(&mut problems), entry.edition, site.now());
    let mark = entry.mark.clone().into_string();
    if let Some(draft) = draft.filter(|_| problems.is_empty()) {
        match site.db.write(move |tx| deciding::write(tx, &by, (proposal, point), seen, &draft, now)).await {
            Ok(()) => return Ok(see(&paths::staff_outcome(proposal.0), Some("saved"))),
            Err(Error::Invalid(problem)) => problems.add("owner", problem),
            Err(Error::Conflict(why)) if why == OVERTAKEN => {
                let view = both(load(site, proposal, point).await?, entry.fields(), &mark);
                return respond(req, StatusCode::CONFLICT, visitor, view::point_form(&view));
            }
            Err(other) => return Err(other),
        }
    }
    let view = load(site, proposal, point).await?;
    let view = PointForm { edition: seen, mark, fields: entry.fields(), problems, ..view };
    respond(req, StatusCode::UNPROCESSABLE_ENTITY, visitor, view::point_form(&view))
}

/// The form as the outcome is now, with what was typed: both texts where somebody else has changed this very point since the
/// form that has this mark.
fn both(theirs: PointForm, mine: PointFields, mark: &str) -> PointForm {
    let saved = &theirs.fields;
    let theme = |number: &str| {
        let found = theirs.themes.iter().find(|(id, _)| id.to_string() == number);
        found.map_or_else(String::new, |(_, path)| path.clone())
    };
    let verdict = |value: &str| {
        let found = view::Verdict::ALL.into_iter().find(|one| one.value() == value);
        found.map_or_else(String::new, |one| one.words().to_owned())
    };
    let differ = differing(&[
        ("You said", &saved.said, &mine.said),
        ("Which theme it answers", &theme(&saved.theme), &theme(&mine.theme)),
        ("What you do", &verdict(&saved.verdict), &verdict(&mine.verdict)),
        ("Why, and how", &saved.because, &mine.because),
        ("Who sees to it", &saved.owner, &mine.owner),
        ("By which day", &saved.due, &mine.due),
    ]);
    PointForm {
        is_overtaken: true,
        theirs: if theirs.id.is_some() && theirs.mark != mark { differ } else { Vec::new() },
        fields: mine,
        ..theirs
    }
}

async fn load(site: &Site, proposal: ProposalId, point: Option<PointId>) -> Result<PointForm> {
    site.db
        .read(move |conn| {
            let shown = proposals::find(conn, proposal)?;
            if shown.questions == 0 {
                return Err(Error::NotFound);
            }
            let (outcome, tree) = (of(conn, proposal)?, coding::tree_of(conn, proposal)?);
            let found = outcome.points.iter().find(|one| Some(one.id) == point);
            if point.is_some() && found.is_none() {
                return Err(Error::NotFound);
            }
            let fields = found.map(stored).unwrap_or_default();
            Ok(PointForm {
                proposal: (proposal.0, shown.title),
                id: point.map(|id| id.0),
                edition: outcome.edition,
                mark: mark(&fields),
                is_overtaken: false,
                theirs: Vec::new(),
                themes: tree.all().map(|(_, theme)| (theme.id.0, tree.path(theme.id))).collect(),
                fields,
                problems: Problems::default(),
            })
        })
        .await
}
