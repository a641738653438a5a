//! All the SQL of the directory.

pub mod care_manager_times;
mod columns;
pub mod documents;
pub mod facts;
pub mod history;
pub mod imports;
pub mod joins;
pub mod lists;
pub mod map;
pub mod names;
pub mod organizations;
pub mod places;
pub mod records;
pub mod reference;
pub mod reference_rows;
pub mod reviews;
pub mod summaries;
pub mod survey;
pub mod words;

#[cfg(test)]
mod tests;
