//! A question: writing and changing it.

use super::super::build::Draft;
use super::super::{Choice, Condition, Kind, Question, Questionnaire, change};
use super::{find, kind_in_words};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::paths;
use views::questionnaires::{self as view, EarlierChoice, QuestionForm};

/// The longest line of a list, in characters.
const LINE: usize = 200;

/// The form.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    edition: i64,
    #[validate(length(min = 1, max = 500, message = "Enter what you ask, in at most 500 characters"))]
    words: Text,
    #[validate(length(max = 1_000, message = "The help must be 1,000 characters or fewer"))]
    note: Text,
    kind: Text,
    required: Text,
    choices: Text,
    rows: Text,
    only_if: Vec<Text>,
}

impl Entry {
    /// The question as it was typed; what is wrong is added to `problems`.
    fn draft(&self, problems: &mut Problems) -> Option<Draft> {
        let kind = self.kind.as_str().parse::<Kind>();
        if kind.is_err() {
            problems.add("kind", "Choose how people answer");
        }
        Some(Draft {
            kind: kind.ok()?,
            words: self.words.on_one_line(),
            help: self.note.on_one_line(),
            required: self.required.as_str() == "yes",
            choices: lines("choices", &self.choices, problems),
            rows: lines("rows", &self.rows, problems),
            only_if: self.condition(problems),
        })
    }

    fn condition(&self, problems: &mut Problems) -> Option<Condition> {
        let pairs: Vec<(i64, i64)> = self.only_if.iter().filter_map(pair).collect();
        let (question, _) = *pairs.first()?;
        if pairs.iter().any(|(other, _)| *other != question) {
            problems.add("only_if", "Tick answers to one question only");
        }
        Some(Condition { question, choices: pairs.into_iter().map(|(_, choice)| choice).collect() })
    }
}

/// "2:51" stands for answer 51 to question 2.
fn pair(text: &Text) -> Option<(i64, i64)> {
    let (question, choice) = text.as_str().split_once(':')?;
    Some((question.parse().ok()?, choice.parse().ok()?))
}

fn lines(field: &str, text: &Text, problems: &mut Problems) -> Vec<String> {
    let lines: Vec<String> =
        text.as_str().lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if lines.iter().any(|line| line.chars().count() > LINE) {
        problems.add(field, format!("Each line must be {LINE} characters or fewer"));
    }
    lines
}

