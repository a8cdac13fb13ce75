//! All responses as a workbook for spreadsheets (Office Open XML, ECMA-376), a row for each.

use super::{Making, own, titles};
use crate::error::{Result, broken};
use crate::questionnaires::{Answer, Answers, Questionnaire};
use crate::responses::reading::Line;
use crate::tables::cell;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::fs::File;

/// A workbook in the making. Its rows stand in a file without a name, so that many take no more memory than few.
pub(in crate::responses) struct Sheet {
    book: Workbook,
    rows: u32,
}

impl Sheet {
    /// A workbook with the line that names the columns.
    ///
    /// # Errors
    /// When there is no room for it.
    pub(in crate::responses) fn begin(asked: &Questionnaire) -> Result<Self> {
        let mut book = Workbook::new();
        // The same responses make the same file, whenever it is made, so that its sum can be compared.
        let at = ExcelDateTime::from_ymd(2000, 1, 1).map_err(broken("writing a workbook"))?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&at));
        let page = book.add_worksheet_with_constant_memory().map_err(broken("writing a workbook"))?;
        page.set_name("Responses").map_err(broken("writing a workbook"))?;
        let mut sheet = Self { book, rows: 0 };
        sheet.row(|page, row| {
            (0..).zip(titles(asked)).try_for_each(|(column, title)| page.write_string(row, column, title).map(drop))
        })?;
        Ok(sheet)
    }

    fn row(&mut self, write: impl FnOnce(&mut Worksheet, u32) -> std::result::Result<(), XlsxError>) -> Result<()> {
        let page = self.book.worksheet_from_index(0).map_err(broken("writing a workbook"))?;
        write(page, self.rows).map_err(broken("writing a workbook"))?;
        self.rows += 1;
        Ok(())
    }
}

impl Making for Sheet {
    fn add(&mut self, asked: &Questionnaire, some: &[(Line, Answers)]) -> Result<()> {
        let columns = super::columns(asked);
        for (line, answers) in some {
            self.row(|page, row| {
                let mut column = 0;
                for text in own(line) {
                    page.write_string(row, column, text)?;
                    column += 1;
                }
                for one in &columns {
                    match answers.get(&one.question.id) {
                        // A number stays one, so that it can be added up. No answer is above 10^12, so nothing is rounded.
                        #[expect(clippy::cast_precision_loss, reason = "numbers are far below 2^53")]
                        Some(Answer::Number(number)) => page.write_number(row, column, *number as f64)?,
                        answer => page.write_string(row, column, cell(&super::in_cell(one, answer)))?,
                    };
                    column += 1;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn end(mut self: Box<Self>) -> Result<File> {
        let mut file = tempfile::tempfile().map_err(broken("making a file"))?;
        self.book.save_to_writer(&mut file).map_err(broken("writing a workbook"))?;
        Ok(file)
    }
}
