//! Why typed hours are refused, and how to write them instead.

/// Why typed hours were not understood. The message says how to write it instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// There is nothing to read.
    #[error("曜日と時間を書いてください。例: 月〜金 9:00-17:00")]
    Empty,
    /// More than 2,000 characters.
    #[error("長すぎます。2,000字までで書いてください。")]
    TooLong,
    /// A word that says nothing of hours.
    #[error("「{0}」がわかりません。例: 月〜金 9:00-17:00、祝日休み。ほかのことは ※ のあとに書いてください。")]
    NotUnderstood(String),
    /// A time that is none, or half a span.
    #[error("時刻「{0}」がわかりません。例: 9:00-12:30、翌朝までは 17:00-翌9:00")]
    BadTime(String),
    /// A date that is none, or a closure of more than half a year.
    #[error("日付「{0}」がわかりません。例: 12/29-1/3休み、8/13-15休み、2026/3/1休み")]
    BadDate(String),
    /// A day or week of the month that is none.
    #[error("曜日「{0}」がわかりません。例: 月・水、月〜金、第2・4土曜")]
    BadDay(String),
    /// Times before any day.
    #[error("「{0}」は何曜日の時間ですか。曜日を先に書いてください。例: 月〜金 9:00-17:00")]
    TimesWithoutDays(String),
    /// Days, and then nothing.
    #[error(
        "「{0}」の時間を書いてください。例: 土 9:00-12:00。休みなら「土休み」、時間がわからなければ「土(時間不明)」"
    )]
    DaysWithoutTimes(String),
    /// Times on dates; only closures have dates.
    #[error("「{0}」: 日付には「休み」だけを書けます。その日だけの時間は ※ のあとに書いてください。")]
    TimesOnDates(String),
    /// 年末年始 without saying from when to when.
    #[error("「{0}」は日付で書いてください。例: 12/29-1/3休み")]
    SeasonWithoutDates(String),
    /// 最終土曜: the fourth in one month and the fifth in another.
    #[error(
        "「{0}」は書けません。月によって第4か第5になります。第4と第5の両方なら「第4・5土曜」、最後だけなら ※ のあとに書いてください。例: 月〜金 9:00-17:00 ※最終土曜も午前だけ"
    )]
    LastOfMonth(String),
    /// 休み, but not when.
    #[error("「{0}」はいつのことですか。例: 祝日休み、第3水曜休み")]
    ClosedWhat(String),
}

impl HoursError {
    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::Empty => "Write days and times, such as 月〜金 9:00-17:00 (Monday to Friday).".into(),
            Self::TooLong => "Too long: write at most 2,000 characters.".into(),
            Self::NotUnderstood(p) => {
                format!("\"{p}\" was not understood. Write 月〜金 9:00-17:00、祝日休み; anything else goes after ※.")
            }
            Self::BadTime(p) => {
                format!("\"{p}\" is not a time. Write 9:00-12:30, or 17:00-翌9:00 until the next morning.")
            }
            Self::BadDate(p) => format!("\"{p}\" is not a date. Write 12/29-1/3休み, 8/13-15休み or 2026/3/1休み."),
            Self::BadDay(p) => format!("\"{p}\" is not a day. Write 月・水, 月〜金 or 第2・4土曜."),
            Self::TimesWithoutDays(p) => format!("\"{p}\": on which days? Write the days first: 月〜金 9:00-17:00."),
            Self::DaysWithoutTimes(p) => {
                format!("\"{p}\": at what times? Write 土 9:00-12:00, 土休み if closed, 土(時間不明) if not known.")
            }
            Self::TimesOnDates(p) => format!("\"{p}\": dates can only be closed (休み); put special times after ※."),
            Self::SeasonWithoutDates(p) => format!("Write \"{p}\" as dates, such as 12/29-1/3休み."),
            Self::LastOfMonth(p) => {
                format!("\"{p}\": the last one is the 4th or the 5th. Write 第4・5土曜 for both, or put it after ※.")
            }
            Self::ClosedWhat(p) => format!("\"{p}\": when? Write 祝日休み or 第3水曜休み."),
        }
    }
}
