//! Reading one file of an import: its rows go to the intake, to the reference tables or to the list of refused rows.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::sync::atomic::Ordering;

use jiff::civil::Date;

use super::ImportError;
use super::coverage::{Day, Says};
use super::day::{FileDay, ToldBy};
use super::files::FileProblem;
use super::gazetteer::Gazetteer;
use super::intake::{At, Intake};
use super::kinds::FileKind;
use super::open::Opened;
use super::progress::Progress;
use super::readers::{self, Context, Interrupted, Read, Stop};
use super::reference::ReferenceIntake;
use super::report::{FileReport, LeftOut, RowList};
use super::run::ImportOptions;
use crate::directory::record::Record;

/// What reading a file needs and fills.
pub struct Reading<'a, W: Write> {
    /// What was asked for.
    pub options: &'a ImportOptions,
    /// How far it has come.
    pub progress: &'a Progress,
    /// Where facilities go.
    pub intake: &'a mut Intake,
    /// Where rows of reference tables go.
    pub reference: &'a mut ReferenceIntake,
    /// Where refused and odd rows are told.
    pub rows: &'a mut RowList<W>,
    /// The places known so far; it grows.
    pub gazetteer: &'a mut Gazetteer,
    /// The file's counts.
    pub report: &'a mut FileReport,
    /// Trouble of our own that ended the reading.
    pub trouble: Option<ImportError>,
    /// The datasets that the file speaks of, and of which day.
    pub datasets: HashSet<(String, Day)>,
    /// Rows outside the area, by municipality.
    pub outside: BTreeMap<String, u64>,
    /// The newest day that a row told.
    pub told: Option<Date>,
    /// In somebody's own list: the dataset of the publisher's rows, when it is known who that is.
    pub list: Option<Option<String>>,
}

