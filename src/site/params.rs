//! The parameters of an address: repeated names allowed, nothing believed.

/// The parameters in the order in which they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads the part of an address after `?`. Control characters go, as nobody types them.
    pub fn of(query: Option<&str>) -> Self {
        let clean = |text: &str| -> String { text.chars().filter(|c| !c.is_control()).collect() };
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(
            pairs
                .map(|(name, value)| (clean(&name), clean(&value).trim().to_owned()))
                .filter(|(_, v)| !v.is_empty())
                .collect(),
        )
    }

    /// The first value of this name; empty when there is none.
    pub fn first(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether this name has this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|known| known == value)
    }

    /// The same without every value of these names.
    pub fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect())
    }

    /// The same without one value of a name.
    pub fn without_value(&self, name: &str, value: &str) -> Self {
        Self(self.0.iter().filter(|(n, v)| n != name || v != value).cloned().collect())
    }

    /// The same with a name set to one value.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut params = self.without(&[name]);
        params.0.push((name.to_owned(), value.to_owned()));
        params
    }

    /// The same with one more value of a name.
    pub fn and(&self, name: &str, value: &str) -> Self {
        let mut params = self.without_value(name, value);
        params.0.push((name.to_owned(), value.to_owned()));
        params
    }

    /// The address of `path` with these parameters.
    pub fn address(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.0);
        format!("{path}?{}", query.finish())
    }

    /// Nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_stay_and_control_characters_go() {
        let params = Params::of(Some("kind=a&kind=b&q=%E6%AD%AF%00%0A%20&x="));
        assert_eq!(params.all("kind").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(params.first("q"), "歯");
        assert_eq!(
            params.without_value("kind", "a").with("page", "2").address("/search"),
            "/search?kind=b&q=%E6%AD%AF&page=2"
        );
    }
}