/// `GET …/questionnaire/sections/{section}/questions`: an empty form.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal or section.
pub async fn new(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Answer {
    let view = load(&site, ProposalId(id(&path.0)?), Which::New(id(&path.1)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::question_form(&view))
}

/// `POST …/questionnaire/sections/{section}/questions`: adds a question.
///
/// # Errors
/// Those of [`change`]; a mistake gives the form again.
pub async fn create(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<(String, String)>,
    entry: Form<Entry>,
) -> Answer {
    save(&req, &site, by, &visitor, (ProposalId(id(&path.0)?), Which::New(id(&path.1)?)), entry).await
}

/// `GET …/questionnaire/questions/{question}`: the form with what is stored.
///
/// # Errors
/// [`Error::NotFound`] when there is no such proposal or question.
pub async fn edit(
    req: HttpRequest,
    site: web::Data<Site>,
    _by: Editor,
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Answer {
    let view = load(&site, ProposalId(id(&path.0)?), Which::Stored(id(&path.1)?)).await?;
    respond(&req, StatusCode::OK, &visitor, view::question_form(&view))
}

/// `POST …/questionnaire/questions/{question}`: changes a question.
///
/// # Errors
/// Those of [`change`]; a mistake gives the form again.
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    by: Editor,
    visitor: Visitor,
    path: web::Path<(String, String)>,
    entry: Form<Entry>,
) -> Answer {
    save(&req, &site, by, &visitor, (ProposalId(id(&path.0)?), Which::Stored(id(&path.1)?)), entry).await
}

/// A question that is there, or a new one in a section.
#[derive(Debug, Clone, Copy)]
enum Which {
    New(i64),
    Stored(i64),
}

async fn save(
    req: &HttpRequest,
    site: &Site,
    by: Editor,
    visitor: &Visitor,
    (proposal, which): (ProposalId, Which),
    entry: Form<Entry>,
) -> Answer {
    let (entry, mut problems) = entry.checked();
    let (now, edition) = (site.now(), entry.edition);
    if entry.only_if.iter().any(|text| pair(text).is_none()) {
        return Err(Error::NotUnderstood("The form named an answer that is none. Go back and reload the page.".into()));
    }
    if let Some(draft) = entry.draft(&mut problems)
        && problems.is_empty()
    {
        let write = move |tx: &mut Tx<'_>| {
            let put = |all: &mut Questionnaire| match which {
                Which::New(section) => all.add_question(section, draft.clone()),
                Which::Stored(question) => all.set_question(question, draft.clone()),
            };
            let detail = match which {
                Which::New(section) => format!("question added to section {section}"),
                Which::Stored(question) => format!("question {question}"),
            };
            change(tx, &by, (proposal, edition), &detail, put, now)
        };
        match site.db.write(write).await {
            Ok(()) => return Ok(see(&paths::questionnaire(proposal.0), Some("saved"))),
            Err(Error::Invalid(problem)) => {
                let field =
                    if problem.contains("depends on") || problem.contains("circle") { "only_if" } else { "choices" };
                problems.add(field, problem);
            }
            Err(other) => return Err(other),
        }
    }
    let view = QuestionForm {
        edition: entry.edition,
        words: entry.words.into_string(),
        help: entry.note.into_string(),
        kind: entry.kind.into_string(),
        required: entry.required.as_str() == "yes",
        choices: entry.choices.into_string(),
        rows: entry.rows.into_string(),
        only_if: entry.only_if.into_iter().map(Text::into_string).collect(),
        problems,
        ..load(site, proposal, which).await?
    };
    respond(req, StatusCode::UNPROCESSABLE_ENTITY, visitor, view::question_form(&view))
}

async fn load(site: &Site, proposal: ProposalId, which: Which) -> Result<QuestionForm> {
    let (shown, stored) = find(site, proposal).await?;
    let all = &stored.questionnaire;
    let found = match which {
        Which::New(section) => all.section(section).map(|_| None).ok_or(Error::NotFound)?,
        Which::Stored(question) => Some(all.question(question).ok_or(Error::NotFound)?),
    };
    let view = QuestionForm {
        id: proposal.0,
        title: shown.title,
        question: found.map(|question| question.id),
        section: if let Which::New(section) = which { section } else { 0 },
        edition: stored.edition,
        kinds: Kind::ALL.iter().map(|kind| (kind.as_str(), kind_in_words(*kind))).collect(),
        earlier: earlier(all, which),
        ..QuestionForm::default()
    };
    Ok(found.map_or(view.clone(), |question| filled(view, question)))
}

fn filled(view: QuestionForm, question: &Question) -> QuestionForm {
    let lines = |list: &[Choice]| list.iter().map(|one| one.words.as_str()).collect::<Vec<_>>().join("\n");
    let ticked = |on: &Condition| on.choices.iter().map(|choice| format!("{}:{choice}", on.question)).collect();
    QuestionForm {
        words: question.words.clone(),
        help: question.help.clone(),
        kind: question.kind.as_str().to_owned(),
        required: question.required,
        choices: lines(&question.choices),
        rows: lines(&question.rows),
        only_if: question.only_if.as_ref().map(ticked).unwrap_or_default(),
        ..view
    }
}

/// The questions on which this one can depend: those before it that have answers to choose from.
fn earlier(all: &Questionnaire, which: Which) -> Vec<EarlierChoice> {
    let end = match which {
        Which::Stored(question) => all.place(question),
        // A new one comes at the end of its section.
        Which::New(section) => {
            let until = all.sections.iter().position(|one| one.id == section).map_or(0, |at| at + 1);
            all.sections.iter().take(until).map(|one| one.questions.len()).sum::<usize>() + 1
        }
    };
    let before = all.questions().map(|(_, question)| question).take(end.saturating_sub(1));
    before
        .filter(|question| question.can_decide())
        .map(|question| EarlierChoice {
            question: format!("{}. {}", all.place(question.id), question.words),
            choices: question
                .choices()
                .into_iter()
                .map(|(choice, words)| (format!("{}:{choice}", question.id), words.to_owned()))
                .collect(),
        })
        .collect()
}
