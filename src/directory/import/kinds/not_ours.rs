//! Files that are no list for the directory (対象外), and why.

use std::fmt;

/// What a file is that does not belong into the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOurs {
    /// HL7 FHIR resources.
    Fhir,
    /// Codes of LOINC or other terminologies, or facts about JP Core.
    Terminology,
    /// Other JSON.
    Json,
    /// A picture, a PDF, a program.
    NotText,
    /// Prose.
    Prose,
    /// A table of columns nobody knows.
    UnknownColumns(Vec<String>),
}

impl NotOurs {
    /// Whether somebody may have taken this file for a list, and should know that nothing of it was used.
    pub fn may_be_missed(&self, label: &str) -> bool {
        let name = label.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let is_called_a_list = [".csv", ".tsv", ".txt"].iter().any(|ending| name.ends_with(ending));
        match self {
            Self::Fhir | Self::Terminology => false,
            Self::UnknownColumns(_) => true,
            Self::Json | Self::NotText | Self::Prose => is_called_a_list,
        }
    }

    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::Fhir => "FHIR resources, not for the directory".into(),
            Self::Terminology => "a code table, not for the directory".into(),
            Self::Json => "JSON, but no map".into(),
            Self::NotText => "not a text file; if it is a list, save it as CSV UTF-8".into(),
            Self::Prose => "a text, not a table; if it is a list, separate its columns with commas".into(),
            Self::UnknownColumns(columns) => format!("a table of unknown columns: {}", columns.join(", ")),
        }
    }
}

impl fmt::Display for NotOurs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fhir => write!(f, "FHIRのデータです。名簿には使いません。"),
            Self::Terminology => write!(f, "コード表です。名簿には使いません。"),
            Self::Json => write!(f, "JSONですが、地図の境界ではありません。"),
            Self::NotText => write!(f, "文字のファイルではありません。名簿なら「CSV UTF-8」で保存し直してください。"),
            Self::Prose => {
                write!(f, "文章のファイルです。表ではありません。名簿なら、列をカンマで区切って保存し直してください。")
            }
            Self::UnknownColumns(columns) => write!(
                f,
                "列の見出し（{}）から、どの名簿かわかりません。見出しの行を確かめてください。",
                columns.join("、")
            ),
        }
    }
}