impl<W: Write> Reading<'_, W> {
    /// Reads the file to its end. What is wrong with it stands in its report.
    pub fn read(&mut self, file: &Opened) -> Result<(), ImportError> {
        let gazetteer = self.gazetteer.clone();
        let context = Context { gazetteer: &gazetteer, as_of: self.options.as_of };
        let end = readers::read(&file.found, &file.kind, context, &mut |read| self.take(file, read));
        drop(gazetteer);
        match (end, self.trouble.take()) {
            (_, Some(trouble)) => return Err(trouble),
            (Err(Interrupted::Stopped), None) => return Err(ImportError::Stopped),
            (Err(Interrupted::File(problem)), None) => self.is_faulty(file, &problem)?,
            (Ok(()), None) if self.report.counts.read + self.report.counts.warned_total() == 0 => {
                self.is_faulty(file, &FileProblem::NoRows)?
            }
            (Ok(()), None) => {}
        }
        if self.report.is_fault || self.report.counts.refused_total() > 0 {
            // What could not be read may be just what seems to be missing.
            self.datasets.iter().for_each(|(dataset, day)| self.intake.list(dataset, *day).distrust());
        }
        self.report.as_of = self.day(file);
        self.end(file)
    }

    /// Takes rows that lie in memory as those of the file.
    pub fn take_all(&mut self, file: &Opened, rows: Vec<Read>) -> Result<(), ImportError> {
        for row in rows {
            if self.take(file, row).is_err() {
                return Err(self.trouble.take().unwrap_or(ImportError::Stopped));
            }
        }
        self.end(file)
    }

    fn end(&mut self, file: &Opened) -> Result<(), ImportError> {
        self.gazetteer.settle();
        self.tell_left_out(&file.found.label)?;
        if self.report.is_fault {
            self.reference.drop_file();
            self.report.counts.reference = 0;
        } else {
            self.reference.keep_file();
        }
        Ok(())
    }

    fn is_faulty(&mut self, file: &Opened, problem: &FileProblem) -> Result<(), ImportError> {
        self.rows.file(&file.found.label, problem)?;
        self.report.problem = Some(problem.to_string());
        self.report.is_fault = true;
        Ok(())
    }

    /// The day the file speaks of, by the best witness there is.
    fn day(&self, file: &Opened) -> Option<FileDay> {
        let witnesses = [
            (self.told.filter(|_| file.kind.rows_tell_their_day()), ToldBy::Columns),
            (file.found.day_in_name(), ToldBy::Name),
            (self.options.as_of, ToldBy::Operator),
            (file.found.modified(), ToldBy::Modified),
        ];
        witnesses.into_iter().find_map(|(day, told_by)| Some(FileDay { day: day?, told_by }))
    }

    /// What the area left out stands in the report and in the list, so that a person can have it.
    fn tell_left_out(&mut self, label: &str) -> Result<(), ImportError> {
        for (municipality, rows) in std::mem::take(&mut self.outside) {
            let known = self.gazetteer.municipality(&municipality);
            let name = known.map(|known| known.name.clone()).unwrap_or_default();
            self.report.outside.push(LeftOut { municipality, name, rows });
        }
        self.report.outside.sort_by_key(|left_out| std::cmp::Reverse(left_out.rows));
        for left_out in &self.report.outside {
            self.rows.left_out(label, left_out)?;
        }
        Ok(())
    }

    fn take(&mut self, file: &Opened, read: Read) -> Result<(), Stop> {
        self.progress.rows.fetch_add(1, Ordering::Relaxed);
        if self.progress.is_stopped() {
            return Err(Stop);
        }
        let taken = match read {
            Read::List { dataset } => {
                self.list = Some(dataset);
                Ok(())
            }
            Read::Facility { line, record } => self.facility(file, line, &record),
            Read::Refused { line, column, reason } => {
                self.report.counts.read += 1;
                *self.report.counts.refused.entry(reason.code().to_owned()).or_default() += 1;
                self.rows.refused(&file.found.label, line, column.as_deref(), &reason).map_err(ImportError::from)
            }
            Read::Warned { line, column, warning } => {
                *self.report.counts.warned.entry(warning.code().to_owned()).or_default() += 1;
                self.rows.warned(&file.found.label, line, column.as_deref(), &warning).map_err(ImportError::from)
            }
            other => {
                self.report.counts.read += 1;
                self.gazetteer.learn(&other);
                if let Read::Statistic(one) = &other {
                    self.told = self.told.max(one.day());
                }
                let taken = self.reference.take(&other);
                taken.map(|kept| self.report.counts.reference += u64::from(kept)).map_err(ImportError::from)
            }
        };
        taken.map_err(|trouble| {
            self.trouble = Some(trouble);
            Stop
        })
    }

    /// The area names municipalities; that of a city with wards means all of its wards.
    fn is_in_area(&self, municipality: &str) -> bool {
        let area = &self.options.area;
        let parent = || self.gazetteer.municipality(municipality)?.parent.as_ref();
        area.is_empty()
            || area.iter().any(|code| code == municipality)
            || parent().is_some_and(|city| area.contains(city))
    }

    fn facility(&mut self, file: &Opened, line: u64, record: &Record) -> Result<(), ImportError> {
        let is_outside = !record.name.is_empty() && !self.is_in_area(&record.place.municipality);
        self.told = self.told.max(record.as_of);
        let counts = &mut self.report.counts;
        counts.read += 1;
        if is_outside {
            counts.outside_area += 1;
            self.intake.list(&record.dataset, record.as_of).leave_out(&record.place.municipality);
            *self.outside.entry(record.place.municipality.clone()).or_default() += 1;
            return Ok(());
        }
        if readers::listed_by_a_hub(record).is_some_and(|id| self.intake.has(id)) {
            // What the hub wrote itself it knows already, and from whom.
            counts.own += 1;
            return Ok(());
        }
        let says = match (&file.kind, &self.list) {
            // An extract of a region says nothing of what it leaves out, and neither do rows that only complete others.
            (FileKind::SeedExtract | FileKind::NaviiHours, _) => Says::NothingOfTheDataset,
            (_, None) => Says::AllOfTheMunicipality,
            (_, Some(own)) if own.as_ref() == Some(&record.dataset) => Says::AllOfTheDataset,
            (_, Some(_)) => Says::Nothing,
        };
        if says != Says::Nothing {
            self.datasets.insert((record.dataset.clone(), record.as_of));
        }
        self.intake.take(record, At { file: file.position as u16, line }, says)?;
        Ok(())
    }
}
