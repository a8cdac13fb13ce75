//! The pages for reporting a comment, those on which moderators decide, and those on which authors ask for another look.

pub mod appeals;
pub mod cases;
pub mod own;
pub mod reports;
pub mod templates;
pub mod together;

use super::rules::Rule;
use super::shown;
use super::store::templates::Template;
use super::templates as rules_for_templates;
use super::{Act, Occasion, REASONS_CHARACTERS, Ruling, Sanction, fits};
use crate::db::Conn;
use crate::error::Result;
use crate::text::Text;
use crate::web::Site;
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::moderation::Form as View;

/// The most characters of a comment with marks in it.
const MARKED_CHARACTERS: usize = 2 * views::comments::COMMENT_LIMIT;

/// What a moderator fills in to decide: about one comment, or about many.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DecisionEntry {
    act: Text,
    rule: Text,
    template: Text,
    /// Sent by the button that puts a template's words into the form.
    begin: Text,
    reasons: Text,
    sanction: Text,
    marked: Text,
    /// What many comments have in common; empty for one.
    by: Text,
    comments: Vec<i64>,
}

/// The same, read.
#[derive(Debug, Clone)]
struct Read {
    act: Option<Act>,
    rule: Option<Rule>,
    sanction: Option<Sanction>,
}

impl DecisionEntry {
    fn read(&self, conn: &mut Conn) -> Result<Read> {
        let rules = shown::house_rules(conn)?;
        Ok(Read {
            act: self.act.as_str().parse::<Act>().ok(),
            rule: rules.into_iter().find(|rule| rule.number.to_string() == self.rule.as_str()),
            sanction: Sanction::read(self.sanction.as_str()),
        })
    }

    /// The template whose words are asked for; nothing where the form is to be used as it is.
    fn template(&self, conn: &mut Conn) -> Result<Option<Template>> {
        if self.begin.is_blank() {
            return Ok(None);
        }
        let all = rules_for_templates::all(conn)?;
        Ok(all.into_iter().find(|one| one.id.to_string() == self.template.as_str()))
    }

    /// What it says, in terms of the rules and templates as they are now.
    async fn look_up(&self, site: &Site) -> Result<(Read, Option<Template>)> {
        let asked = self.clone();
        site.db.read(move |conn| Ok((asked.read(conn)?, asked.template(conn)?))).await
    }

    /// What is too long to be used, or to be looked at again.
    fn too_long(&self) -> Problems {
        let mut problems = Problems::default();
        if let Err(problem) = fits(&self.marked, MARKED_CHARACTERS, "The comment with its marks") {
            problems.add("marked", problem);
        }
        problems
    }

    /// What is to be put right; where the words of a template are asked for, only what is too long.
    fn problems(&self, read: &Read) -> Problems {
        let mut problems = self.too_long();
        if !self.begin.is_blank() {
            if let Err(problem) = fits(&self.reasons, REASONS_CHARACTERS, "Your reasons") {
                problems.add("reasons", problem);
            }
            return problems;
        }
        let Some(act) = read.act else {
            problems.add("act", "Choose what happens to the comment");
            return problems;
        };
        if read.sanction.is_none() {
            problems.add("sanction", "Choose what happens to the author");
        }
        for (field, problem) in self.ruling(act, read).problems() {
            problems.add(field, problem);
        }
        problems
    }

    fn ruling<'a>(&'a self, act: Act, read: &'a Read) -> Ruling<'a> {
        Ruling {
            act,
            rule: read.rule.as_ref(),
            reasons: &self.reasons,
            sanction: read.sanction.unwrap_or_default(),
            marked: &self.marked,
            occasion: Occasion::Case,
        }
    }

    /// Puts what was filled in back into the form; where the words of a template are asked for, these and its rule.
    fn put_back(self, view: &mut View, read: &Read, template: Option<Template>, problems: Problems) {
        view.act = read.act.map(shown::act);
        view.rule = self.rule.into_string();
        view.sanction = self.sanction.into_string();
        view.template = self.template.into_string();
        view.reasons = self.reasons.into_string();
        if !self.marked.is_blank() {
            view.marked = self.marked.into_string();
        }
        // Where something is to be put right, nothing is added to what was typed.
        if let Some(template) = template.filter(|_| problems.is_empty()) {
            // What was typed stays: the template comes below it.
            let typed = view.reasons.trim();
            let is_new = !typed.contains(template.words.trim());
            view.reasons = match typed {
                "" => template.words,
                typed if is_new => format!("{typed}\n\n{}", template.words),
                typed => typed.to_owned(),
            };
            if let (Some(rule), "") = (template.rule, view.rule.as_str()) {
                view.rule = rule.to_string();
            }
        }
        view.problems = problems;
    }
}
